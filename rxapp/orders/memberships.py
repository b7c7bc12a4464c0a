"""Memberships: who is in which plan, as Stripe last said of the subscription."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from rxapp.orders.database import Books, transaction
from rxapp.orders.models import CheckoutRow, MembershipRow, OrderRow, now
from rxapp.orders.records import Membership
from rxapp.payments.values import Subscription

OF_SUBSCRIPTION = (
    *("status", "amount", "currency", "interval", "every"),
    *("trial_ends", "period_ends", "leaves", "ended"),
)


class Memberships(Books):
    """The memberships of all shoppers; each begins with its order."""

    @transaction
    def of(self, session: Session, shopper: str, plan: str | None = None) -> list[Membership]:
        """This shopper's memberships, the latest first; nobody else's.

        Args:
            plan: Of this plan alone.
        """
        in_plan = () if plan is None else (MembershipRow.plan == plan,)
        found = session.execute(
            select(MembershipRow, OrderRow)
            .join(OrderRow, OrderRow.number == MembershipRow.number)
            .where(MembershipRow.shopper == shopper, *in_plan)
            .order_by(OrderRow.created_at.desc())
        )
        return [Membership.of(row, order) for row, order in found]

    @transaction
    def is_known(self, session: Session, subscription_id: str) -> bool:
        """Whether a subscription is one of ours."""
        return session.get(MembershipRow, subscription_id) is not None

    @transaction
    def keep(self, session: Session, subscription: Subscription, asked_at: datetime) -> None:
        """Keeps what Stripe says of a membership, unless something is known that was asked later.

        Args:
            asked_at: When Stripe was asked, not when it answered.
        """
        row = session.get(MembershipRow, subscription.id, with_for_update=True)
        if row and row.known_at <= asked_at:
            _note(row, subscription, asked_at)


def begin(session: Session, row: CheckoutRow, order: OrderRow, subscription: Subscription) -> None:
    """Begins the membership that an order has brought about, in the order's own transaction."""
    membership = MembershipRow(
        subscription_id=subscription.id, number=order.number, shopper=order.shopper, plan=row.plan
    )
    _note(membership, subscription, now())
    session.add(membership)


def not_over(at: datetime) -> ColumnElement[bool]:
    """The condition of `Membership.is_over`, the other way round."""
    return MembershipRow.ended.is_(None) & or_(MembershipRow.leaves.is_(None), MembershipRow.leaves > at)


def _note(row: MembershipRow, subscription: Subscription, asked_at: datetime) -> None:
    for name in OF_SUBSCRIPTION:
        setattr(row, name, getattr(subscription, name))
    row.known_at = asked_at
