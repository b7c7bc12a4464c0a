"""What a page is given before its state has read anything: nothing, but for what the store is started with."""

from dataclasses import astuple, is_dataclass
from typing import Any

import pytest
from reflex.state import State

from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.states.order import OrderState
from rxapp.states.shop import ShopState
from tests.in_process import Tab

FORM = {"publishable_key": "pk_test_kettleandkiln", "stripe_js_url": "/v3/", "email": "shopper@example.com"}
GIVEN: dict[type[State], dict[str, Any]] = {
    CartState: {},
    OrderState: {},
    ShopState: {"test_store": True, "local_stripe": True},
    CheckoutState: FORM,
    JoinState: FORM,
}


def parts(value: Any) -> list[Any]:
    """What a value is made of, in the depth; nothing where all of it is empty."""
    if is_dataclass(value):
        value = astuple(value)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [part for one in value for part in parts(one)]
    return [value] if value else []


@pytest.mark.parametrize("kind", GIVEN)
def test_a_page_is_given_nothing_before_it_has_read_anything(kind: type[State]):
    state: Any = Tab().state(kind)
    own = [name for name, field in kind.get_fields().items() if field.is_var and name not in State.get_fields()]
    assert len(own) > 2
    assert {name: getattr(state, name) for name in own if parts(getattr(state, name))} == GIVEN[kind]
