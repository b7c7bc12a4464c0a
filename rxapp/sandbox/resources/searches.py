"""Searches, which aren't done. They have their addresses to say so, or `search` would be an unknown id."""

from __future__ import annotations

from typing import Any, NoReturn, NotRequired

from typing_extensions import TypedDict

from ..rules.errors import invalid
from ..rules.parameters import Parameters
from .call import Call, Route

_SEARCHED = ("charges", "customers", "payment_intents", "prices", "products", "subscriptions")


class _Search(TypedDict):
    query: NotRequired[str]
    limit: NotRequired[str]
    page: NotRequired[str]
    expand: NotRequired[list[str]]


def _refuse(call: Call, params: Any) -> NoReturn:
    raise invalid("The local Stripe does not do searches: list the objects and look through them.", param="query")


ROUTES = [Route("GET", f"/v1/{name}/search", _refuse, Parameters(_Search)) for name in _SEARCHED]
