"""Leases: what one process does at a time, whatever the number of workers."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from rxapp.orders.database import Database
from rxapp.orders.models import LeaseRow, now


class Leases:
    """Who may do what, and until when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, name: str, holder: str, length: timedelta, at: datetime | None = None) -> bool:
        """Takes a lease, or prolongs one's own.

        Returns:
            False while somebody else has it.
        """
        at = at or now()
        async with self._database.transaction() as session:
            try:
                async with session.begin_nested():
                    session.add(LeaseRow(name=name, holder=holder, until=at + length))
            except IntegrityError:
                row = await session.get_one(LeaseRow, name, with_for_update=True)
                if row.holder != holder and row.until > at:
                    return False
                row.holder, row.until = holder, at + length
            return True
