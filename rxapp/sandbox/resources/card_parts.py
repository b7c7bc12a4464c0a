"""Parts of a card that are typed in frames of their own. No frame can read another: each waits here for the number.

Stripe has no such address; only the frames of this server call it.
"""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from ..rules import identifiers
from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from .call import Call, Route

_KIND = "card_part"


class _Part(TypedDict):
    exp_month: NotRequired[int]
    exp_year: NotRequired[int]
    cvc: NotRequired[str]
    client_secret: NotRequired[str]


def _create(call: Call, params: _Part) -> Resource:
    part = {"id": identifiers.new("part", 32), "object": _KIND}
    call.objects.add(part, {name: value for name, value in params.items() if name != "client_secret"})
    return part


def join(call: Call, card: Resource) -> Resource:
    """A card with the parts that it names, which are forgotten here."""
    whole = {name: value for name, value in card.items() if name != "parts"}
    for id in card.get("parts", ()):
        part = call.objects.refer(_KIND, id, "card[parts]")
        whole.update(part.inner)
        call.objects.delete(part)
    return whole


ROUTES = [Route("POST", "/v1/card_parts", _create, Parameters(_Part, form=False), access="browser")]
