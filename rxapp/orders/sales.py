"""What the merchant looks at: everything that was sold or is about to be, the newest first, a page at a time.

A page is found by where the one before ended, never by counting rows: it takes as long among a million as among ten.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from heapq import merge
from itertools import islice

from sqlalchemy import ColumnElement, Select, TextClause, func, select, text, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from rxapp.orders import refund_book
from rxapp.orders.database import Books, transaction
from rxapp.orders.models import (
    FLAGGED,
    REFUNDED,
    UNPAID,
    CheckoutRow,
    MoveRow,
    OrderLineRow,
    OrderRow,
    RefundRow,
    RevisionRow,
    WebhookEventRow,
)
from rxapp.orders.records import Checkout, Flow, Order
from rxapp.orders.refund_book import OrderRefund
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import Quote

AT_ONCE = 200  # unpaid ones that are read to see whether they are looked for
MOST_ALIKE = 20  # numbers that begin as typed
A_NUMBER = re.compile(rf"(?:{re.escape(CATALOG.number_prefix)})?([0-9A-Z]{{4,8}})", re.IGNORECASE)
LONGEST_NUMBER, LAST_LETTER = 8, "Z"


class Standing(StrEnum):
    """How an order stands, as the merchant looks for it."""

    PAID = "paid"
    ON_ITS_WAY = "on_its_way"
    FAILED = "failed"
    REFUNDED = "refunded"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page ends: the moment of its last row, and its name among those of the same moment."""

    at: datetime
    name: str


def key_of(order: Order | OrderRow) -> Key:
    """Where an order stands."""
    return Key(order.created_at, order.number)


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for: any of these, or everything where none is given.

    Attributes:
        text: An e-mail address, or an order's number, or how one begins.
        products: The keys of lines.
        amount: What was paid, in minor units.
    """

    text: str = ""
    products: tuple[str, ...] = ()
    amount: int | None = None

    def fits(self, checkout: Checkout) -> bool:
        """Whether an unpaid one is looked for: it has no number yet, and no e-mail address."""
        wanted = set(self.products)
        return (
            not self.text
            or checkout.quote.total == self.amount
            or any(line.key in wanted for line in checkout.quote.lines)
        )


@dataclass(frozen=True, slots=True)
class Sale:
    """An order, or a checkout whose money is on its way or never came."""

    key: Key
    order: Order | None = None
    checkout: Checkout | None = None

    @property
    def quote(self) -> Quote:
        """What was asked for it."""
        found = self.order or self.checkout
        assert found, "it is the one or the other"
        return found.quote

    @property
    def standing(self) -> Standing:
        """What the merchant would like to know of it first."""
        if self.checkout:
            return Standing(self.checkout.status)
        assert self.order, "it is the one or the other"
        if self.order.flag:
            return Standing.FLAGGED
        return Standing.REFUNDED if self.order.refunded else Standing.PAID


@dataclass(frozen=True, slots=True)
class Revision:
    """What a checkout had become by an accepted change."""

    number: int
    quote: Quote
    at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a checkout's status, with its reason."""

    after: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reported:
    """An event of Stripe that was about this order."""

    id: str
    type: str
    received_at: datetime
    handled: bool
    failed: bool


@dataclass(frozen=True, slots=True)
class Story:
    """An order with all that is known of it, the oldest first."""

    order: Order
    flow: Flow
    revisions: list[Revision]
    moves: list[Move]
    reports: list[Reported]
    refunds: list[OrderRefund]


Rows = Iterator[tuple[Key, OrderRow | CheckoutRow]]
STANDING: dict[Standing, tuple[ColumnElement[bool] | TextClause, ...]] = {
    Standing.PAID: (OrderRow.flag.is_(None), OrderRow.refunded == 0),
    Standing.REFUNDED: (text(REFUNDED),),
    Standing.FLAGGED: (text(FLAGGED),),
}
NOT_PAID = (Standing.ON_ITS_WAY, Standing.FAILED)


class Sales(Books):
    """All orders of all shoppers, read and never written."""

    @transaction
    def page(
        self, session: Session, most: int, looked: Looked, standing: Standing | None = None, after: Key | None = None
    ) -> list[Sale]:
        """So many of them, the newest first.

        Args:
            standing: Those alone that stand so.
            after: Where the page before ended; the first page when left out.
        """
        found: list[Rows] = []
        if standing not in NOT_PAID:
            found += [_paid(session, way, after, most) for way in _ways(session, looked, standing)]
        found += [_unpaid(session, looked, one, after) for one in NOT_PAID if standing in (None, one)]
        return list(islice(_without_repeats(merge(*found, key=_moment, reverse=True)), most))

    @transaction
    def story(self, session: Session, number: str) -> Story | None:
        """An order with all that is known of it; None if there is no such number."""
        row = session.get(OrderRow, number)
        if row is None:
            return None
        checkout = session.get_one(CheckoutRow, row.checkout_id)
        of_checkout = RevisionRow.checkout_id == row.checkout_id
        revisions = session.scalars(select(RevisionRow).where(of_checkout).order_by(RevisionRow.revision))
        moves = session.scalars(select(MoveRow).where(MoveRow.checkout_id == row.checkout_id).order_by(MoveRow.id))
        refunds = refund_book.of_order(session, number)
        return Story(
            order=Order.of(row),
            flow=Flow(checkout.flow),
            revisions=[Revision(one.revision, Quote.model_validate(one.quote), one.at) for one in revisions],
            moves=[Move(one.after, one.reason, one.at) for one in moves],
            reports=_reports(session, row, refunds),
            refunds=[OrderRefund.of(one) for one in refunds],
        )


