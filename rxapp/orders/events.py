"""Stripe's events: kept before they are handled, and handled once per id."""

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from rxapp.orders.database import Database
from rxapp.orders.models import WebhookEventRow, now
from rxapp.payments.values import Event


class Events:
    """The events that Stripe has sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def receive(self, event: Event) -> bool:
        """Keeps an event before it is handled.

        Returns:
            False if it has been handled already.
        """
        async with self._database.transaction() as session:
            try:
                async with session.begin_nested():
                    session.add(WebhookEventRow(id=event.id, type=event.type, session_id=event.session_id))
            except IntegrityError:
                return (await _locked(session, event.id)).handled_at is None
            return True

    async def keep_odd(self, body: str) -> None:
        """Keeps for a person what is signed and can't be understood; nothing is to be done for it."""
        id = f"odd_{sha256(body.encode()).hexdigest()}"
        async with self._database.transaction() as session:
            await session.merge(WebhookEventRow(id=id, type="odd", handled_at=now(), failure=body))

    async def handled(self, event_id: str) -> None:
        """Notes that there is nothing more to do for this event."""
        async with self._database.transaction() as session:
            await note_handled(session, event_id)

    async def failed(self, event_id: str, why: str) -> None:
        """Keeps the traceback of a failure; the event stays to be handled."""
        async with self._database.transaction() as session:
            (await _locked(session, event_id)).failure = why

    async def unhandled(self) -> list[Event]:
        """The events that are still to be handled, oldest first."""
        async with self._database.transaction() as session:
            rows = await session.scalars(
                select(WebhookEventRow)
                .where(WebhookEventRow.handled_at.is_(None))
                .order_by(WebhookEventRow.received_at, WebhookEventRow.id)
            )
            return [Event(row.id, row.type, row.session_id) for row in rows]


async def note_handled(session: AsyncSession, event_id: str) -> None:
    """Notes it in the transaction that holds the event's effect, so that there is never the one without the other."""
    row = await _locked(session, event_id)
    row.handled_at, row.failure = now(), None


async def _locked(session: AsyncSession, event_id: str) -> WebhookEventRow:
    return await session.get_one(WebhookEventRow, event_id, with_for_update=True)
