"""What each day comes to, written in the transaction of the order, so that a merchant's figures never read all orders.

A key says what a row sums up: `paid`, `refunded` and `discount` of orders; the lines of their quotes by their own keys,
such as `product:yame-sencha`; `code:WELCOME10` and `rule:loyalty` for what took something off; and by the day on which
a cart was begun, whether its payment form was `opened` and it became `ordered`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rxapp.orders.models import CheckoutRow, DailyRow, OrderRow
from rxapp.shop.discounts import CODE, Deduction
from rxapp.shop.pricing import Quote

PAID, DISCOUNT, REFUNDED, OPENED, ORDERED = "paid", "discount", "refunded", "opened", "ordered"
AMOUNTS = ("orders", "quantity", "amount")


def _addition(insert: Callable[[type[DailyRow]], sqlite.Insert | postgresql.Insert]) -> Executable:
    """Adds to what is there already. Written once for each kind of database: each order would write it anew."""
    new = insert(DailyRow)
    added = {name: getattr(DailyRow, name) + getattr(new.excluded, name) for name in AMOUNTS}
    return new.on_conflict_do_update(index_elements=[DailyRow.day, DailyRow.currency, DailyRow.key], set_=added)


ADDITION = {"sqlite": _addition(sqlite.insert), "postgresql": _addition(postgresql.insert)}


@dataclass(frozen=True, slots=True)
class Sum:
    """In how many orders, how many pieces, and how much in minor units."""

    orders: int = 1
    quantity: int = 0
    amount: int = 0


def note_opened(session: Session, row: CheckoutRow) -> None:
    """Counts a cart whose payment form is opened for the first time. Joining a plan is no purchase here."""
    if not (row.plan or row.session_count):
        _add(session, row.created_at, row.quote["currency"], {OPENED: Sum()})


def note_order(session: Session, row: CheckoutRow, order: OrderRow, quote: Quote) -> None:
    """Adds an order, unless nothing was bought with it but a plan was joined."""
    if order.subscription_id:
        return
    _add(session, order.created_at, order.currency, {PAID: Sum(amount=order.paid)})
    _add(session, order.created_at, quote.currency, sums_of(quote))
    if row.session_count:
        _add(session, row.created_at, quote.currency, {ORDERED: Sum()})


def note_refund(session: Session, at: datetime, currency: str, amount: int) -> None:
    """Adds what was given back to the day on which it was asked for; less than nothing where it failed after all."""
    if amount:
        _add(session, at, currency, {REFUNDED: Sum(orders=0, amount=amount)})


def sums_of(quote: Quote) -> Mapping[str, Sum]:
    """What one order adds to its day; every key of a quote is there once."""
    discount = {DISCOUNT: Sum(amount=quote.discount)} if quote.discount else {}
    lines = {line.key: Sum(quantity=line.quantity, amount=line.amount) for line in quote.lines}
    return discount | lines | {_key(part): Sum(amount=part.amount) for part in quote.deductions}


def _key(part: Deduction) -> str:
    return f"code:{part.name}" if part.key == CODE else f"rule:{part.key}"


def day_of(at: datetime) -> date:
    """Days are those of UTC."""
    return at.astimezone(UTC).date()


def _add(session: Session, at: datetime, currency: str, sums: Mapping[str, Sum]) -> None:
    """Adds in one order whoever adds, so that nobody waits in a circle."""
    if not sums:
        return
    rows = [
        {"day": day_of(at), "currency": currency, "key": key} | {name: getattr(one, name) for name in AMOUNTS}
        for key, one in sorted(sums.items())
    ]
    session.connection().execute(ADDITION[session.get_bind().dialect.name], rows)
