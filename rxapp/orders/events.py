"""Stripe's events: kept before they are handled, and handled once per id."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rxapp.orders import leftovers
from rxapp.orders.database import Books, transaction
from rxapp.orders.models import WebhookEventRow, now
from rxapp.payments.values import Event


class Events(Books):
    """The events that Stripe has sent."""

    @transaction
    def receive(self, session: Session, event: Event) -> bool:
        """Keeps an event before it is handled.

        Returns:
            False if it has been handled already.
        """
        try:
            with session.begin_nested():
                session.add(WebhookEventRow(id=event.id, type=event.type, session_id=event.session_id))
        except IntegrityError:
            return _locked(session, event.id).handled_at is None
        return True

    @transaction
    def keep_odd(self, session: Session, body: str) -> None:
        """Keeps for a person what is signed and can't be understood; nothing is to be done for it."""
        id = f"odd_{sha256(body.encode()).hexdigest()}"
        session.merge(WebhookEventRow(id=id, type="odd", handled_at=now(), failure=body))

    @transaction
    def handled(self, session: Session, event_id: str) -> None:
        """Notes that there is nothing more to do for this event."""
        note_handled(session, event_id)

    @transaction
    def failed(self, session: Session, event_id: str, why: str) -> None:
        """Keeps the traceback of a failure; the event stays to be handled."""
        _locked(session, event_id).failure = why

    @transaction
    def unhandled(self, session: Session) -> list[Event]:
        """The events that are still to be handled, oldest first."""
        rows = session.scalars(
            select(WebhookEventRow)
            .where(WebhookEventRow.handled_at.is_(None))
            .order_by(WebhookEventRow.received_at, WebhookEventRow.id)
        )
        return [Event(row.id, row.type, row.session_id) for row in rows]

    @transaction
    def throw_away(self, session: Session, before: datetime) -> int:
        """See `leftovers.throw_away_events`; how many were thrown away, a part of them at a time."""
        return leftovers.throw_away_events(session, before)


def note_handled(session: Session, event_id: str) -> None:
    """Notes it in the transaction that holds the event's effect, so that there is never the one without the other."""
    row = _locked(session, event_id)
    row.handled_at, row.failure = now(), None


def _locked(session: Session, event_id: str) -> WebhookEventRow:
    return session.get_one(WebhookEventRow, event_id, with_for_update=True)
