"""The tables. Amounts are integers in minor units, times are UTC."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

UNFINISHED = ("open", "placing")

# What some indexes are of. A query has to say it word for word, and not by a parameter, to be answered by one.
UNPAID = "status IN ('on_its_way', 'failed')"
FLAGGED, REFUNDED = "flag IS NOT NULL", "refunded > 0"
ASKED = "status = 'asked'"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is said again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON, datetime: UtcDateTime}


def now() -> datetime:
    return datetime.now(UTC)


def _only(name: str, where: str, *columns: str, unique: bool = False) -> Index:
    """An index of some rows."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class CheckoutRow(Base):
    """One purchase from the first thing in the cart to the payment; with a `plan`, somebody joining it.

    `revision` grows by one with every accepted change; `synced_revision` is the last one that Stripe has confirmed.
    `session_id` is the Checkout Session's, or in the other flow the Payment Intent's; `customer_id` is whom it is for.
    """

    __tablename__ = "checkouts"
    __table_args__ = (
        Index(
            "uq_checkouts_one_unfinished_per_shopper_and_plan",
            "shopper",
            "plan",
            unique=True,
            sqlite_where=text("status IN ('open', 'placing')"),
            postgresql_where=text("status IN ('open', 'placing')"),
        ),
        Index("ix_checkouts_status_updated_at", "status", "updated_at"),
        Index(
            "ix_checkouts_being_written",
            "status",
            "updated_at",
            sqlite_where=text("writing_revision IS NOT NULL"),
            postgresql_where=text("writing_revision IS NOT NULL"),
        ),
        _only("ix_checkouts_unpaid", UNPAID, "status", "placed_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shopper: Mapped[str] = mapped_column(String(40), index=True)
    plan: Mapped[str] = mapped_column(String(60), default="")
    status: Mapped[str] = mapped_column(String(10))
    cart: Mapped[dict[str, Any]]
    quote: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=0)
    synced_revision: Mapped[int] = mapped_column(default=0)

    flow: Mapped[str] = mapped_column(String(20))
    session_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    session_count: Mapped[int] = mapped_column(default=0)
    customer_id: Mapped[str | None] = mapped_column(String(255))
    stripe_items: Mapped[dict[str, Any]] = mapped_column(default=dict)

    writing_revision: Mapped[int | None]
    writing_attempt: Mapped[int] = mapped_column(default=0)
    writing_until: Mapped[datetime | None]

    placed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class RevisionRow(Base):
    """What a checkout said at each revision: the audit of accepted changes, and what a payment is held against."""

    __tablename__ = "revisions"

    checkout_id: Mapped[str] = mapped_column(ForeignKey("checkouts.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    cart: Mapped[dict[str, Any]]
    quote: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now)


class OrderRow(Base):
    """What was bought and paid. Written once, never changed but for `flag` and `refunded`.

    `tax` is all tax, also what the prices have in them, and `destination` the address as the shopper gave it.
    `refunded` is what was given back of `paid`, also what is still on its way.
    """

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_shopper_created_at", "shopper", "created_at"),
        Index("ix_orders_created_at_number", "created_at", "number"),
        Index("ix_orders_email", text("lower(email)"), "created_at", "number"),
        Index("ix_orders_paid", "paid", "created_at", "number"),
        _only("ix_orders_flagged", FLAGGED, "created_at", "number"),
        _only("ix_orders_refunded", REFUNDED, "created_at", "number"),
    )

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    checkout_id: Mapped[str] = mapped_column(ForeignKey("checkouts.id"), unique=True)
    shopper: Mapped[str] = mapped_column(String(40))
    session_id: Mapped[str] = mapped_column(String(255), unique=True)
    payment_intent_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    subscription_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    trial_ends: Mapped[datetime | None]
    customer_id: Mapped[str | None] = mapped_column(String(255))
    currency: Mapped[str] = mapped_column(String(3))
    subtotal: Mapped[int]
    discount: Mapped[int]
    shipping: Mapped[int]
    tax: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    paid: Mapped[int]
    quote: Mapped[dict[str, Any]]
    code: Mapped[str | None] = mapped_column(String(60), index=True)
    destination: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    email: Mapped[str | None] = mapped_column(String(320))
    flag: Mapped[str | None] = mapped_column(Text)
    refunded: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=now)


class OrderLineRow(Base):
    """A line of an order, so that orders can be found by what was bought; `key` as in the quote."""

    __tablename__ = "order_lines"
    __table_args__ = (Index("ix_order_lines_key", "key", "created_at", "number"),)

    number: Mapped[str] = mapped_column(ForeignKey("orders.number"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(300))
    name: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]
    amount: Mapped[int]
    created_at: Mapped[datetime]


