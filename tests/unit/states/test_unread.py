"""What a state says before it has read anything: nothing, but for what is the same for everybody."""

from collections.abc import Iterator
from typing import Any

import pytest
import reflex as rx

from rxapp.rxapp import PAGES
from rxapp.settings import settings

FOR_EVERYBODY: dict[str, Any] = {
    "test_store": True,
    "local_stripe": True,
    "publishable_key": settings.publishable_key,
    "stripe_js_url": settings.stripe_js_url,
    "email": "shopper@example.com",
    "refusal": {"number": 0, "message": ""},
    "days": 30,  # how far back the merchant's figures go
    "standing": "all",  # which orders the merchant sees
}


def kinds(of: type[rx.State]) -> Iterator[type[rx.State]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


STATES = sorted({one for one in kinds(rx.State) if one.__module__.startswith("rxapp.")}, key=lambda one: one.__name__)


def said_by(state: type[rx.State]) -> dict[str, Any]:
    fields = {name: field.default_value() for name, field in state.get_fields().items() if "router" not in name}
    return {name: value for name, value in fields.items() if (any(value) if isinstance(value, tuple) else value)}


def test_what_is_the_same_for_everybody_is_there_from_the_beginning():
    assert PAGES, "whose states are all known by now"
    said: dict[str, Any] = {}
    for state in STATES:
        said |= said_by(state)
    assert said == FOR_EVERYBODY


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_nothing_else_is_said_before_it_was_read(state: type[rx.State]):
    said = said_by(state)
    assert said == {name: FOR_EVERYBODY.get(name) for name in said}
