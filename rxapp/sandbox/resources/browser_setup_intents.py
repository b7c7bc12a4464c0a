"""Setup intents as a browser sees them: the part of the API that Stripe.js calls with the publishable key."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from . import next_actions, setup_intents
from .browser_intents import of_secret
from .call import Call, Route

_URL = "/v1/setup_intents/{}"
# What Stripe shows to a publishable key, docs.stripe.com/api/setup_intents/object.
_SHOWN = (
    "id", "object", "automatic_payment_methods", "cancellation_reason", "client_secret", "created", "description",
    "last_setup_error", "livemode", "next_action", "payment_method", "payment_method_configuration_details",
    "payment_method_types", "status", "usage",
)  # fmt: skip


class _Retrieval(TypedDict):
    client_secret: str


class _Confirmation(TypedDict):
    client_secret: str
    payment_method: NotRequired[str | None]
    return_url: NotRequired[str | None]


def _retrieve(call: Call, params: _Retrieval, id: str) -> Resource:
    return _shown(of_secret(call, setup_intents.KIND, id, params["client_secret"]).object)


def _confirm(call: Call, params: _Confirmation, id: str) -> Resource:
    """Keeps what the browser has typed, or says where its bank asks.

    Raises:
        StripeError: 402 where its bank won't have it kept.
    """
    record = of_secret(call, setup_intents.KIND, id, params["client_secret"])
    given = {name: value for name, value in params.items() if name != "client_secret" and value is not None}
    setup_intents.confirm_open(call, record, given)
    url = next_actions.url_of(record.object)
    return {"setup_intent": _shown(record.object), "next_action": {"url": url} if url else None}


def _shown(intent: Resource) -> Resource:
    return {name: intent[name] for name in _SHOWN}


ROUTES = [
    Route("POST", _URL + "/retrieve", _retrieve, Parameters(_Retrieval, form=False), access="browser"),
    Route("POST", _URL + "/confirm_in_browser", _confirm, Parameters(_Confirmation, form=False), access="browser"),
]
