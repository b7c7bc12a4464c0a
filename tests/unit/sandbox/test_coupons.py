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


@pytest.mark.parametrize(("seconds", "valid"), [(59, True), (60, True), (61, False)])
async def test_a_coupon_is_redeemed_up_to_its_last_second(caller: Caller, seconds: int, valid: bool) -> None:
    coupon = await caller.made(COUPONS, f"{TENTH}&redeem_by=1900000060")
    await caller.advance(seconds)
    assert (await caller.call("GET", f"{COUPONS}/{coupon['id']}")).json()["valid"] is valid
    answer = await caller.post("/v1/promotion_codes", f"promotion[type]=coupon&promotion[coupon]={coupon['id']}")
    assert answer.is_success is valid
    assert valid or answer.json()["error"]["code"] == "coupon_expired"


OWN = "amount_off=300&currency=usd"


@pytest.mark.parametrize(
    ("form", "change", "options"),
    [
        (TENTH, "", None),
        (OWN, "", {"usd": 300}),
        (f"{OWN}&currency_options[eur][amount_off]=250", "", {"usd": 300, "eur": 250}),
        (OWN, "currency_options[eur][amount_off]=250", {"usd": 300, "eur": 250}),
        (
            f"{OWN}&currency_options[eur][amount_off]=250",
            "currency_options[gbp][amount_off]=200&currency_options[eur][amount_off]=240",
            {"usd": 300, "eur": 240, "gbp": 200},
        ),
        (
            f"{OWN}&currency_options[eur][amount_off]=250",
            "currency_options[gbp][amount_off]=200",
            {"usd": 300, "eur": 250, "gbp": 200},
        ),
    ],
)
async def test_what_a_coupon_takes_off_in_each_currency(
    caller: Caller, form: str, change: str, options: dict[str, int] | None
) -> None:
    path = f"{COUPONS}/{(await caller.made(COUPONS, form))['id']}"
    if change:
        await caller.made(path, change)
    shown = (await caller.call("GET", f"{path}?expand[]=currency_options")).json()["currency_options"]
    assert (shown and {name: one["amount_off"] for name, one in shown.items()}) == options
    assert "currency_options" not in (await caller.call("GET", path)).json()


async def test_an_id_of_ones_own_is_taken_once(caller: Caller) -> None:
    assert (await caller.made(COUPONS, f"{TENTH}&id=SPRING"))["id"] == "SPRING"
    await caller.made("/v1/products", "name=Tea&id=TEA")
    for id in ("SPRING", "TEA"):
        error = (await caller.post(COUPONS, f"{TENTH}&id={id}")).json()["error"]
        assert (error["code"], error["param"]) == ("resource_already_exists", "id")


async def test_one_that_was_deleted_meanwhile_still_takes_off_what_it_said(caller: Caller) -> None:
    coupon = (await caller.made(COUPONS, TENTH))["id"]
    item = "line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=1000"
    item += "&line_items[0][price_data][product_data][name]=Tea&line_items[0][quantity]=1"
    form = f"mode=payment&success_url=https://shop.example&{item}&discounts[0][coupon]={coupon}"
    session = await caller.made("/v1/checkout/sessions", form)
    assert (await caller.call("DELETE", f"{COUPONS}/{coupon}")).is_success
    paid = await caller.control(f"pay/{session['id']}", {"email": "ada@example.com"})
    assert (paid["status"], paid["amount_total"]) == ("complete", 900)
