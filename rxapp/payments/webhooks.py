"""Stripe's webhooks: proof that an event is Stripe's, and the little of it that the store looks at."""

import time
from typing import Annotated

import stripe
from pydantic import BaseModel, Field, ValidationError

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
ATTEMPT_EVENTS = frozenset({"payment_intent.processing", "payment_intent.payment_failed"})
"""Of every attempt, also at a session's own intent, which the session tells of."""
INTENT_EVENTS = frozenset({"payment_intent.succeeded", "payment_intent.canceled"}) | ATTEMPT_EVENTS
SUBSCRIPTION_EVENTS = frozenset(
    {
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "customer.subscription.paused",
        "customer.subscription.resumed",
    }
)
REFUND_EVENTS = frozenset({"refund.created", "refund.updated", "refund.failed"})
CHARGE_EVENTS = frozenset({"charge.refunded"})
"""Of refunds too, from accounts whose endpoints are told nothing else of them."""
SUBJECTS = ("checkout.session", "payment_intent", "subscription", "refund", "charge")


Identifier = Annotated[str, Field(pattern=r"^[!-~]{1,255}$")]


class Subject(BaseModel):
    """What an event is about; not everything at Stripe has an id."""

    object: str = ""
    id: Identifier | None = None


class About(BaseModel):
    object: Subject


class Report(BaseModel):
    """What is read of an event's body."""

    id: Identifier
    type: Annotated[str, Field(pattern=r"^[!-~]{1,100}$")]
    data: About


class WebhookRefused(Exception):
    """The body is not what Stripe signed, or it is too old, or from the future."""


class NotUnderstood(Exception):
    """It is signed, and no event as Stripe sends them."""


def verified(body: bytes, signature: str, secret: str) -> Event:
    """Checks the signature over the raw body and reads the event.

    Raises:
        WebhookRefused, NotUnderstood: See there.
    """
    if not secret:
        raise WebhookRefused("no webhook secret is set")
    try:
        stripe.WebhookSignature.verify_header(body.decode(), signature, secret, TOLERANCE_SECONDS)  # pyright: ignore[reportUnknownMemberType]
    except (ValueError, stripe.SignatureVerificationError) as error:
        raise WebhookRefused(type(error).__name__) from error
    _refuse_the_future(signature)
    try:
        event = Report.model_validate_json(body)
    except ValidationError as error:
        raise NotUnderstood from error
    subject = event.data.object
    if subject.object not in SUBJECTS:
        return Event(id=event.id, type=event.type, session_id=None)
    if subject.id is None:
        raise NotUnderstood
    return Event(id=event.id, type=event.type, session_id=subject.id)


def _refuse_the_future(signature: str) -> None:
    """Stripe's library accepts any later time; a clock that far ahead is not Stripe's."""
    signed_at = next(int(part[2:]) for part in signature.split(",") if part.startswith("t="))
    if signed_at > time.time() + TOLERANCE_SECONDS:
        raise WebhookRefused("signed in the future")
