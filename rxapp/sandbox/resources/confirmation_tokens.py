"""Confirmation tokens: what a buyer typed, for a server that confirms. A browser makes one; an intent uses it once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired

import stripe
from stripe import params as p
from typing_extensions import TypedDict

from ..rules import fields, identifiers
from ..rules.errors import exclusive_parameters, invalid
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from . import payment_methods
from .call import Call, Route
from .crud import Collection

KIND = "confirmation_token"
_TOKENS = Collection(KIND, "/v1/confirmation_tokens")
_token = shape(stripe.ConfirmationToken)
_LIFE_SECONDS = 12 * 3600
_SAID = ("return_url", "setup_future_usage")


class _Making(TypedDict):
    payment_method: str
    return_url: NotRequired[str | None]
    setup_future_usage: NotRequired[str | None]
    shipping: NotRequired[dict[str, Any] | None]


def _create(call: Call, params: _Making) -> Resource:
    method = payment_methods.resolve(call, params["payment_method"]).object
    shipping = params.get("shipping")
    token = _token(
        id=identifiers.new("ctoken", 24, start="1"),
        object=KIND,
        created=call.now,
        expires_at=call.now + _LIFE_SECONDS,
        livemode=False,
        payment_method_preview={
            name: method[name]
            for name in ("allow_redisplay", "billing_details", "customer", "customer_account", "type", method["type"])
        },
        shipping=fields.shipping(shipping) if shipping else None,
        use_stripe_sdk=True,
        **{name: params.get(name) for name in _SAID},
    )
    call.objects.add(token, {"payment_method": method["id"]})
    return token


def spend(call: Call, params: Mapping[str, Any], kind: str, intent: str) -> dict[str, Any]:
    """The parameters of a confirmation with what its token stands for, which is used up.

    Args:
        kind: Of the intent, `payment_intent` or `setup_intent`.

    Raises:
        StripeError: 400 for a token that is used or too old, or one beside a payment method.
    """
    id = params.get(KIND)
    if not id:
        return {**params}
    for name in ("payment_method", "payment_method_data"):
        if params.get(name):
            raise exclusive_parameters(KIND, name)
    record = call.objects.refer(KIND, id, KIND)
    token = record.object
    used = token["payment_intent"] or token["setup_intent"]
    if used or token["expires_at"] <= call.now:
        why = "has already been used" if used else "has expired"
        raise invalid(f"The ConfirmationToken `{id}` {why}.", param=KIND)
    token[kind] = intent
    call.objects.save(record)
    said = {name: token[name] for name in (*_SAID, "shipping") if token[name] is not None}
    return {**said, **params, "payment_method": record.inner["payment_method"]}


ROUTES = [
    Route("POST", _TOKENS.url, _create, Parameters(_Making, form=False), access="browser"),
    _TOKENS.retrieval(p.ConfirmationTokenRetrieveParams),
]
