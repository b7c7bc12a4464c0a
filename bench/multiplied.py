"""Many purchases out of one: its rows are copied within the database, in all tables that know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Integer, String, case, cast, insert, join, literal, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from rxapp.orders.models import (
    Base,
    CheckoutRow,
    HoldRow,
    MoveRow,
    OrderRow,
    RevisionRow,
    UtcDateTime,
    WebhookEventRow,
)

OF_A_CHECKOUT: Sequence[Table] = (
    (CheckoutRow, CheckoutRow.id),
    (RevisionRow, RevisionRow.checkout_id),
    (MoveRow, MoveRow.checkout_id),
    (HoldRow, HoldRow.checkout_id),
    (OrderRow, OrderRow.checkout_id),
)
NAMES_ONE = {"id", "checkout_id", "session_id", "payment_intent_id", "subscription_id", "number"}
AT_ONCE = 20_000

Table = tuple[type[Base], InstrumentedAttribute[Any]]
Run = Callable[[Callable[[Session], None]], None]


class Portion(NamedTuple):
    """The copies of one transaction: from the `first` to the `last`, and the moment of all that happened in them."""

    first: int
    last: int
    at: datetime
    a_shopper: int


@dataclass(frozen=True)
class Copies:
    """Which copies are made: from the `first` on, so many a shopper, the oldest at `begin` and the latest at `end`."""

    number: int
    begin: datetime
    end: datetime
    first: int = 0
    a_shopper: int = 1

    def portions(self) -> Iterator[Portion]:
        """The oldest first."""
        for start in range(0, self.number, AT_ONCE):
            last = min(start + AT_ONCE, self.number) - 1
            at = self.begin + (self.end - self.begin) * (start / self.number)
            yield Portion(self.first + start, self.first + last, at, self.a_shopper)


def multiply(run: Run, checkout_id: str, copies: Copies) -> None:
    """Copies a checkout, with its revisions, moves, goods and order.

    Args:
        run: Carries a transaction out.
    """
    for portion in copies.portions():
        run(partial(_copy, tables=OF_A_CHECKOUT, of=checkout_id, portion=portion))


def multiply_event(run: Run, event_id: str, copies: Copies) -> None:
    """Copies an event of Stripe's."""
    table = (WebhookEventRow, WebhookEventRow.id)
    for portion in copies.portions():
        run(partial(_copy, tables=(table,), of=event_id, portion=portion))


def _copy(session: Session, tables: Sequence[Table], of: str, portion: Portion) -> None:
    numbers = _numbers(portion)
    for kind, owner in tables:
        own_number = {column.name for column in kind.__table__.primary_key if isinstance(column.type, Integer)}
        copied = [column for column in kind.__table__.columns if column.name not in own_number - {"revision"}]
        values = [_copied(column, numbers.c.number, portion) for column in copied]
        each = join(kind.__table__, numbers, true())
        source = select(*values).select_from(each).where(owner == of)
        session.execute(insert(kind).from_select([column.name for column in copied], source))


def _numbers(portion: Portion) -> CTE:
    begin = select(literal(portion.first).label("number")).cte("numbers", recursive=True)
    return begin.union_all(select(begin.c.number + 1).where(begin.c.number < portion.last))


def _copied(column: ColumnElement[Any], number: ColumnElement[int], portion: Portion) -> Any:
    if column.name in NAMES_ONE:  # nothing stays nothing
        return column + "-" + cast(number, String)
    if column.name == "shopper":
        return column + "-" + cast(number // portion.a_shopper, String)
    if isinstance(column.type, UtcDateTime):
        return case((column.is_not(None), literal(portion.at, UtcDateTime())))
    return column
