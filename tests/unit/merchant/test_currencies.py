"""Whatever the shop's currency is: what the merchant reads of an order or of figures is in theirs."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from rxapp.checkout.giving_back import Reason
from rxapp.merchant import numbers_writing
from rxapp.merchant.attention_state import AttentionState
from rxapp.merchant.order_words import outcome, refund
from rxapp.merchant.sale_state import SaleState
from rxapp.merchant.sales_state import SalesState
from rxapp.orders.numbers import Day, Figures, Sold
from rxapp.orders.refund_book import OrderRefund, Stage
from rxapp.shop.catalog import CATALOG
from rxapp.shop.money import written
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.merchant.test_order import REASON, ordered

MOMENT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
# What is left of 2800, as it would be typed; an amount that may be given back, and what it is; one that may not.
LEFT = {
    "jpy": ("2800", "500", 500, "5.00"),
    "eur": ("28.00", "5", 500, "28.01"),
    "kwd": ("2.800", "0.500", 500, "0.505"),
    "isk": ("28.00", "5", 500, "5.50"),
}


@pytest.mark.parametrize("currency", LEFT)
async def test_an_order_is_read_and_given_back_in_its_own(shop: LocalStore, counter: Tab, currency: str):
    order = await ordered(shop)
    paid_so = text("UPDATE orders SET currency = :it, quote = json_set(quote, '$.currency', :it)")
    await shop.database.run(lambda session: session.execute(paid_so, {"it": currency}))
    counter.at(f"/merchant/order?number={order.number}")
    await counter.call(SaleState, "load")
    page, (left, typed, amount, never) = counter.state(SaleState), LEFT[currency]
    subtotal, shipping, total = (written(one, currency) for one in (2300, 500, 2800))
    assert (page.subtotal, page.shipping_amount, page.total, page.left) == (subtotal, shipping, total, total)
    assert page.left_typed == left
    await counter.call(SaleState, "ask", form={"amount": typed, "reason": REASON})
    assert page.asking == f"Give {written(amount, currency)} of {total} back to the customer?"
    await counter.call(SaleState, "ask", form={"amount": never, "reason": REASON})
    assert page.problem and not page.asking
    await counter.call(SalesState, "load")
    assert [one.total for one in counter.state(SalesState).sales] == [total]


async def test_of_a_payment_in_another_one_both_are_said(shop: LocalStore, counter: Tab):
    form = await shop.opened("anna")
    found = await shop.services.sessions.retrieve(str(form.checkout.session_id))
    await shop.services.ledger.settle(form.checkout.id, replace(found, paid=True, currency="jpy"))
    await counter.call(AttentionState, "load")
    [one] = counter.state(AttentionState).flagged
    assert (one.asked, one.taken) == ("$23.00", "¥2,300")
    assert {reason.taken for reason in one.reasons} == {"¥2,300"}


@pytest.mark.parametrize("status", [Stage.ASKED, Stage.PENDING, Stage.SUCCEEDED])
def test_a_refund_is_said_in_its_own(status: Stage):
    known: dict[str, Any] = {"id": "rf_1", "number": "KK-1", "stripe_id": None, "failure": None, "asked_at": MOMENT}
    one = OrderRefund(**known, amount=500, currency="jpy", reason=Reason.DUPLICATE, status=status)
    assert refund(one).amount == "−¥500" and "¥500" in outcome(one)


def test_figures_are_written_in_theirs():
    day = Day(day=date(2026, 5, 31), orders=2, revenue=3000, discount=400, refunded=50, opened=8, ordered=6)
    sold = (Sold(key="product:yame-sencha", orders=2, quantity=3, amount=2600),)
    figures = Figures(currency="jpy", days=(day,), sold=sold, elsewhere=0)
    amounts = {one.name: one.figure for one in numbers_writing.totals(figures)}
    assert {name: amounts[name] for name in ("Revenue", "Average order", "Discounts given", "Refunded")} == {
        "Revenue": "¥3,000",
        "Average order": "¥1,500",
        "Discounts given": "¥400",
        "Refunded": "¥50",
    }
    [row], [bar] = numbers_writing.days(figures), numbers_writing.bars(figures)
    assert (row.revenue, row.discount, row.refunded) == ("¥3,000", "¥400", "¥50")
    assert bar.says == "31 May: ¥3,000, 2 orders"
    assert numbers_writing.chart_said(figures).endswith("most on 31 May, ¥3,000")
    assert [one.amount for one in numbers_writing.sold(figures, CATALOG, "product")] == ["¥2,600"]