def _reports(session: Session, order: OrderRow, refunds: list[RefundRow]) -> list[Reported]:
    """What Stripe has reported of an order's payment, its subscription and its refunds."""
    about = [order.session_id, order.payment_intent_id, order.subscription_id, *(one.stripe_id for one in refunds)]
    found = session.scalars(
        select(WebhookEventRow)
        .where(WebhookEventRow.session_id.in_(about))
        .order_by(WebhookEventRow.received_at, WebhookEventRow.id)
    )
    return [
        Reported(one.id, one.type, one.received_at, one.handled_at is not None, one.failure is not None)
        for one in found
    ]


# A query for orders, and the columns of the index that has them by their age.
Moment = tuple[InstrumentedAttribute[datetime], InstrumentedAttribute[str]]
Way = tuple[Select[OrderRow], *Moment]


def _ways(session: Session, looked: Looked, standing: Standing | None) -> list[Way]:
    """Each way in which an order may be what is looked for; each has an index of its own."""
    by_age: Moment = OrderRow.created_at, OrderRow.number
    every = select(OrderRow).where(*(STANDING[standing] if standing else ()))
    if not looked.text:
        return [(every, *by_age)]
    found: list[Way] = [(every.where(func.lower(OrderRow.email) == looked.text.lower()), *by_age)]
    if numbers := _numbers(session, looked.text):
        found.append((every.where(OrderRow.number.in_(numbers)), *by_age))
    if looked.amount is not None:
        found.append((every.where(OrderRow.paid == looked.amount), *by_age))
    bought = every.join(OrderLineRow, OrderLineRow.number == OrderRow.number)
    by_lines_age: Moment = OrderLineRow.created_at, OrderLineRow.number
    return found + [(bought.where(OrderLineRow.key == key), *by_lines_age) for key in looked.products]


def _numbers(session: Session, typed: str) -> Sequence[str]:
    """The numbers that begin so."""
    number = A_NUMBER.fullmatch(typed)
    if number is None:
        return []
    begins = f"{CATALOG.number_prefix}{number[1].upper()}"
    alike = OrderRow.number.between(begins, f"{begins}{LAST_LETTER * LONGEST_NUMBER}")
    return session.scalars(select(OrderRow.number).where(alike).order_by(OrderRow.number).limit(MOST_ALIKE)).all()


def _paid(session: Session, way: Way, after: Key | None, most: int) -> Rows:
    query, at, number = way
    here = query.where(tuple_(at, number) < (after.at, after.name)) if after else query
    for row in session.scalars(here.order_by(at.desc(), number.desc()).limit(most)):
        yield key_of(row), row


def _unpaid(session: Session, looked: Looked, standing: Standing, after: Key | None) -> Rows:
    """Those that were placed and aren't paid. There are few, so what isn't looked for is left out here."""
    standing_so = text(UNPAID), CheckoutRow.status == standing
    query = select(CheckoutRow).where(*standing_so, CheckoutRow.placed_at.is_not(None))
    while True:
        here = query.where(tuple_(CheckoutRow.placed_at, CheckoutRow.id) < (after.at, after.name)) if after else query
        newest = here.order_by(CheckoutRow.placed_at.desc(), CheckoutRow.id.desc()).limit(AT_ONCE)
        rows = session.scalars(newest).all()
        for row in rows:
            assert row.placed_at, "it was asked for"
            after = Key(row.placed_at, row.id)
            if looked.fits(Checkout.of(row)):
                yield after, row
        if len(rows) < AT_ONCE:
            return


def _moment(row: tuple[Key, object]) -> tuple[datetime, str]:
    return row[0].at, row[0].name


def _without_repeats(rows: Iterable[tuple[Key, OrderRow | CheckoutRow]]) -> Iterator[Sale]:
    """An order that is found in several ways is one; its rows follow each other."""
    last = None
    for key, row in rows:
        if key != last:
            yield Sale(key, order=Order.of(row)) if isinstance(row, OrderRow) else Sale(key, checkout=Checkout.of(row))
        last = key
