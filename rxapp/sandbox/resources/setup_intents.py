"""Setup intents: a payment method kept for later. Only as far as a session in `mode=setup` makes one."""

from __future__ import annotations

import stripe
from stripe import params as p

from ..rules import cards, identifiers, metadata
from ..rules.shapes import Resource, shape
from ..store import Record
from . import events, payment_methods
from .call import Call
from .crud import Collection
from .pagination import by

_KIND = "setup_intent"
_SETUP_INTENTS = Collection(_KIND, "/v1/setup_intents")
_setup_intent = shape(
    stripe.SetupIntent,
    absent={"attach_to_self", "managed_payments"},
)


def check(payment_method: Record) -> None:
    """Lets the card's bank say whether the card may be kept for later; its questions are left out.

    Raises:
        StripeError: 402, as for a charge.
    """
    reason = payment_method.inner["decline"]
    if reason is not None and not payment_method.inner.get("kept_first"):
        raise cards.decline(reason)


def succeeded(call: Call, customer: str | None, payment_method: Record, inner: Resource) -> Resource:
    """The intent of a completed session. Notes `setup_intent.created` and `setup_intent.succeeded`."""
    if customer is not None:
        payment_methods.keep_for_later(call, payment_method, customer)
    id = identifiers.new("seti", 23, start="1")
    data = inner["setup_intent_data"]
    intent = _setup_intent(
        id=id,
        object=_KIND,
        client_secret=identifiers.client_secret(id),
        created=call.now,
        customer=customer,
        description=data.get("description"),
        livemode=False,
        metadata=metadata.merged(None, data.get("metadata")),
        payment_method=payment_method.id,
        payment_method_options={
            "card": {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
        },
        payment_method_types=["card"],
        status="succeeded",
        usage="off_session",
    )
    call.objects.add(intent, lookup=customer)
    events.note(call, "setup_intent.created", {**intent, "status": "requires_confirmation"})
    events.note(call, "setup_intent.succeeded", intent)
    return intent


ROUTES = [
    _SETUP_INTENTS.listing(p.SetupIntentListParams, by("payment_method", lookup="customer")),
    _SETUP_INTENTS.retrieval(p.SetupIntentRetrieveParams),
]
