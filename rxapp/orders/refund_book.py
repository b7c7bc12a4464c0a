"""Refunds: written down before Stripe is asked for them, so that each is made once whatever becomes of the answer."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from rxapp.orders import daily
from rxapp.orders.database import Books, transaction
from rxapp.orders.models import ASKED, OrderRow, RefundRow, now
from rxapp.payments.values import Refund
from rxapp.shop.refusal import AlreadyRefunding, ChangedMeanwhile, NothingToRefund

REFUNDED_MEANWHILE = "Something was refunded meanwhile. Please look at what is left."


class Stage(StrEnum):
    """What has become of a refund: asked for and unknown, or Stripe's word for it, or its no."""

    ASKED = "asked"
    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    REFUSED = "refused"


CAME_TO_NOTHING = (Stage.FAILED, Stage.CANCELED, Stage.REFUSED)
NOT_THE_LAST_WORD = (Stage.PENDING, Stage.REQUIRES_ACTION)


class OrderRefund(BaseModel):
    """A refund of an order, or of a part of it; `stripe_id` is there once Stripe has one."""

    model_config = ConfigDict(frozen=True)

    id: str
    number: str
    amount: int
    currency: str
    reason: str | None
    status: Stage
    stripe_id: str | None
    failure: str | None
    asked_at: datetime

    @classmethod
    def of(cls, row: RefundRow) -> Self:
        return cls.model_validate({name: getattr(row, name) for name in cls.model_fields})

    @property
    def came_to_nothing(self) -> bool:
        """Whether the money stays with the store."""
        return self.status in CAME_TO_NOTHING


class RefundBook(Books):
    """The only writer of refunds. An order is locked before what is left of it is looked at."""

    @transaction
    def ask(
        self, session: Session, id: str, number: str, amount: int, reason: str | None, refunded: int
    ) -> OrderRefund:
        """Writes down that so much of an order is to be given back. A second time the same one is found again.

        Args:
            id: Of this refund, made up by whoever asks: pressed twice, it is one.
            refunded: What was given back of it already, as whoever asks has seen it.

        Raises:
            NothingToRefund: There is no such order, nothing was paid for it, or less is left of it than that.
            AlreadyRefunding: Somebody else is asking at this moment.
            ChangedMeanwhile: Somebody else has given something back meanwhile.
        """
        order = session.get(OrderRow, number, with_for_update=True)
        if known := session.get(RefundRow, id):
            return OrderRefund.of(known)
        if order is None or order.payment_intent_id is None or amount < 1:
            raise NothingToRefund
        if session.scalar(select(RefundRow.id).where(text(ASKED), RefundRow.number == number)):
            raise AlreadyRefunding
        if order.refunded != refunded:
            raise ChangedMeanwhile("refund", REFUNDED_MEANWHILE)
        if amount > order.paid - order.refunded:
            raise NothingToRefund
        row = RefundRow(id=id, number=number, amount=amount, currency=order.currency, reason=reason, status=Stage.ASKED)
        session.add(row)
        return _counted(session, order, row)

    @transaction
    def note(self, session: Session, refund: Refund) -> OrderRefund | None:
        """Writes down what Stripe says of a refund, whoever made it. Safe to repeat, and in any order.

        Returns:
            None if it isn't of an order of ours.
        """
        paid_by = OrderRow.payment_intent_id == refund.payment_intent_id
        order = session.scalar(select(OrderRow).where(paid_by).with_for_update())
        if order is None or refund.payment_intent_id is None:
            return None
        row = _known(session, order, refund)
        if row.stripe_id and refund.status in NOT_THE_LAST_WORD and row.status not in NOT_THE_LAST_WORD:
            return OrderRefund.of(row)  # an older answer that was late
        row.stripe_id, row.amount, row.status, row.failure = refund.id, refund.amount, refund.status, refund.failure
        return _counted(session, order, row)

    @transaction
    def refuse(self, session: Session, id: str, why: str) -> OrderRefund:
        """Notes that Stripe won't do it: nothing was given back."""
        number = session.scalars(select(RefundRow.number).where(RefundRow.id == id)).one()
        order = session.get_one(OrderRow, number, with_for_update=True)
        row = session.get_one(RefundRow, id)
        if row.status == Stage.ASKED:
            row.status, row.failure = Stage.REFUSED, why[:500]
        return _counted(session, order, row)

    @transaction
    def payment_of(self, session: Session, number: str) -> str | None:
        """The payment intent that an order was paid by."""
        return session.scalar(select(OrderRow.payment_intent_id).where(OrderRow.number == number))

    @transaction
    def of_order(self, session: Session, number: str) -> list[OrderRefund]:
        """An order's refunds, the oldest first."""
        return [OrderRefund.of(row) for row in of_order(session, number)]

    @transaction
    def unfinished(self, session: Session, before: datetime) -> list[OrderRefund]:
        """Refunds that were asked for before then, and nobody knows what became of them."""
        query = select(RefundRow).where(text(ASKED), RefundRow.updated_at < before).order_by(RefundRow.updated_at)
        return [OrderRefund.of(row) for row in session.scalars(query)]


def of_order(session: Session, number: str) -> list[RefundRow]:
    """An order's refunds, the oldest first."""
    query = select(RefundRow).where(RefundRow.number == number).order_by(RefundRow.asked_at, RefundRow.id)
    return list(session.scalars(query))


def _known(session: Session, order: OrderRow, refund: Refund) -> RefundRow:
    """The row of a refund: by Stripe's id, by ours that Stripe keeps with it, or a new one for one made at Stripe."""
    row = session.scalar(select(RefundRow).where(RefundRow.stripe_id == refund.id))
    if row is None and refund.reference:
        ours = session.get(RefundRow, refund.reference)
        row = ours if ours and ours.number == order.number and ours.stripe_id is None else None
    if row is None:
        row = RefundRow(
            id=refund.id,
            number=order.number,
            amount=refund.amount,
            currency=refund.currency,
            reason=refund.reason,
            status=Stage.PENDING,
            stripe_id=None,
        )
        session.add(row)
    return row


def _counted(session: Session, order: OrderRow, row: RefundRow) -> OrderRefund:
    """Has the order say what was given back of it in all."""
    row.updated_at = now()
    session.flush()
    given = RefundRow.number == order.number, RefundRow.status.not_in(CAME_TO_NOTHING)
    before = order.refunded
    order.refunded = session.scalar(select(func.coalesce(func.sum(RefundRow.amount), 0)).where(*given)) or 0
    daily.note_refund(session, row.asked_at, row.currency, order.refunded - before)
    return OrderRefund.of(row)
