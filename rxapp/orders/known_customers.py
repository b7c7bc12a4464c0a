"""Known customers: which Stripe Customer stands for whom."""

from sqlalchemy.exc import IntegrityError

from rxapp.orders.database import Database
from rxapp.orders.models import AccountRow


class KnownCustomers:
    """The Stripe Customers of those who have signed in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def customer(self, shopper: str, member: str) -> str | None:
        """The Stripe Customer of this shopper, signed in as this member."""
        async with self._database.transaction() as session:
            row = await session.get(AccountRow, (shopper, member))
            return row.customer_id if row else None

    async def keep(self, shopper: str, member: str, customer_id: str) -> str:
        """Keeps a new one.

        Returns:
            The one that counts: another worker may have kept one a moment earlier.
        """
        async with self._database.transaction() as session:
            try:
                async with session.begin_nested():
                    session.add(AccountRow(shopper=shopper, member=member, customer_id=customer_id))
            except IntegrityError:
                return (await session.get_one(AccountRow, (shopper, member))).customer_id
            return customer_id
