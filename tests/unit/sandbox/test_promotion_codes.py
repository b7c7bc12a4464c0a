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


@pytest.mark.parametrize(
    ("form", "param"),
    [
        ("expires_at=1900000000", "expires_at"),
        ("expires_at=1800000000", "expires_at"),
        ("expires_at=1900000101", "expires_at"),
        ("max_redemptions=0", "max_redemptions"),
        ("max_redemptions=4", "max_redemptions"),
        ("restrictions[minimum_amount]=500", "restrictions[minimum_amount_currency]"),
        ("restrictions[minimum_amount_currency]=usd", "restrictions[minimum_amount_currency]"),
        ("code=TAKEN", "code"),
        ("code=taken", "code"),
    ],
)
async def test_a_code_that_cannot_be_is_refused_at_its_parameter(caller: Caller, form: str, param: str) -> None:
    coupon = (await caller.made("/v1/coupons", "percent_off=10&max_redemptions=3&redeem_by=1900000100"))["id"]
    of_it = f"promotion[type]=coupon&promotion[coupon]={coupon}"
    await caller.made(CODES, f"{of_it}&code=TAKEN")
    refused = await caller.post(CODES, f"{of_it}&{form}")
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, param)
    assert len(await caller.listed(CODES)) == 1
    none = await caller.post(CODES, "promotion[type]=coupon")
    assert none.json()["error"]["param"] == "promotion[coupon]"


@pytest.mark.parametrize(
    "form",
    [
        *("expires_at=1900000001", "expires_at=1900000100", "max_redemptions=1", "max_redemptions=3"),
        "code=TAKEN&customer={ada}",
        "code=TAKEN&active=false",
        "restrictions[minimum_amount]=500&restrictions[minimum_amount_currency]=usd",
    ],
)
async def test_one_at_the_edge_of_what_can_be_is_taken(caller: Caller, form: str) -> None:
    ada = (await caller.made("/v1/customers"))["id"]
    coupon = (await caller.made("/v1/coupons", "percent_off=10&max_redemptions=3&redeem_by=1900000100"))["id"]
    of_it = f"promotion[type]=coupon&promotion[coupon]={coupon}"
    await caller.made(CODES, f"{of_it}&code=TAKEN")
    code = await caller.made(CODES, f"{of_it}&{form.format(ada=ada)}")
    assert code["active"] is ("active=false" not in form) and len(code["code"]) > 4


@pytest.mark.parametrize(("seconds", "active"), [(59, True), (60, True), (61, False)])
async def test_a_code_counts_up_to_its_last_second(caller: Caller, seconds: int, active: bool) -> None:
    code = await code_of(caller, 50, "&expires_at=1900000060")
    session = await caller.made(SESSIONS, f"{HOSTED}&allow_promotion_codes=true")
    await caller.advance(seconds)
    assert (await caller.call("GET", f"{CODES}/{code['id']}")).json()["active"] is active
    await typed(caller, session, 200 if active else 400)


async def test_a_code_ends_with_its_coupon(caller: Caller) -> None:
    code = await code_of(caller, 50)
    await caller.call("DELETE", f"/v1/coupons/{code['promotion']['coupon']}")
    assert (await caller.call("GET", f"{CODES}/{code['id']}")).json()["active"] is False


@pytest.mark.parametrize("whose", ["nobody", "ben"])
async def test_a_code_of_one_customer_is_not_anothers(caller: Caller, whose: str) -> None:
    ada, ben = [(await caller.made("/v1/customers", f"email={name}@example.com"))["id"] for name in ("ada", "ben")]
    code = await code_of(caller, 50, f"&customer={ada}")
    buyer = f"&customer={ben}" if whose == "ben" else ""
    refused = (await caller.post(SESSIONS, f"{HOSTED}{buyer}&discounts[0][promotion_code]={code['id']}")).json()
    assert refused["error"]["param"] == "discounts[0][promotion_code]"
    session = await caller.made(SESSIONS, f"{HOSTED}{buyer}&allow_promotion_codes=true")
    assert (await typed(caller, session, 400))["error"]["code"] == "invalidCode"
    own = await caller.made(SESSIONS, f"{HOSTED}&customer={ada}&discounts[0][promotion_code]={code['id']}")
    assert own["amount_total"] == 1800


async def test_a_code_for_first_orders_is_not_for_who_has_paid(caller: Caller) -> None:
    ada = (await caller.made("/v1/customers", "email=ada@example.com"))["id"]
    code = await code_of(caller, 50, "&restrictions[first_time_transaction]=true")
    form = f"{HOSTED}&customer={ada}&discounts[0][promotion_code]={code['id']}"
    assert (await caller.made(SESSIONS, form))["amount_total"] == 1800
    paying = "amount=900&currency=usd&confirm=true&return_url=https://shop.example&payment_method=pm_card_"
    await caller.post("/v1/payment_intents", f"{paying}chargeDeclined&customer={ada}")
    assert (await caller.made(SESSIONS, form))["amount_total"] == 1800, "who was declined hasn't paid"
    await caller.made("/v1/payment_intents", f"{paying}visa&customer={ada}")
    refused = (await caller.post(SESSIONS, form)).json()["error"]
    assert "first-time customers only" in refused["message"]
    session = await caller.made(SESSIONS, f"{HOSTED}&customer={ada}&allow_promotion_codes=true")
    assert (await typed(caller, session, 400))["error"]["code"] == "invalidCode"
