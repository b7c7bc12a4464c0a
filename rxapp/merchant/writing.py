"""Orders, written out for the merchant."""

from datetime import datetime

from babel.dates import format_datetime

from rxapp.merchant.views import SaleView
from rxapp.orders.sales import Sale, Standing
from rxapp.shop.money import written

LANGUAGE = "en"  # these pages speak English in every shop, and so do their dates; amounts are the shop's

STANDINGS = {
    Standing.PAID: "Paid",
    Standing.ON_ITS_WAY: "On its way",
    Standing.FAILED: "Not paid",
    Standing.REFUNDED: "Refunded",
    Standing.FLAGGED: "Needs you",
}
PARTLY = "Partly refunded"


def sale(one: Sale) -> SaleView:
    """A row of the list."""
    order, quote = one.order, one.quote
    return SaleView(
        key=one.key.name,
        number=order.number if order else "",
        href=order_page(order.number) if order else "",
        what=", ".join(f"{line.quantity} × {line.name}" if line.quantity > 1 else line.name for line in quote.lines),
        who=(order.email if order else "") or (quote.destination.name if quote.destination else ""),
        when=moment(one.key.at),
        total=written(order.paid if order else quote.total, quote.currency),
        standing=_standing(one),
        tone=one.standing,
    )


def _standing(one: Sale) -> str:
    if one.standing == Standing.REFUNDED and one.order and one.order.refunded < one.order.paid:
        return PARTLY
    return STANDINGS[one.standing]


def order_page(number: str) -> str:
    """The address of an order behind the counter."""
    return f"/merchant/order?number={number}"


def moment(at: datetime) -> str:
    """A day and a time of it, in UTC as everything that is written down."""
    return format_datetime(at, "d MMM y, HH:mm", locale=LANGUAGE)
