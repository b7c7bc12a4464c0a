"""What Stripe reports by webhook: stored first, then acted upon once."""

import traceback

from rxapp.checkout.services import Services
from rxapp.checkout.settling import settle_session
from rxapp.payments.webhooks import SESSION_EVENTS, WebhookEvent


async def report(store: Services, event: WebhookEvent) -> None:
    """Handles a verified event, unless that was done before.

    The event is only a trigger: what happened is read from Stripe, so order, lateness and repetition don't matter.

    Raises:
        Exception: Handling failed; it is noted with the event, and Stripe should send it again.
    """
    if not await store.ledger.receive_event(event.id, event.type, event.session_id):
        return
    try:
        if event.type in SESSION_EVENTS and event.session_id:
            await settle_session(store, event.session_id)
    except Exception:
        await store.ledger.note_event(event.id, failure=traceback.format_exc())
        raise
    await store.ledger.note_event(event.id, failure=None)
