"""Which coupons can't be, and which parameter a refusal names."""

import pytest

from tests.unit.sandbox.caller import Caller

COUPONS = "/v1/coupons"
TENTH = "percent_off=10"


@pytest.mark.parametrize(
    ("form", "param"),
    [
        ("duration=once", None),
        (f"{TENTH}&amount_off=500&currency=usd", None),
        *((f"percent_off={percent}", "percent_off") for percent in ("0", "-1", "100.5")),
        *((f"amount_off={amount}&currency=usd", "amount_off") for amount in (0, -1)),
        ("amount_off=150&currency=isk", "amount_off"),
        ("amount_off=505&currency=kwd", "amount_off"),
        ("amount_off=500", "currency"),
        ("amount_off=500&currency=xyz", "currency"),
        (f"{TENTH}&duration=repeating", "duration_in_months"),
        (f"{TENTH}&duration=forever&duration_in_months=3", "duration_in_months"),
        *((f"{TENTH}&redeem_by={time}", "redeem_by") for time in (1_900_000_000, 2_100_000_000)),
        *((f"{TENTH}&max_redemptions={number}", "max_redemptions") for number in (0, -1)),
    ],
)
async def test_a_coupon_that_cannot_be_is_refused_at_its_parameter(
    caller: Caller, form: str, param: str | None
) -> None:
    answer = await caller.post(COUPONS, form)
    assert (answer.status_code, answer.json()["error"].get("param")) == (400, param), answer.text
    assert await caller.listed(COUPONS) == []


@pytest.mark.parametrize(
    "form",
    [
        *("percent_off=100", "percent_off=0.01", "amount_off=1&currency=usd", "amount_off=100&currency=isk"),
        *(f"{TENTH}&{more}" for more in ("max_redemptions=1", "redeem_by=1900000001", "duration=forever")),
        f"{TENTH}&duration=repeating&duration_in_months=1",
    ],
)
async def test_one_at_the_edge_of_what_can_be_is_taken(caller: Caller, form: str) -> None:
    assert (await caller.made(COUPONS, form))["valid"]
