"""What the store knows of Stripe's objects: plain frozen values, some of which the ledger keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rxapp.shop.pricing import Quote


@dataclass(frozen=True, slots=True)
class Item:
    """A line item as Stripe knows it: its id, the unit amount (minor units) and the quantity it was last given.

    The quantity is 0 where an older version of the store wrote it down. `recurs` is how often it comes again, such as
    `1 month`; empty for goods.
    """

    id: str
    unit_amount: int
    quantity: int = 0
    recurs: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a payment is to be brought to: the quote of a checkout at one revision, for a customer or a guest."""

    checkout_id: str
    revision: int
    quote: Quote
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """What Stripe charges again and again: `amount` in minor units every so many (`every`) of `interval`.

    Attributes:
        status: Stripe's own word for it, such as `trialing`, `active` or `canceled`.
        trial_days: How long it is free at first; 0 without a trial.
        period_ends: When it is charged for the next time, unless it ends then.
        leaves: When it will end, where that is settled already.
        ended: When it has ended.
    """

    id: str
    status: str
    amount: int
    currency: str
    interval: str
    every: int
    trial_days: int
    trial_ends: datetime | None
    period_ends: datetime | None
    leaves: datetime | None
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Payment:
    """A session or an intent at one moment; `amount` in minor units.

    `checkout_id` and `revision` are those its metadata carries, empty and 0 if it isn't one of ours. It is `complete`
    once the shopper has confirmed it, `paid` once the money is certain, and `expired` when nothing can be paid with it
    any more. While it is `asking` it is open, and the shopper's bank has a question, or another page to which a way to
    pay has led; where it has `failed` it is open, and its latest attempt has ended. It says both only when retrieved.
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
    subscription: Subscription | None = None
    customer_id: str | None = None
    failed: bool = False

    @property
    def subscription_id(self) -> str | None:
        return self.subscription.id if self.subscription else None

    @property
    def trial_ends(self) -> datetime | None:
        return self.subscription.trial_ends if self.subscription else None

    @property
    def follows(self) -> tuple[int, str] | None:
        """What a plan costs later, and how often; None for goods."""
        return next(((item.unit_amount, item.recurs) for item in self.items.values() if item.recurs), None)

    def __str__(self) -> str:
        by = self.subscription_id or self.payment_intent_id
        return f"{self.amount} {self.currency} by {by} in {self.id}"


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that was given back, or is on its way: `unsent` if it was all of it, for something that was never sent.

    `status`, `reason` and `failure` are Stripe's own words, `reference` is what we call it if it was ours to make.
    """

    id: str
    payment_intent_id: str | None
    amount: int
    currency: str
    status: str
    reason: str | None
    failure: str | None
    reference: str | None
    unsent: bool


@dataclass(frozen=True, slots=True)
class Event:
    """Something that Stripe has reported. Only a trigger: amounts are read from Stripe, never from the report.

    `session_id` is the session's, the intent's, the subscription's, the refund's or the charge's that it is about.
    """

    id: str
    type: str
    session_id: str | None
