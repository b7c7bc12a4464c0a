"""Payments that have begun: what shuts a checkout for one, and how it comes back where that doesn't come about."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rxapp import metrics
from rxapp.orders import rows, stock
from rxapp.orders.models import CheckoutRow, MoveRow, now
from rxapp.orders.records import MOVES, SHUT, Status
from rxapp.shop.pricing import Quote

LATEST = 100  # nobody has as many on their way; of what has failed long ago the rest is of no use any more


def confirm(session: Session, row: CheckoutRow, reason: str, counted: stock.Stock) -> None:
    """Notes that the shopper has confirmed a payment whose money is still on its way, or that it still is."""
    if row.status == Status.ON_ITS_WAY:
        row.updated_at = now()
    elif Status.ON_ITS_WAY in MOVES[Status(row.status)]:
        if row.status == Status.OPEN:
            row.placed_at = now()
        move(session, row, Status.ON_ITS_WAY, reason, counted)
        metrics.DELAYED.labels("confirmed").inc()


def move(session: Session, row: CheckoutRow, to: Status, reason: str, counted: stock.Stock) -> None:
    """Makes a move that the table allows. What is shut holds its goods, everything else gives them back."""
    if to == Status.OPEN:
        come_back(session, row, reason)
        return
    was_shut = row.status in SHUT
    rows.move(session, row, to, reason)
    if to not in SHUT:
        stock.give_back(session, row)
    elif not was_shut:
        stock.hold_what_is_left(session, row, counted)


def come_back(session: Session, row: CheckoutRow, reason: str) -> None:
    """Opens a checkout again whose payment didn't come about.

    While its money was on its way its shopper may have filled another cart; then that one stays, and this payment has
    failed. An empty one gives way.
    """
    stock.give_back(session, row)
    if row.status != Status.ON_ITS_WAY:
        rows.move(session, row, Status.OPEN, reason)
        return
    metrics.DELAYED.labels("failed").inc()
    if not _opened(session, row, reason):
        rows.move(session, row, Status.FAILED, f"{reason}; the shopper has another cart by now")


def _opened(session: Session, row: CheckoutRow, reason: str) -> bool:
    newer = rows.unfinished(session, row.shopper, row.plan)
    if newer and (newer.status != Status.OPEN or Quote.model_validate(newer.quote).lines):
        return False
    if newer:
        rows.move(session, newer, Status.ABANDONED, f"empty, and {row.id} has come back")
        session.flush()
    try:
        with session.begin_nested():
            rows.move(session, row, Status.OPEN, reason)
    except IntegrityError:  # another worker has just begun a cart for the shopper
        session.refresh(row)
        return False
    return True


def of_shopper(session: Session, shopper: str) -> list[CheckoutRow]:
    """The latest of what a shopper has confirmed and the money hasn't come for, or never will, the latest first."""
    theirs = CheckoutRow.shopper == shopper, CheckoutRow.status.in_((Status.ON_ITS_WAY, Status.FAILED))
    return list(
        session.scalars(select(CheckoutRow).where(*theirs).order_by(CheckoutRow.placed_at.desc()).limit(LATEST))
    )


def came_back(session: Session, checkout_id: str) -> bool:
    """Whether the money of its last payment has not come, and nothing was paid since."""
    last = session.scalar(
        select(MoveRow).where(MoveRow.checkout_id == checkout_id).order_by(MoveRow.id.desc()).limit(1)
    )
    return last is not None and (last.before, last.after) == (Status.ON_ITS_WAY, Status.OPEN)
