"""What the ledger hands out: frozen values, parsed from the rows."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from rxapp.orders.models import CheckoutRow, MembershipRow, OrderRow
from rxapp.payments.values import Item
from rxapp.shop.cart import Cart
from rxapp.shop.destination import Destination
from rxapp.shop.pricing import Quote


class Status(StrEnum):
    """The life of a checkout. Placed and confirmed, it is `on_its_way` until the money has come or `failed` to."""

    OPEN = "open"
    PLACING = "placing"
    ON_ITS_WAY = "on_its_way"
    PAID = "paid"
    EXPIRED = "expired"
    ABANDONED = "abandoned"
    FLAGGED = "flagged"
    FAILED = "failed"


SHUT = frozenset({Status.PLACING, Status.ON_ITS_WAY})
"""A payment may come of these: nothing changes, goods are held, and the use of a code counts."""


class Flow(StrEnum):
    """How a checkout is paid at Stripe."""

    CHECKOUT_SESSION = "checkout_session"
    PAYMENT_INTENT = "payment_intent"


def flow_of(session_id: str) -> Flow:
    """Whether an id is a session's or an intent's."""
    return Flow.PAYMENT_INTENT if session_id.startswith("pi_") else Flow.CHECKOUT_SESSION


# Every allowed move. What isn't here can't happen.
MOVES: dict[Status, frozenset[Status]] = {
    Status.OPEN: frozenset(
        {Status.PLACING, Status.ON_ITS_WAY, Status.PAID, Status.EXPIRED, Status.ABANDONED, Status.FLAGGED}
    ),
    Status.PLACING: frozenset({Status.OPEN, Status.ON_ITS_WAY, Status.PAID, Status.EXPIRED, Status.FLAGGED}),
    Status.ON_ITS_WAY: frozenset({Status.OPEN, Status.PAID, Status.FAILED, Status.FLAGGED}),
    Status.PAID: frozenset({Status.FLAGGED}),
    Status.EXPIRED: frozenset({Status.FLAGGED}),
    Status.ABANDONED: frozenset({Status.FLAGGED}),
    Status.FAILED: frozenset({Status.FLAGGED}),
    Status.FLAGGED: frozenset(),
}


# What the ledger does that may change something, as whoever watches a checkout sees it.
WRITES = (
    *("change", "change_and_begin_write", "begin_write", "finish_write", "fail_write", "doubt", "start_session"),
    *("place", "move", "confirm", "release", "replace_session", "choose_flow", "settle"),
)


class Checkout(BaseModel):
    """A checkout at one moment; `plan` is what it joins, empty for goods."""

    model_config = ConfigDict(frozen=True)

    id: str
    shopper: str
    plan: str
    status: Status
    cart: Cart
    quote: Quote
    revision: int
    synced_revision: int
    flow: Flow
    session_id: str | None
    session_count: int
    customer_id: str | None = None
    stripe_items: dict[str, Item]
    writing_revision: int | None
    writing_attempt: int
    placed_at: datetime | None

    @classmethod
    def of(cls, row: CheckoutRow) -> Self:
        return cls.model_validate({name: getattr(row, name) for name in cls.model_fields})

    @property
    def in_step(self) -> bool:
        """Whether Stripe has confirmed the latest change."""
        return self.revision == self.synced_revision


class Order(BaseModel):
    """A paid order; amounts in minor units. One that joined a plan has a subscription, and when its trial ends."""

    model_config = ConfigDict(frozen=True)

    number: str
    checkout_id: str
    session_id: str
    payment_intent_id: str | None
    subscription_id: str | None
    trial_ends: datetime | None
    customer_id: str | None
    currency: str
    subtotal: int
    discount: int
    shipping: int
    tax: int
    total: int
    paid: int
    quote: Quote
    destination: Destination | None
    email: str | None
    flag: str | None
    refunded: int = 0
    created_at: datetime

    @classmethod
    def of(cls, row: OrderRow) -> Self:
        return cls.model_validate({name: getattr(row, name) for name in cls.model_fields})


class Membership(BaseModel):
    """A plan that somebody has joined by an `order`, as Stripe last said; see `Subscription` for the fields."""

    model_config = ConfigDict(frozen=True)

    order: Order
    subscription_id: str
    plan: str
    status: str
    amount: int
    currency: str
    interval: str
    every: int
    trial_ends: datetime | None
    period_ends: datetime | None
    leaves: datetime | None
    ended: datetime | None

    @classmethod
    def of(cls, row: MembershipRow, order: OrderRow) -> Self:
        known = {name: getattr(row, name) for name in cls.model_fields if name != "order"}
        return cls.model_validate(known | {"order": Order.of(order)})

    def is_over(self, at: datetime) -> bool:
        """Whether it has ended by then."""
        return self.ended is not None or (self.leaves is not None and self.leaves <= at)
