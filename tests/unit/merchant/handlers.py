"""Every handler behind the counter, with what an honest page sends. A new one needs a row."""

from rxapp.merchant.access import AccessState
from rxapp.merchant.sale_state import SaleState
from rxapp.merchant.sales_state import SalesState
from tests.unit.states.handlers import Row

MERCHANT_HANDLERS: list[Row] = [
    Row(AccessState, "arrive"),
    Row(SalesState, "load"),
    Row(SalesState, "look_again"),
    Row(SalesState, "search", {"text": "sencha"}),
    Row(SalesState, "choose", {"standing": "paid"}),
    Row(SalesState, "older"),
    Row(SalesState, "newer"),
    Row(SaleState, "load"),
    Row(SaleState, "look_again"),
    Row(SaleState, "ask", {"form": {"amount": "5.00", "reason": "duplicate"}}),
    Row(SaleState, "keep"),
    Row(SaleState, "refund"),
]
