"""Leases: what one process does at a time, whatever the number of workers."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rxapp.orders.database import Books, transaction
from rxapp.orders.models import LeaseRow, now


class Leases(Books):
    """Who may do what, and until when."""

    @transaction
    def take(self, session: Session, name: str, holder: str, length: timedelta, at: datetime | None = None) -> bool:
        """Takes a lease, or prolongs one's own.

        Returns:
            False while somebody else has it.
        """
        at = at or now()
        try:
            with session.begin_nested():
                session.add(LeaseRow(name=name, holder=holder, until=at + length))
        except IntegrityError:
            row = session.get_one(LeaseRow, name, with_for_update=True)
            if row.holder != holder and row.until > at:
                return False
            row.holder, row.until = holder, at + length
        return True
