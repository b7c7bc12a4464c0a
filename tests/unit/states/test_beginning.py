"""What a page has of its states before they have read anything: what the store itself is, and what is chosen first."""

from dataclasses import MISSING, fields, is_dataclass
from typing import Any

import pytest
from reflex.state import State

from rxapp.payments import values
from rxapp.states import views
from tests.in_process import STATES, Tab

OF_THE_STORE = {"email", "local_stripe", "publishable_key", "refusal", "stripe_js_url", "test_store"}
CHOSEN_FIRST = {"days": 30, "standing": "all"}  # of the merchant's figures and orders


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_page_begins_with_nothing_else_on_it(state: type[State]):
    fresh = Tab("anna").state(state)
    shown = {name: value for name in state.base_vars if (value := getattr(fresh, name)) and name not in OF_THE_STORE}
    assert shown.items() <= CHOSEN_FIRST.items()
    assert getattr(fresh, "refusal", {"number": 0, "message": ""}) == {"number": 0, "message": ""}


@pytest.mark.parametrize("module", [views, values], ids=["views", "values"])
def test_what_nobody_says_of_a_value_is_nothing(module: Any):
    kinds: list[Any] = [
        kind for kind in vars(module).values() if is_dataclass(kind) and kind.__module__ == module.__name__
    ]
    said = {f"{kind.__name__}.{one.name}": one.default for kind in kinds for one in fields(kind)}
    left_out = {name: default for name, default in said.items() if default is not MISSING}
    assert left_out and not any(left_out.values())
