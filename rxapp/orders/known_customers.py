"""Known customers: which Stripe Customer stands for whom."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rxapp.orders.database import Books, transaction
from rxapp.orders.models import AccountRow


class KnownCustomers(Books):
    """The Stripe Customers of those who have signed in."""

    @transaction
    def customer(self, session: Session, shopper: str, member: str) -> str | None:
        """The Stripe Customer of this shopper, signed in as this member."""
        row = session.get(AccountRow, (shopper, member))
        return row.customer_id if row else None

    @transaction
    def keep(self, session: Session, shopper: str, member: str, customer_id: str) -> str:
        """Keeps a new one.

        Returns:
            The one that counts: another worker may have kept one a moment earlier.
        """
        try:
            with session.begin_nested():
                session.add(AccountRow(shopper=shopper, member=member, customer_id=customer_id))
        except IntegrityError:
            return session.get_one(AccountRow, (shopper, member)).customer_id
        return customer_id
