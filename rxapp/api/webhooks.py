"""`POST /webhooks/stripe`: Stripe's signed reports."""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rxapp.checkout.services import services
from rxapp.checkout.webhook_events import report
from rxapp.logs import redacted
from rxapp.orders.database import DatabaseBusy
from rxapp.payments.failures import StripeFailure
from rxapp.payments.webhooks import NotUnderstood, WebhookRefused, verified
from rxapp.settings import settings

logger = logging.getLogger(__name__)

LONGEST_KEPT = 10_000


async def stripe_webhook(request: Request) -> Response:
    """Verifies the raw body, then settles. 400 is final, 503 asks Stripe to send it again."""
    body = await request.body()
    try:
        event = verified(body, request.headers.get("stripe-signature", ""), settings.webhook_secret)
    except WebhookRefused as refused:
        logger.warning("webhook refused: %s", refused)
        return _error(400, "signature_invalid", "This is not an event that Stripe signed for us.")
    except NotUnderstood:
        return await _kept(body)
    try:
        await report(services(), event)
    except StripeFailure:
        return _error(
            503, "stripe_unavailable", "The session could not be read from Stripe. Please send the event again."
        )
    except DatabaseBusy:
        return _busy()
    return JSONResponse({"received": True})


async def _kept(body: bytes) -> Response:
    logger.error("a webhook was signed and not understood; it is kept among the events")
    try:
        await services().events.keep_odd(redacted(body.decode())[:LONGEST_KEPT])
    except DatabaseBusy:
        return _busy()
    return _error(400, "not_understood", "This is signed, but it is no event that we understand. It was kept.")


def _busy() -> Response:
    return _error(503, "database_busy", "The event could not be written down. Please send it again.")


def _error(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status)
