"""What was sold and never sent: it can be sold again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rxapp.orders import rows, stock
from rxapp.orders.database import Books, transaction
from rxapp.orders.models import OrderRow
from rxapp.orders.records import Order


class Returns(Books):
    """Orders that somebody has given the money back for."""

    @transaction
    def order(self, session: Session, number: str) -> Order | None:
        """An order by its number, for the merchant."""
        row = session.get(OrderRow, number)
        return Order.of(row) if row else None

    @transaction
    def put_back(self, session: Session, payment_intent_id: str) -> bool:
        """Has the pieces of the order that was paid by this to be sold again.

        Returns:
            Whether there was anything to put back; a second time there isn't.
        """
        paid = OrderRow.payment_intent_id == payment_intent_id
        checkout_id = session.scalar(select(OrderRow.checkout_id).where(paid))
        if checkout_id is None:
            return False
        rows.locked(session, checkout_id)
        return stock.put_back(session, checkout_id)
