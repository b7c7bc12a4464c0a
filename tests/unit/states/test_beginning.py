"""What a page has of its states before they have read anything: what the store itself is, and what is chosen first."""

import pytest
from reflex.state import State

from tests.in_process import STATES, Tab

OF_THE_STORE = {"email", "local_stripe", "publishable_key", "refusal", "stripe_js_url", "test_store"}
CHOSEN_FIRST = {"days": 30, "standing": "all"}  # of the merchant's figures and orders


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_page_begins_with_nothing_else_on_it(state: type[State]):
    fresh = Tab("anna").state(state)
    shown = {name: value for name in state.base_vars if (value := getattr(fresh, name)) and name not in OF_THE_STORE}
    assert shown.items() <= CHOSEN_FIRST.items()
    assert getattr(fresh, "refusal", {"number": 0, "message": ""}) == {"number": 0, "message": ""}
