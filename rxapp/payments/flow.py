"""The two ways to be paid, behind one small interface: a Checkout Session, or a Payment Intent."""

from collections.abc import Mapping
from typing import Any, Protocol

from rxapp.payments.failures import SessionClosed
from rxapp.payments.values import Item, Payment, Terms


class PaymentFlow(Protocol):
    """The calls of one way to be paid.

    All of them raise `StripeUnavailable` or `StripeRefused`, see `client.ask`.
    """

    async def create(self, terms: Terms, return_url: str, idempotency_key: str) -> Payment:
        """Opens a payment.

        Args:
            return_url: The page after the payment; a way that can name the payment in its address does.
        """
        ...

    async def update(self, payment_id: str, terms: Terms, known: Mapping[str, Item], idempotency_key: str) -> Payment:
        """Brings an open payment to other terms: always to everything, so that the last write is right by itself.

        But for the customer, who is said once: without one in `terms` it stays for whom it is.

        Args:
            known: Lines by key as Stripe knows them.

        Raises:
            SessionClosed: It is confirmed or expired, and stays as it is.
            NewOneNeeded: These terms need a new one in its place.
        """
        ...

    async def retrieve(self, payment_id: str) -> Payment:
        """Reads a payment."""
        ...

    async def expire(self, payment_id: str) -> None:
        """Ends an open payment, so that nothing can be paid with it any more."""
        ...


def metadata_of(subject: Any) -> Mapping[str, str]:
    """What we noted on an object of Stripe's; empty where there is nothing."""
    noted: dict[str, str] = subject.metadata.to_dict() if subject.metadata else {}
    return noted


def refuse_unless_open(payment: Payment) -> None:
    """Lets nothing but an open payment through.

    Raises:
        SessionClosed: It is confirmed or expired.
    """
    if payment.status != "open":
        raise SessionClosed(confirmed=payment.status == "complete")
