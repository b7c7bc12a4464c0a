"""3-D Secure: the buyer answers the bank. Stripe has no such address; only the bank's page of this server calls it."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from ..rules import cards
from ..rules.errors import card_error, invalid, missing_resource
from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from ..store import find_anywhere
from . import payment_attempts
from .call import Call, Route
from .checkout import completion


class _Answer(TypedDict):
    outcome: Literal["complete", "fail"]
    key: NotRequired[str | None]
    client_secret: NotRequired[str | None]


def _answer(call: Call, params: _Answer, id: str) -> Resource:
    """Ends a challenge: the payment goes on, or waits for another payment method."""
    found = find_anywhere(call.store, payment_attempts.CHALLENGE, id)
    if found is None:
        raise missing_resource(payment_attempts.CHALLENGE, id)
    namespace, challenge = found
    call = call.within(namespace)
    intent = call.objects.get("payment_intent", challenge.inner["payment_intent"])
    if challenge.object["status"] != "pending" or intent.inner.get("challenge") != id:
        raise invalid("This challenge has ended already.")
    challenge.object["status"] = params["outcome"]
    call.objects.save(challenge)
    intent.inner["challenge"] = None
    payment_method = call.objects.get("payment_method", intent.object["payment_method"])
    if params["outcome"] == "complete":
        completion.after_challenge(call, intent, payment_method)
    else:
        error = card_error("payment_intent_authentication_failure", cards.AUTHENTICATION_FAILED)
        error.body["type"] = "invalid_request_error"
        payment_attempts.refuse_payment(call, intent, payment_method, error)
        completion.note_failure(call, intent, error)
    return {"ok": True}


ROUTES = [Route("POST", "/v1/three_d_secure/{}", _answer, Parameters(_Answer, form=False), access="open")]
