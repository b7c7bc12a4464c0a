"""What is left lying in the books and is thrown away after its time, inside a transaction."""

from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from rxapp.orders.models import CheckoutRow, HoldRow, MoveRow, RevisionRow, WebhookEventRow
from rxapp.orders.records import Status

AT_ONCE = 500  # so that nobody waits long for the transaction that throws away


def throw_away_carts(session: Session, before: datetime) -> int:
    """Carts that were closed before then and never became an order, with all that was written down of them."""
    closed = CheckoutRow.status.in_((Status.ABANDONED, Status.EXPIRED)), CheckoutRow.updated_at < before
    gone = session.scalars(select(CheckoutRow.id).where(*closed).limit(AT_ONCE).with_for_update()).all()
    if not gone:
        return 0
    for kind in (RevisionRow, MoveRow, HoldRow):
        session.execute(delete(kind).where(kind.checkout_id.in_(gone)))
    session.execute(delete(CheckoutRow).where(CheckoutRow.id.in_(gone)))
    return len(gone)


def throw_away_events(session: Session, before: datetime) -> int:
    """Events that were handled before then; those that a person is to look at stay."""
    done = WebhookEventRow.handled_at < before, WebhookEventRow.failure.is_(None)
    gone = delete(WebhookEventRow).where(WebhookEventRow.id.in_(select(WebhookEventRow.id).where(*done).limit(AT_ONCE)))
    return cast("CursorResult[object]", session.execute(gone)).rowcount
