"""Checkouts that nobody reports about any more, found inside a transaction of the ledger."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from rxapp.orders.models import CheckoutRow
from rxapp.orders.records import SHUT, Status

LOOKS_IN_ITS_TIME = 24
AT_ONCE = 500  # so that no look holds all that was left open in a year


def unsettled(session: Session, before: datetime) -> list[CheckoutRow]:
    """Checkouts untouched since then whose payment is on its way, or whose last write has an unknown end."""
    untouched = CheckoutRow.updated_at < before
    lost = CheckoutRow.writing_revision.is_not(None), CheckoutRow.session_id.is_not(None)
    on_its_way = and_(CheckoutRow.status.in_(SHUT), untouched)
    of_unknown_end = and_(*lost, CheckoutRow.status == Status.OPEN, untouched)  # each part has an index of its own
    found = session.scalars(select(CheckoutRow).where(or_(on_its_way, of_unknown_end)))
    return [row for row in found if _is_due(row, before)]


def _is_due(row: CheckoutRow, before: datetime) -> bool:
    """The longer money has been on its way, the less often Stripe is asked: after a day about once an hour."""
    if row.status != Status.ON_ITS_WAY or row.placed_at is None:
        return True
    return before - row.updated_at >= (before - row.placed_at) / LOOKS_IN_ITS_TIME


def forgotten(session: Session, before: datetime, passed_over: int) -> list[CheckoutRow]:
    """A part of the open checkouts that nobody has touched since then, the oldest first, without the first so many.

    With an order and a limit Postgres walks the index, however many it thinks there are.
    """
    untouched = select(CheckoutRow).where(CheckoutRow.status == Status.OPEN, CheckoutRow.updated_at < before)
    oldest_first = untouched.order_by(CheckoutRow.updated_at, CheckoutRow.id)
    return list(session.scalars(oldest_first.offset(passed_over).limit(AT_ONCE)))
