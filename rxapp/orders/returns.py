"""What was sold and never sent: it can be sold again."""

from sqlalchemy import select

from rxapp.orders import rows, stock
from rxapp.orders.database import Database
from rxapp.orders.models import OrderRow
from rxapp.orders.records import Order


class Returns:
    """Orders that somebody has given the money back for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def order(self, number: str) -> Order | None:
        """An order by its number, for the merchant."""
        async with self._database.transaction() as session:
            row = await session.get(OrderRow, number)
            return Order.of(row) if row else None

    async def put_back(self, payment_intent_id: str) -> bool:
        """Has the pieces of the order that was paid by this to be sold again.

        Returns:
            Whether there was anything to put back; a second time there isn't.
        """
        async with self._database.transaction() as session:
            paid = OrderRow.payment_intent_id == payment_intent_id
            checkout_id = await session.scalar(select(OrderRow.checkout_id).where(paid))
            if checkout_id is None:
                return False
            await rows.locked(session, checkout_id)
            return await stock.put_back(session, checkout_id)