class RefundRow(Base):
    """Money that was asked back for an order, or given back at Stripe itself: then its `id` is Stripe's own.

    `asked` says that Stripe is to be asked, or its answer isn't known; at most one of an order is. Then `status` is
    Stripe's word for it, or `refused`.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount > 0", name="something"),
        Index("ix_refunds_number_asked_at", "number", "asked_at"),
        _only("uq_refunds_one_asked_per_order", ASKED, "number", unique=True),
        _only("ix_refunds_asked", ASKED, "updated_at"),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("orders.number"))
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))
    stripe_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    failure: Mapped[str | None] = mapped_column(String(500))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class FlagRow(Base):
    """One reason to look at an order, until somebody has: then `who`, when, and what they noted.

    `amount` in `currency` is what Stripe took; neither is known of what an older version of the store flagged.
    """

    __tablename__ = "flags"
    __table_args__ = (
        Index(
            "ix_flags_waiting",
            "at",
            sqlite_where=text("handled_at IS NULL"),
            postgresql_where=text("handled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("orders.number"), index=True)
    doubt: Mapped[str] = mapped_column(String(30))
    said: Mapped[str] = mapped_column(Text)
    amount: Mapped[int | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    at: Mapped[datetime] = mapped_column(default=now)
    handled_at: Mapped[datetime | None]
    who: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(String(500))


class DailyRow(Base):
    """What one day came to, written with each order: sums that a merchant looks at, whatever the number of orders.

    `key` says of what, see `rxapp.orders.daily`; `day` is one of UTC, and `amount` in minor units of `currency`.
    """

    __tablename__ = "daily"

    day: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    orders: Mapped[int] = mapped_column(default=0)
    quantity: Mapped[int] = mapped_column(default=0)
    amount: Mapped[int] = mapped_column(BigInteger, default=0)


class MembershipRow(Base):
    """A plan that somebody has joined by an order, as Stripe said of its subscription at `known_at`.

    `amount` is what it costs every so many (`every`) of `interval`; `leaves` is when it will end, if that is settled.
    """

    __tablename__ = "memberships"

    subscription_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("orders.number"), unique=True)
    shopper: Mapped[str] = mapped_column(String(40), index=True)
    plan: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(30))
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    interval: Mapped[str] = mapped_column(String(10))
    every: Mapped[int]
    trial_ends: Mapped[datetime | None]
    period_ends: Mapped[datetime | None]
    leaves: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    known_at: Mapped[datetime]


class TimedCodeRow(Base):
    """When the minutes of a code run out for a shopper, from the first time they entered it."""

    __tablename__ = "timed_codes"

    shopper: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    until: Mapped[datetime]


class StockRow(Base):
    """How many pieces of a product that is counted are held by payments under way, and how many are sold.

    How many there are in all says the catalogue, and `corrected` by how much somebody who looked knew better.
    """

    __tablename__ = "stock"
    __table_args__ = (CheckConstraint("held >= 0 AND sold >= 0", name="never_below_zero"),)

    product: Mapped[str] = mapped_column(String(255), primary_key=True)
    held: Mapped[int]
    sold: Mapped[int]
    corrected: Mapped[int] = mapped_column(default=0)


class CorrectionRow(Base):
    """The audit of what is in stock: who found so many to sell, where the books said another number, and why."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(String(255))
    before: Mapped[int]
    after: Mapped[int]
    note: Mapped[str] = mapped_column(String(500))
    who: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(default=now)


class HoldRow(Base):
    """The pieces of a product that a checkout holds, or once its order is made, that are `sold` with it."""

    __tablename__ = "holds"

    checkout_id: Mapped[str] = mapped_column(ForeignKey("checkouts.id"), primary_key=True)
    product: Mapped[str] = mapped_column(String(255), primary_key=True)
    quantity: Mapped[int]
    sold: Mapped[bool]


class AccountRow(Base):
    """The Stripe Customer of a shopper who has signed in."""

    __tablename__ = "accounts"

    shopper: Mapped[str] = mapped_column(String(40), primary_key=True)
    member: Mapped[str] = mapped_column(String(60), primary_key=True)
    customer_id: Mapped[str] = mapped_column(String(255))


class MoveRow(Base):
    """The audit: every change of a checkout's status, with its reason."""

    __tablename__ = "moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    checkout_id: Mapped[str] = mapped_column(ForeignKey("checkouts.id"), index=True)
    before: Mapped[str] = mapped_column(String(10))
    after: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(default=now)


class WebhookEventRow(Base):
    """An event of Stripe, stored before it is handled, handled once per id.

    `handling_until` is there while somebody handles it again.
    """

    __tablename__ = "webhook_events"
    __table_args__ = (
        Index(
            "ix_webhook_events_failed",
            "received_at",
            sqlite_where=text("failure IS NOT NULL"),
            postgresql_where=text("failure IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    type: Mapped[str] = mapped_column(String(100))
    session_id: Mapped[str | None] = mapped_column(String(255), index=True)
    received_at: Mapped[datetime] = mapped_column(default=now)
    handled_at: Mapped[datetime | None] = mapped_column(index=True)
    handling_until: Mapped[datetime | None]
    failure: Mapped[str | None]


class LeaseRow(Base):
    """The right to do something that only one process does at a time."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime]
