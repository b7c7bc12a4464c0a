"""A promotion code: whose it is, how often it can be used, and that it's the only one of its name."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.test_checkout_pages import HOSTED, SESSIONS, browse, opening, paid

CODES = "/v1/promotion_codes"


async def code_of(caller: Caller, percent: int, more: str = "") -> dict[str, Any]:
    coupon = await caller.made("/v1/coupons", f"percent_off={percent}")
    return await caller.made(CODES, f"promotion[type]=coupon&promotion[coupon]={coupon['id']}&code=SAVE{more}")


async def typed(caller: Caller, session: dict[str, Any], status: int = 200) -> Any:
    return await browse(caller, session["id"], {**opening(session), "promotion_code": "save"}, status)


@pytest.mark.parametrize("own_first", [True, False])
async def test_a_customers_own_code_goes_before_the_one_for_all(caller: Caller, own_first: bool) -> None:
    customer = (await caller.made("/v1/customers", "email=ada@example.com"))["id"]
    for own in (own_first, not own_first):
        await code_of(caller, *((50, f"&customer={customer}") if own else (10, "")))
    for form, total in ((f"{HOSTED}&customer={customer}", 1800), (HOSTED, 3240)):
        session = await caller.made(SESSIONS, f"{form}&allow_promotion_codes=true")
        await typed(caller, session)
        assert (await caller.call("GET", f"{SESSIONS}/{session['id']}")).json()["amount_total"] == total


async def test_a_code_is_used_up_by_what_is_paid_and_by_nothing_else(caller: Caller) -> None:
    code = await code_of(caller, 50, "&max_redemptions=1")
    session, later = [await caller.made(SESSIONS, f"{HOSTED}&allow_promotion_codes=true") for _ in range(2)]
    await typed(caller, session)

    async def used() -> tuple[int, bool, int]:
        now = (await caller.call("GET", f"{CODES}/{code['id']}?expand[]=promotion.coupon")).json()
        return now["times_redeemed"], now["active"], now["promotion"]["coupon"]["times_redeemed"]

    assert await used() == (0, True, 0)
    await paid(caller, session, expected_amount=1800)
    assert await used() == (1, False, 1)
    assert (await typed(caller, later, 400))["error"]["code"] == "invalidCode"


MINIMUM = "&restrictions[minimum_amount]=5000&restrictions[minimum_amount_currency]=usd"
OF_EUROS = "&restrictions[currency_options][eur][minimum_amount]="


@pytest.mark.parametrize(
    ("currency", "euros", "least"),
    [("usd", 4000, 5000), ("eur", 4000, 4000), ("eur", 3600, None), ("eur", None, None), ("gbp", 4000, None)],
)
async def test_a_minimum_is_of_its_currency_alone(
    caller: Caller, currency: str, euros: int | None, least: int | None
) -> None:
    await code_of(caller, 50, MINIMUM + (f"{OF_EUROS}{euros}" if euros else ""))
    form = HOSTED.replace("[currency]=usd", f"[currency]={currency}")
    session = await caller.made(SESSIONS, f"{form}&allow_promotion_codes=true")
    assert (session["currency"], session["amount_total"]) == (currency, 3600)
    answer = await typed(caller, session, 400 if least else 200)
    if least:
        error = answer["error"]
        assert (error["code"], error["minimum_amount"]) == ("promotionCodeAmountInsufficient", least)


async def test_a_code_is_not_taken_up_again_where_another_has_its_name(caller: Caller) -> None:
    first = await code_of(caller, 50)
    await caller.made(f"{CODES}/{first['id']}", "active=false")
    second = await code_of(caller, 10)
    refused = await caller.post(f"{CODES}/{first['id']}", "active=true")
    assert refused.status_code == 400 and "already exists" in refused.json()["error"]["message"]
    await caller.made(f"{CODES}/{second['id']}", "active=false")
    assert (await caller.made(f"{CODES}/{first['id']}", "active=true"))["active"]
