"""The right to write a checkout at Stripe: one has it at a time, and it ends by itself if they don't come back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from rxapp.orders.models import CheckoutRow, now
from rxapp.payments.values import Item

BURST = timedelta(milliseconds=150)  # what follows so closely on something else is of one burst with it
WRITE_LEASE = timedelta(seconds=14)  # a little more than one call to Stripe may take with its retries


def is_at_rest(row: CheckoutRow, rest: timedelta) -> bool:
    """Whether Stripe has this cart, and nothing has happened to it for as long as that."""
    in_step = row.session_id is not None and row.revision == row.synced_revision
    return in_step and row.writing_revision is None and row.updated_at <= now() - rest


def take(row: CheckoutRow, at: datetime) -> None:
    """Gives the right to whoever asked; the caller has seen that nobody has it."""
    row.writing_until, row.writing_revision = at + WRITE_LEASE, row.revision


def end(row: CheckoutRow, revision: int, items: Mapping[str, Item], customer_id: str | None) -> None:
    """Ends a write that Stripe has confirmed."""
    row.synced_revision, row.customer_id = revision, customer_id
    row.stripe_items = {key: asdict(item) for key, item in items.items()}
    row.writing_until, row.writing_revision, row.writing_attempt = None, None, 0
