"""What Stripe reports by webhook: stored first, then acted upon once."""

import traceback

from rxapp.checkout.memberships import read_again
from rxapp.checkout.refunding import charge_refunded, refund_reported
from rxapp.checkout.services import Services
from rxapp.checkout.settling import settle_session
from rxapp.logs import bind, redacted
from rxapp.orders.records import Flow, Order
from rxapp.payments.values import Event
from rxapp.payments.webhooks import (
    ATTEMPT_EVENTS,
    CHARGE_EVENTS,
    INTENT_EVENTS,
    REFUND_EVENTS,
    SESSION_EVENTS,
    SUBSCRIPTION_EVENTS,
)
from rxapp.recording import recorded

LONGEST_TRACEBACK = 10_000

FLOWS = dict.fromkeys(SESSION_EVENTS, Flow.CHECKOUT_SESSION) | dict.fromkeys(INTENT_EVENTS, Flow.PAYMENT_INTENT)


@recorded("webhook")
async def report(store: Services, event: Event) -> None:
    """Handles a verified event, unless that was done before.

    Raises:
        Exception: Handling failed; it is noted with the event, and Stripe should send it again.
    """
    if await store.events.receive(event):
        await handle(store, event)


async def handle(store: Services, event: Event) -> None:
    """Acts upon an event that is kept. Safe to repeat, alone or at once.

    The event is only a trigger: what happened is read from Stripe, so order, lateness and repetition don't matter.

    Raises:
        Exception: See `report`.
    """
    bind(event=event.id)
    try:
        order = await _acted_upon(store, event, event.session_id) if event.session_id else None
        if order is None:  # with an order the note is in the order's own transaction
            await store.events.handled(event.id)
    except Exception:
        await store.events.failed(event.id, _traceback())
        raise


def _traceback() -> str:
    """Of a long one the end, which says what went wrong."""
    told = redacted(traceback.format_exc())
    return told if len(told) <= LONGEST_TRACEBACK else f"…{told[1 - LONGEST_TRACEBACK :]}"


async def _acted_upon(store: Services, event: Event, about: str) -> Order | None:
    """Reads at Stripe what has become of what the event is about; the order, if it is a payment of ours."""
    if event.type in SUBSCRIPTION_EVENTS:
        await read_again(store, about)
    if event.type in REFUND_EVENTS:
        await refund_reported(store, about)
    if event.type in CHARGE_EVENTS:
        await charge_refunded(store, about)
    flow = FLOWS.get(event.type)
    return await _settled(store, flow, event, about) if flow else None


async def _settled(store: Services, flow: Flow, event: Event, payment_id: str) -> Order | None:
    """What came of a payment. Of a mere attempt Stripe is asked only where it is a checkout's own."""
    if event.type in ATTEMPT_EVENTS and await store.ledger.checkout_of_session(payment_id) is None:
        return None
    return await settle_session(store, flow, payment_id, event.id)
