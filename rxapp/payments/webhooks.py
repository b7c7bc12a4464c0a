"""Stripe's webhooks: proof that an event is Stripe's, and the little of it that the store looks at."""

import time

import stripe

from rxapp.payments.values import Event

TOLERANCE_SECONDS = 300
SESSION_EVENTS = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
    }
)
INTENT_EVENTS = frozenset({"payment_intent.succeeded", "payment_intent.canceled"})
SUBJECTS = ("checkout.session", "payment_intent")


class WebhookRefused(Exception):
    """The body is not what Stripe signed, or it is too old, or from the future."""


def verified(body: bytes, signature: str, secret: str) -> Event:
    """Checks the signature over the raw body and reads the event.

    Raises:
        WebhookRefused: See there.
    """
    if not secret:
        raise WebhookRefused("no webhook secret is set")
    try:
        event = stripe.Webhook.construct_event(body, signature, secret, tolerance=TOLERANCE_SECONDS)  # pyright: ignore[reportUnknownMemberType]
    except (ValueError, stripe.SignatureVerificationError) as error:
        raise WebhookRefused(type(error).__name__) from error
    _refuse_the_future(signature)
    subject = event.data.object
    ours = getattr(subject, "object", "") in SUBJECTS
    return Event(id=event.id, type=event.type, session_id=subject["id"] if ours else None)


def _refuse_the_future(signature: str) -> None:
    """Stripe's library accepts any later time; a clock that far ahead is not Stripe's."""
    signed_at = next(int(part[2:]) for part in signature.split(",") if part.startswith("t="))
    if signed_at > time.time() + TOLERANCE_SECONDS:
        raise WebhookRefused("signed in the future")
