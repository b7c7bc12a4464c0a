"""Stripe's events: kept before they are handled, and handled once per id."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rxapp.orders import leftovers
from rxapp.orders.database import Books, transaction
from rxapp.orders.models import WebhookEventRow, now
from rxapp.payments.values import Event

HANDLING = timedelta(minutes=1)  # more than all the calls that one event needs may take


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
    def take(self, session: Session, event_id: str, at: datetime | None = None) -> Event | None:
        """Takes the right to handle an event again, for as long as that may last.

        Returns:
            None if it has been handled, or while somebody else is at it.
        """
        at = at or now()
        row = session.get(WebhookEventRow, event_id, with_for_update=True)
        if row is None or row.handled_at or (row.handling_until and row.handling_until > at):
            return None
        row.handling_until = at + HANDLING
        return Event(row.id, row.type, row.session_id)

    @transaction
    def put_aside(self, session: Session, event_id: str) -> bool:
        """Forgets an odd one that somebody has looked at; what can be handled stays until it is.

        Returns:
            Whether there was such a one.
        """
        row = session.get(WebhookEventRow, event_id, with_for_update=True)
        if row is None or row.handled_at is None or row.failure is None:
            return False
        row.failure = None
        return True

    @transaction
    def handled(self, session: Session, event_id: str) -> None:
        """Notes that there is nothing more to do for this event."""
        note_handled(session, event_id)

    @transaction
    def failed(self, session: Session, event_id: str, why: str) -> None:
        """Keeps the traceback of a failure; the event stays to be handled."""
        row = _locked(session, event_id)
        row.failure, row.handling_until = why, None

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
    row.handled_at, row.failure, row.handling_until = now(), None, None


def _locked(session: Session, event_id: str) -> WebhookEventRow:
    return session.get_one(WebhookEventRow, event_id, with_for_update=True)
