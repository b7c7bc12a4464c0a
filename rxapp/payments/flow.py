"""The two ways to be paid, behind one small interface: a Checkout Session, or a Payment Intent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from rxapp.payments.failures import SessionClosed
from rxapp.shop.pricing import Quote


@dataclass(frozen=True, slots=True)
class Item:
    """A line item as Stripe knows it; `unit_amount` in minor units."""

    id: str
    unit_amount: int
    quantity: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a payment is to be brought to: the quote of a checkout at one revision, for a customer or a guest."""

    checkout_id: str
    revision: int
    quote: Quote
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class StripePayment:
    """A session or an intent at one moment; `amount` in minor units.

    `checkout_id` and `revision` are those its metadata carries, empty and 0 if it isn't one of ours. It is `complete`
    once the shopper has confirmed it, `paid` once the money is certain, and `expired` when nothing can be paid with it
    any more. While it is `asking` it is open, and the shopper's bank has a question; it says so only when retrieved.
    An intent has no `items`. A plan's begins with `trial_days`; once it is complete there is a subscription.
    """

    id: str
    client_secret: str
    status: Literal["open", "complete", "expired"]
    paid: bool
    asking: bool
    amount: int
    currency: str
    checkout_id: str
    revision: int
    payment_intent_id: str | None
    email: str | None
    items: Mapping[str, Item]
    trial_days: int = 0
    subscription_id: str | None = None
    trial_ends: datetime | None = None
    customer_id: str | None = None


class PaymentFlow(Protocol):
    """The calls of one way to be paid.

    All of them raise `StripeUnavailable` or `StripeRefused`, see `client.ask`.
    """

    async def create(self, terms: Terms, return_url: str, idempotency_key: str) -> StripePayment:
        """Opens a payment.

        Args:
            return_url: The page after the payment; a way that can name the payment in its address does.
        """
        ...

    async def update(
        self, payment_id: str, terms: Terms, known: Mapping[str, Item], idempotency_key: str
    ) -> StripePayment:
        """Brings an open payment to other terms: always to everything, so that the last write is right by itself.

        But for the customer, who is said once: without one in `terms` it stays for whom it is.

        Args:
            known: Lines by key as Stripe knows them.

        Raises:
            SessionClosed: It is confirmed or expired, and stays as it is.
            NewOneNeeded: These terms need a new one in its place.
        """
        ...

    async def retrieve(self, payment_id: str) -> StripePayment:
        """Reads a payment."""
        ...

    async def expire(self, payment_id: str) -> None:
        """Ends an open payment, so that nothing can be paid with it any more."""
        ...


def metadata_of(subject: Any) -> Mapping[str, str]:
    """What we noted on an object of Stripe's; empty where there is nothing."""
    noted: dict[str, str] = subject.metadata.to_dict() if subject.metadata else {}
    return noted


def refuse_unless_open(payment: StripePayment) -> None:
    """Lets nothing but an open payment through.

    Raises:
        SessionClosed: It is confirmed or expired.
    """
    if payment.status != "open":
        raise SessionClosed(confirmed=payment.status == "complete")
