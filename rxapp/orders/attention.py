"""What waits for the merchant: flagged payments, events that failed, payments that never ended, stock to correct."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from rxapp.orders import stock
from rxapp.orders.database import Books, Database, transaction
from rxapp.orders.doubts import DoubtKind
from rxapp.orders.models import CheckoutRow, CorrectionRow, FlagRow, OrderRow, WebhookEventRow, now
from rxapp.orders.records import Checkout, Order, Status

MERCHANT = "the merchant"
AT_ONCE = 20
LONGEST_NOTE = 500

Conditions = tuple[ColumnElement[bool], ...]


class Flag(BaseModel):
    """One reason to look at an order: `amount` of `currency` is what Stripe took, where that is known."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    doubt: DoubtKind
    said: str
    amount: int | None
    currency: str | None
    at: datetime


class Flagged(BaseModel):
    """An order, and why somebody should look at it."""

    model_config = ConfigDict(frozen=True)

    order: Order
    flags: tuple[Flag, ...]


class FailedEvent(BaseModel):
    """An event of Stripe that the store couldn't handle or understand; `failure` says how, if it got so far."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    type: str
    session_id: str | None
    received_at: datetime
    handled_at: datetime | None
    failure: str | None

    @property
    def is_odd(self) -> bool:
        """Whether there is nothing to handle: it was signed and not understood."""
        return self.handled_at is not None


class Counted(BaseModel):
    """A product that is counted: so many are left to sell, held by payments under way, and sold."""

    model_config = ConfigDict(frozen=True)

    product: str
    left: int
    held: int
    sold: int


class Correction(BaseModel):
    """What somebody counted by hand."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    product: str
    before: int
    after: int
    note: str
    who: str
    at: datetime


class Attention(Books):
    """What the merchant sees to by hand."""

    def __init__(self, database: Database, counted: stock.Stock = stock.NOTHING_COUNTED) -> None:
        """Opens the books.

        Args:
            counted: How many there are to sell in all of each product that is counted.
        """
        super().__init__(database)
        self.counted = counted

    @transaction
    def waiting(self, session: Session, before: datetime) -> int:
        """How many orders, events and checkouts somebody should look at.

        Args:
            before: Since when a payment or an event that nothing has become of is stuck.
        """
        flagged = select(func.count(FlagRow.number.distinct())).where(FlagRow.handled_at.is_(None))
        events = [select(func.count()).select_from(WebhookEventRow).where(*one) for one in _have_failed(before)]
        stuck = select(func.count()).select_from(CheckoutRow).where(*_is_stuck(before))
        return sum(session.scalars(query).one() for query in (flagged, *events, stuck))

    @transaction
    def flagged(self, session: Session, at_most: int = AT_ONCE) -> list[Flagged]:
        """The orders that nobody has looked at since they were flagged, the oldest first."""
        waiting = select(FlagRow).where(FlagRow.handled_at.is_(None))
        flags = session.scalars(waiting.order_by(FlagRow.at, FlagRow.id).limit(at_most)).all()
        return [
            _flagged(session, number, [flag for flag in flags if flag.number == number])
            for number in dict.fromkeys(flag.number for flag in flags)
        ]

    @transaction
    def handle(self, session: Session, number: str, seen: int, note: str) -> bool:
        """Notes that the merchant has seen to the flags of an order; one that came later stays.

        Args:
            seen: The last flag that was shown.

        Returns:
            False if there was nothing to see to any more.
        """
        shown = FlagRow.number == number, FlagRow.id <= seen, FlagRow.handled_at.is_(None)
        noted = {"handled_at": now(), "who": MERCHANT, "note": note[:LONGEST_NOTE]}
        return bool(session.scalars(update(FlagRow).where(*shown).values(**noted).returning(FlagRow.id)).all())

    @transaction
    def failed_events(self, session: Session, before: datetime, at_most: int = AT_ONCE) -> list[FailedEvent]:
        """Events that could not be handled, or not understood, or that nothing has become of since then."""
        oldest = select(WebhookEventRow).order_by(WebhookEventRow.received_at).limit(at_most)
        found = [row for one in _have_failed(before) for row in session.scalars(oldest.where(*one))]
        found.sort(key=lambda row: row.received_at)
        return [FailedEvent.model_validate(row) for row in found[:at_most]]

    @transaction
    def stuck(self, session: Session, before: datetime, at_most: int = AT_ONCE) -> list[Checkout]:
        """Checkouts whose payment began before then and never ended, the oldest first."""
        found = select(CheckoutRow).where(*_is_stuck(before)).order_by(CheckoutRow.updated_at)
        return [Checkout.of(row) for row in session.scalars(found.limit(at_most))]

    @transaction
    def stock(self, session: Session) -> list[Counted]:
        """What the books say of each product that is counted."""
        left = stock.left(session, self.counted)
        taken = stock.taken(session, self.counted)
        return [Counted(product=slug, left=left[slug], held=taken[slug][0], sold=taken[slug][1]) for slug in left]

    @transaction
    def correct(self, session: Session, product: str, to: int, was: int, note: str) -> None:
        """Writes down that there are so many left to sell, where the merchant was shown another number.

        Raises:
            ChangedMeanwhile: It isn't the number that was shown any more.
            Refusal: That product isn't counted, or there can't be so many.
        """
        stock.correct(session, self.counted, product, to, was)
        session.add(CorrectionRow(product=product, before=was, after=to, note=note[:LONGEST_NOTE], who=MERCHANT))

    @transaction
    def corrections(self, session: Session, at_most: int = AT_ONCE) -> list[Correction]:
        """What was corrected by hand, the latest first."""
        found = select(CorrectionRow).order_by(CorrectionRow.id.desc()).limit(at_most)
        return [Correction.model_validate(row) for row in session.scalars(found)]


def _flagged(session: Session, number: str, flags: Sequence[FlagRow]) -> Flagged:
    order = session.get_one(OrderRow, number)
    return Flagged(order=Order.of(order), flags=tuple(Flag.model_validate(flag) for flag in flags))


def _have_failed(before: datetime) -> tuple[Conditions, Conditions]:
    """Those of which is known how, and those that nothing has become of; each kind has an index of its own."""
    failed, unhandled = WebhookEventRow.failure.is_not(None), WebhookEventRow.handled_at.is_(None)
    return (failed,), (unhandled, ~failed, WebhookEventRow.received_at < before)


def _is_stuck(before: datetime) -> Conditions:
    return CheckoutRow.status == Status.PLACING, CheckoutRow.updated_at < before
