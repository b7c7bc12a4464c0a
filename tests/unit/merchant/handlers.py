"""Every handler behind the counter, with what an honest page sends. A new one needs a row."""

from rxapp.merchant.access import AccessState
from rxapp.merchant.attention_state import AttentionState
from rxapp.merchant.numbers_state import NumbersState
from rxapp.merchant.sale_state import SaleState
from rxapp.merchant.sales_state import SalesState
from tests.unit.states.handlers import Row

MERCHANT_HANDLERS: list[Row] = [
    Row(AccessState, "arrive"),
    Row(AttentionState, "load"),
    Row(AttentionState, "look_again"),
    Row(AttentionState, "see_to", {"number": "KK-23456789", "seen": "1", "note": "refunded"}),
    Row(AttentionState, "put_aside", {"event": "odd_1"}),
    Row(AttentionState, "correct", {"product": "alishan-oolong", "was": "400", "to": "3", "note": "counted"}),
    Row(AttentionState, "handle_again", {"event": "evt_1"}),
    Row(AttentionState, "ask_stripe", {"checkout": "co_1"}),
    Row(NumbersState, "load"),
    Row(NumbersState, "choose", {"days": 7}),
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
