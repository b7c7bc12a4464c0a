"""Asks Stripe about what nobody reported: payments that never ended, lost answers, forgotten carts.

Throws away what was closed or handled long ago.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from rxapp import metrics
from rxapp.checkout.giving_back import finish_refunds
from rxapp.checkout.services import Services, services
from rxapp.checkout.settling import end_payment, release
from rxapp.checkout.syncing import sync
from rxapp.orders.models import now
from rxapp.orders.records import SHUT, Checkout, Status
from rxapp.payments.failures import StripeFailure
from rxapp.settings import settings
from rxapp.shop.refusal import DatabaseBusy, Refusal
from rxapp.visitor.cookie import COOKIE_SECONDS

logger = logging.getLogger(__name__)

LEASE = "reconciler"
COOKIE_LIFE = timedelta(seconds=COOKIE_SECONDS)
KEPT = timedelta(days=30)  # as long as Stripe itself can tell of an event


async def keep_reconciling(sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Looks again and again for as long as the store runs. Every worker does, but only the one with the lease acts.

    Args:
        sleep: How time passes between two looks, in seconds.
    """
    holder, pause = secrets.token_hex(8), settings.reconcile_seconds
    while True:
        await sleep(pause)
        try:
            if await services().leases.take(LEASE, holder, timedelta(seconds=3 * pause)):
                await reconcile(services())
        except DatabaseBusy:
            logger.warning("the reconciler can't reach the database and looks again in %s s", pause)
        except Exception:
            logger.exception("the reconciler failed and looks again in %s s", pause)


@metrics.timed(metrics.ROUNDS)
async def reconcile(store: Services, at: datetime | None = None) -> None:
    """Settles, releases or brings in step what is stuck, closes what nobody can come back to, and throws away the rest.

    Args:
        at: The present, unless a test says otherwise.
    """
    at = at or now()
    await _throw_away(store, at - KEPT)
    for checkout in await store.ledger.unsettled(at - timedelta(seconds=settings.stuck_seconds)):
        await _see_to(store, checkout, partial(release, at=at) if checkout.status in SHUT else sync)
    await finish_refunds(store, await store.refund_book.unfinished(at - timedelta(seconds=settings.stuck_seconds)))
    await _close_forgotten(store, at - COOKIE_LIFE)


async def _throw_away(store: Services, before: datetime) -> None:
    """A part of what was closed or handled before then; the next round goes on."""
    carts, events = await store.ledger.throw_away(before), await store.events.throw_away(before)
    if carts or events:
        logger.info("%s closed carts and %s handled events were thrown away", carts, events)


async def _close_forgotten(store: Services, before: datetime) -> None:
    """All of them, a part at a time. Those that stay for now stand in front, and are passed over in this round."""
    stayed = 0
    while part := await store.ledger.forgotten(before, stayed):
        for checkout in part:
            stayed += not await _see_to(store, checkout, _close)


async def _see_to(store: Services, checkout: Checkout, act: Callable[[Services, str], Awaitable[Checkout]]) -> bool:
    """One checkout's trouble doesn't keep the others waiting; it is looked at again in the next round.

    Returns:
        Whether there was no trouble.
    """
    try:
        after = await act(store, checkout.id)
    except (StripeFailure, Refusal) as failure:
        logger.warning("checkout %s stays %s for now: %s", checkout.id, checkout.status, type(failure).__name__)
        return False
    logger.info("checkout %s: %s became %s", checkout.id, checkout.status, after.status)
    return True


async def _close(store: Services, checkout_id: str) -> Checkout:
    """Ends a cart whose cookie has run out, unless Stripe knows of a payment after all."""
    await end_payment(store, await store.ledger.checkout(checkout_id))
    checkout = await store.ledger.checkout(checkout_id)
    if checkout.status != Status.OPEN:
        return checkout
    to = Status.EXPIRED if checkout.session_count else Status.ABANDONED
    return await store.ledger.move(checkout_id, to, "nobody can come back to it any more")
