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
        if event.type in SUBSCRIPTION_EVENTS and event.session_id:
            await read_again(store, event.session_id)
        if event.type in REFUND_EVENTS and event.session_id:
            await refund_reported(store, event.session_id)
        if event.type in CHARGE_EVENTS and event.session_id:
            await charge_refunded(store, event.session_id)
        order = await _settled(store, event)
        if order is None:  # with an order the note is in the order's own transaction
            await store.events.handled(event.id)
    except Exception:
        await store.events.failed(event.id, _traceback())
        raise


def _traceback() -> str:
    """Of a long one the end, which says what went wrong."""
    told = redacted(traceback.format_exc())
    return told if len(told) <= LONGEST_TRACEBACK else f"…{told[1 - LONGEST_TRACEBACK :]}"


async def _settled(store: Services, event: Event) -> Order | None:
    """What came of the payment of an event. Of a mere attempt Stripe is asked only where it is a checkout's own."""
    flow = FLOWS.get(event.type)
    if flow is None or event.session_id is None:
        return None
    if event.type in ATTEMPT_EVENTS and await store.ledger.checkout_of_session(event.session_id) is None:
        return None
    return await settle_session(store, flow, event.session_id, event.id)
