"""Payment intents as a browser sees them: the part of the API that Stripe.js calls with the publishable key."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from ..rules.errors import invalid, missing_resource
from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from ..store import Record
from . import next_actions, payment_intents
from .call import Call, Route

_URL = "/v1/payment_intents/{}"
# What Stripe shows to a publishable key, docs.stripe.com/api/payment_intents/object.
_SHOWN = (
    "id", "object", "amount", "automatic_payment_methods", "canceled_at", "cancellation_reason", "capture_method",
    "client_secret", "confirmation_method", "created", "currency", "description", "last_payment_error", "livemode",
    "next_action", "payment_method", "payment_method_configuration_details", "payment_method_types", "processing",
    "receipt_email", "setup_future_usage", "shipping", "source", "status",
)  # fmt: skip


class _Retrieval(TypedDict):
    client_secret: str


class _Confirmation(TypedDict):
    client_secret: str
    expected_amount: int
    payment_method: NotRequired[str | None]
    return_url: NotRequired[str | None]
    receipt_email: NotRequired[str | None]
    setup_future_usage: NotRequired[str | None]
    shipping: NotRequired[dict[str, Any] | None]


def of_secret(call: Call, kind: str, id: str, client_secret: str) -> Record:
    """An intent of either kind, for whoever has its client secret.

    Raises:
        StripeError: 404; whoever hasn't isn't told whether there is one.
    """
    record = call.objects.get(kind, id, "intent")
    if record.object["client_secret"] != client_secret:
        raise missing_resource(kind, id, "intent")
    return record


def _retrieve(call: Call, params: _Retrieval, id: str) -> Resource:
    return _shown(of_secret(call, payment_intents.KIND, id, params["client_secret"]).object)


def _confirm(call: Call, params: _Confirmation, id: str) -> Resource:
    """Confirms what the browser has seen.

    Raises:
        StripeError: 400 `amount_mismatch` when the amount is another by now, 402 for a decline.
    """
    record = of_secret(call, payment_intents.KIND, id, params["client_secret"])
    if params["expected_amount"] != record.object["amount"]:
        message = "The amount has changed since the page was loaded. Please check it and try again."
        raise invalid(message, param="expected_amount", code="amount_mismatch")
    given = {name: value for name, value in params.items() if value is not None}
    payment_intents.confirm_with(call, record, given)
    url = next_actions.url_of(record.object)
    return {"payment_intent": _shown(record.object), "next_action": {"url": url} if url else None}


def _shown(intent: Resource) -> Resource:
    return {name: intent[name] for name in _SHOWN}


ROUTES = [
    Route("POST", _URL + "/retrieve", _retrieve, Parameters(_Retrieval, form=False), access="browser"),
    Route("POST", _URL + "/confirm_in_browser", _confirm, Parameters(_Confirmation, form=False), access="browser"),
]
