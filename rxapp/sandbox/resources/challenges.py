"""What a buyer says on another page: that of their bank, or of a way to pay.

Stripe has no such addresses; only those pages of this server call them.
"""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from ..rules.errors import invalid, missing_resource
from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from ..store import find_anywhere
from . import next_actions
from .call import Call, Route
from .checkout import completion


class _Answer(TypedDict):
    outcome: Literal["complete", "fail"]
    key: NotRequired[str | None]
    client_secret: NotRequired[str | None]


def _answer(call: Call, kind: str, id: str, outcome: str) -> Resource:
    """Ends a challenge: the intent goes on, or waits for another payment method."""
    found = find_anywhere(call.store, kind, id)
    if found is None:
        raise missing_resource(kind, id)
    namespace, challenge = found
    call = call.within(namespace)
    intent = call.objects.get(*challenge.inner["intent"])
    if challenge.object["status"] != "pending" or intent.inner.get("challenge") != id:
        raise invalid("This challenge has ended already.")
    challenge.object["status"] = outcome
    call.objects.save(challenge)
    intent.inner["challenge"] = None
    payment_method = call.objects.get("payment_method", intent.object["payment_method"])
    if outcome == "complete":
        completion.after_challenge(call, intent, payment_method)
    else:
        completion.after_refusal(call, intent, payment_method)
    return_url = challenge.inner["return_url"]
    return {"ok": True, "return_url": return_url and completion.return_address(call, intent, return_url)}


def _answer_bank(call: Call, params: _Answer, id: str) -> Resource:
    return _answer(call, next_actions.CHALLENGE, id, params["outcome"])


def _answer_redirect(call: Call, params: _Answer, id: str) -> Resource:
    return _answer(call, next_actions.REDIRECT, id, params["outcome"])


ROUTES = [
    Route("POST", "/v1/three_d_secure/{}", _answer_bank, Parameters(_Answer, form=False), access="open"),
    Route("POST", "/v1/redirect/{}", _answer_redirect, Parameters(_Answer, form=False), access="open"),
]
