"""What somebody has bought, found inside a transaction of the ledger."""

from datetime import datetime
from typing import NamedTuple, Self

from sqlalchemy import literal, select, tuple_
from sqlalchemy.orm import Session

from rxapp.orders.memberships import not_over
from rxapp.orders.models import MembershipRow, OrderRow, UtcDateTime, now
from rxapp.orders.records import Order

LATEST_FIRST = OrderRow.created_at.desc(), OrderRow.number.desc()


class Place(NamedTuple):
    """Where an order stands among a shopper's; two of one moment stand by their numbers."""

    at: datetime
    number: str

    @classmethod
    def of(cls, order: Order) -> Self:
        return cls(order.created_at, order.number)


def order(session: Session, shopper: str, session_id: str) -> OrderRow | None:
    """This shopper's order of that session; nobody else's."""
    return session.scalar(select(OrderRow).where(OrderRow.session_id == session_id, OrderRow.shopper == shopper))


def orders(session: Session, shopper: str, at_most: int, before: Place | None = None) -> list[OrderRow]:
    """So many of a shopper's orders, the latest first, or the latest of those before a place in their list."""
    theirs = select(OrderRow).where(OrderRow.shopper == shopper)
    if before:
        place = tuple_(literal(before.at, UtcDateTime()), literal(before.number))
        theirs = theirs.where(tuple_(OrderRow.created_at, OrderRow.number) < place)
    return list(session.scalars(theirs.order_by(*LATEST_FIRST).limit(at_most)))


def joined(session: Session, shopper: str, plan: str) -> OrderRow | None:
    """The order by which a shopper joined a plan that they are still in, the latest if there are several."""
    of_shopper = MembershipRow.shopper == shopper, MembershipRow.plan == plan
    return session.scalar(
        select(OrderRow)
        .join(MembershipRow, MembershipRow.number == OrderRow.number)
        .where(*of_shopper, not_over(now()))
        .order_by(*LATEST_FIRST)
        .limit(1)
    )
