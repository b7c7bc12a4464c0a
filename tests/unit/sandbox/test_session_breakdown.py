"""What a session costs in detail: for its server in a breakdown, for its buyer on the page, the same to the cent."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.trade import SHOP, item

SESSIONS = "/v1/checkout/sessions"
ELEMENTS = f"mode=payment&ui_mode=elements&return_url={SHOP}"
EXPANDED = "expand[]=line_items.data.taxes&expand[]=line_items.data.discounts&expand[]=total_details.breakdown"
MONTHLY = "line_items[0][price_data][recurring][interval]=month"


async def tax(caller: Caller, percentage: float, *, inclusive: bool) -> str:
    form = f"display_name={percentage} percent&percentage={percentage}&inclusive={str(inclusive).lower()}"
    return (await caller.made("/v1/tax_rates", form))["id"]


async def seen(caller: Caller, session: dict[str, Any]) -> dict[str, Any]:
    """The session as its page shows it."""
    body = {"client_secret": session["client_secret"]}
    return (await caller.browse(f"/v1/payment_pages/{session['id']}/init", body))["session"]


def cents(shown: Any) -> int:
    return shown["minorUnitsAmount"]


async def taxed(caller: Caller) -> tuple[dict[str, Any], str, str]:
    """Teas at 36.00 and pots at 24.00, half off, with a tax on both and another on the pots, and shipping at 5.00."""
    vat, sales = await tax(caller, 20, inclusive=True), await tax(caller, 10, inclusive=False)
    coupon = (await caller.made("/v1/coupons", "percent_off=50&name=Half"))["id"]
    items = f"{item()}&line_items[0][tax_rates][]={sales}&{item(1200).replace('[0]', '[1]')}"
    items += f"&line_items[1][tax_rates][]={vat}&line_items[1][tax_rates][]={sales}"
    rate = "shipping_options[0][shipping_rate_data]"
    ship = f"{rate}[display_name]=Post&{rate}[fixed_amount][amount]=500&{rate}[fixed_amount][currency]=usd"
    form = f"{ELEMENTS}&{items}&discounts[0][coupon]={coupon}&{ship}&{EXPANDED}"
    return await caller.made(SESSIONS, form), vat, sales


async def test_the_taxes_of_all_items_are_one_line_for_each_rate(caller: Caller) -> None:
    session, vat, sales = await taxed(caller)
    # 18.00 and 12.00 after the discount; 12.00 holds 2.00 at 20 %, and 10 % is on 18.00 and on 10.00.
    breakdown = session["total_details"]["breakdown"]
    lines = {line["rate"]["id"]: (line["amount"], line["taxable_amount"]) for line in breakdown["taxes"]}
    assert lines == {sales: (180 + 100, 1800 + 1000), vat: (200, 1000)}
    assert [line["amount"] for line in breakdown["discounts"]] == [3000]
    assert session["total_details"]["amount_tax"] == 480
    page = await seen(caller, session)
    shown = {(cents(line), line["inclusive"], line["displayName"], line["percentage"]) for line in page["taxAmounts"]}
    assert shown == {(280, False, "10 percent", 10.0), (200, True, "20 percent", 20.0)}


async def test_each_item_shows_its_own_part(caller: Caller) -> None:
    session, vat, sales = await taxed(caller)
    tea, pot = session["line_items"]["data"]
    for line, discount, taxes, total in (
        (tea, 1800, [(sales, 180, 1800)], 1980),
        (pot, 1200, [(vat, 200, 1000), (sales, 100, 1000)], 1300),
    ):
        assert [one["amount"] for one in line["discounts"]] == [discount]
        assert [(one["rate"]["id"], one["amount"], one["taxable_amount"]) for one in line["taxes"]] == taxes
        assert (line["amount_discount"], line["amount_total"]) == (discount, total)
    for line, entry in zip((await seen(caller, session))["lineItems"], (tea, pot), strict=True):
        assert (cents(line["total"]), cents(line["discount"])) == (entry["amount_total"], entry["amount_discount"])
        assert [cents(one) for one in line["taxAmounts"]] == [one["amount"] for one in entry["taxes"]]
        assert cents(line["taxExclusive"]) + cents(line["taxInclusive"]) == entry["amount_tax"]
        assert cents(line["subtotal"]) == entry["amount_subtotal"]
        [off] = line["discountAmounts"]
        assert (off["displayName"], off["percentOff"], cents(off)) == ("Half", 50.0, entry["amount_discount"])


async def test_the_total_is_the_sum_of_what_the_page_shows(caller: Caller) -> None:
    session, *_ = await taxed(caller)
    page = await seen(caller, session)
    total = {name: cents(shown) for name, shown in page["total"].items() if name != "balanceAppliedToNextInvoice"}
    assert total == {
        "appliedBalance": 0, "discount": 3000, "shippingRate": 500, "subtotal": 6000, "surcharge": 0,
        "taxExclusive": 280, "taxInclusive": 200, "total": 3780,
    }  # fmt: skip
    assert session["amount_total"] == 3780 == 6000 - 3000 + 500 + 280
    assert page["shipping"]["shippingOption"]["displayName"] == "Post"
    [option] = page["shippingOptions"]
    assert (cents(option), option["amount"], option["currency"]) == (500, "$5.00", "usd")


async def test_nothing_off_and_no_tax_are_no_lines(caller: Caller) -> None:
    session = await caller.made(SESSIONS, f"{ELEMENTS}&{item()}&{EXPANDED}")
    assert session["total_details"]["breakdown"] == {"discounts": [], "taxes": []}
    page = await seen(caller, session)
    assert (page["discountAmounts"], page["taxAmounts"], page["shipping"], page["recurring"]) == (None,) * 4
    [line] = page["lineItems"]
    assert (line["discountAmounts"], line["taxAmounts"], line["adjustableQuantity"]) == (None,) * 3
    assert (line["isRemovable"], line["unitAmountDecimal"], cents(line["unitAmount"])) == (False, None, 1800)


DURATIONS = {
    "once": None,
    "forever": {"type": "forever"},
    "repeating&duration_in_months=3": {"type": "repeating", "durationInMonths": 3},
}


@pytest.mark.parametrize(("duration", "recurring"), DURATIONS.items())
@pytest.mark.parametrize("trial", [0, 7])
async def test_what_comes_again_is_shown_without_what_is_for_once(
    caller: Caller, duration: str, recurring: dict[str, Any] | None, trial: int
) -> None:
    coupon = (await caller.made("/v1/coupons", f"percent_off=50&duration={duration}"))["id"]
    once = item(500).replace("[0]", "[1]")
    form = (
        f"mode=subscription&ui_mode=elements&return_url={SHOP}&{item()}&{MONTHLY}&{once}&discounts[0][coupon]={coupon}"
    )
    form += f"&subscription_data[trial_period_days]={trial}" if trial else ""
    session = await caller.made(SESSIONS, form)
    # Two at 18.00 each month, unless a trial runs, and two at 5.00 once.
    assert (session["amount_subtotal"], session["amount_total"]) == ((1000, 500) if trial else (4600, 2300))
    page = await seen(caller, session)
    due = {name: cents(shown) for name, shown in page["recurring"]["dueNext"].items() if name != "billingCycleAnchor"}
    off = 0 if duration == "once" else 1800
    assert due == {"subtotal": 3600, "discount": off, "taxExclusive": 0, "taxInclusive": 0, "total": 3600 - off}
    assert (page["recurring"]["interval"], page["recurring"]["intervalCount"]) == ("month", 1)
    [shown] = page["discountAmounts"]
    assert (shown["displayName"], shown["recurring"]) == ("Discount", recurring)
    first, second = page["lineItems"]
    assert first["recurring"] == {"interval": "month", "intervalCount": 1, "usageType": "licensed"}
    assert second["recurring"] is None


async def test_a_discount_of_one_payment_comes_once_whatever_its_coupon_says(caller: Caller) -> None:
    coupon = (await caller.made("/v1/coupons", "percent_off=50&duration=forever"))["id"]
    session = await caller.made(SESSIONS, f"{ELEMENTS}&{item()}&discounts[0][coupon]={coupon}")
    assert (await seen(caller, session))["discountAmounts"][0]["recurring"] is None


async def test_a_discount_in_breakdowns_says_where_it_comes_from(caller: Caller) -> None:
    ada = (await caller.made("/v1/customers", "email=ada@example.com"))["id"]
    coupon = (await caller.made("/v1/coupons", "percent_off=50"))["id"]
    form = f"promotion[type]=coupon&promotion[coupon]={coupon}&code=HALF"
    code = (await caller.made("/v1/promotion_codes", form))["id"]
    more = f"customer={ada}&discounts[0][promotion_code]={code}"
    session = await caller.made(SESSIONS, f"{ELEMENTS}&{item()}&{more}&{EXPANDED}")
    assert session["discounts"] == [{"coupon": None, "promotion_code": code}]
    [line] = session["total_details"]["breakdown"]["discounts"]
    discount = line["discount"]
    assert (discount["checkout_session"], discount["customer"]) == (session["id"], ada)
    assert (discount["promotion_code"], discount["source"]) == (code, {"type": "coupon", "coupon": coupon})
    assert (await seen(caller, session))["discountAmounts"][0]["promotionCode"] == "HALF"


async def test_a_price_below_a_cent_is_shown_exactly(caller: Caller) -> None:
    price = "line_items[0][price_data]"
    gram = f"{price}[currency]=usd&{price}[unit_amount_decimal]=0.5&{price}[product_data][name]=Gram"
    session = await caller.made(SESSIONS, f"{ELEMENTS}&{gram}&line_items[0][quantity]=301")
    [line] = (await seen(caller, session))["lineItems"]
    assert (line["unitAmountDecimal"]["minorUnitsAmount"], cents(line["unitAmount"])) == (0.5, 1)
    assert cents(line["total"]) == 151
