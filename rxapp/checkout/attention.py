"""What waits for the merchant, and asking Stripe about a payment that never ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rxapp.checkout.services import Services
from rxapp.checkout.settling import release
from rxapp.orders.attention import Correction, Counted, FailedEvent, Flagged
from rxapp.orders.models import now
from rxapp.orders.records import Checkout
from rxapp.settings import settings

STUCK = timedelta(seconds=settings.stuck_seconds + 2 * settings.reconcile_seconds)
"""By then the reconciler has looked as well, and couldn't end it."""


@dataclass(frozen=True)
class Waiting:
    """Everything that somebody should look at, and what is in stock."""

    flagged: list[Flagged]
    events: list[FailedEvent]
    stuck: list[Checkout]
    stock: list[Counted]
    corrections: list[Correction]


async def look(store: Services, at: datetime | None = None) -> Waiting:
    """Looks at everything that waits.

    Args:
        at: The present, unless a test says otherwise.
    """
    before = (at or now()) - STUCK
    return Waiting(
        flagged=await store.attention.flagged(),
        events=await store.attention.failed_events(before),
        stuck=await store.attention.stuck(before),
        stock=await store.attention.stock(),
        corrections=await store.attention.corrections(),
    )


async def count(store: Services, at: datetime | None = None) -> int:
    """How much waits."""
    return await store.attention.waiting((at or now()) - STUCK)


async def ask_stripe(store: Services, checkout_id: str) -> Checkout:
    """Settles a payment that never ended, or opens its checkout again: as Stripe says, and as the reconciler does.

    Raises:
        BeingPaid: The shopper's bank is still asking.
        StripeFailure: Stripe couldn't be asked.
    """
    return await release(store, checkout_id)
