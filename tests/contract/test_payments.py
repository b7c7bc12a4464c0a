"""Every request that `payments` makes passes the SDK's own types."""

import pytest
from hypothesis import given
from pydantic import ValidationError

from rxapp.payments.sessions import Item, create_params, update_params
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import quote
from tests.contract import sdk
from tests.unit.shop.strategies import carts


@given(carts)
def test_creating(chosen: Cart):
    sdk.check_create(
        create_params(quote(chosen, CATALOG), checkout_id="co_1", revision=1, return_url="http://x/complete")
    )


@given(carts, carts)
def test_updating(before: Cart, after: Cart):
    known = {line.key: Item(f"li_{line.key}", line.unit_amount) for line in quote(before, CATALOG).lines}
    params = update_params(quote(after, CATALOG), checkout_id="co_1", revision=2, known=known)
    sdk.check_update(params)
    sent = {item["id"] for item in params["line_items"] if "id" in item}
    kept = {line.key for line in quote(after, CATALOG).lines} & set(known)
    assert sent == {f"li_{key}" for key in kept}


def test_a_changed_price_is_sent_with_the_line():
    asked = quote(Cart.model_validate({"lines": [{"slug": "yame-sencha", "quantity": 1}]}), CATALOG)
    known = {"product:yame-sencha": Item("li_1", 1700)}
    [item] = update_params(asked, checkout_id="co_1", revision=2, known=known)["line_items"]
    assert (item["id"], item["price_data"]["unit_amount"]) == ("li_1", 1800)


def test_no_discount_is_cleared_with_an_empty_string_since_an_empty_list_sends_nothing():
    asked = quote(Cart.model_validate({"lines": [{"slug": "yame-sencha", "quantity": 1}]}), CATALOG)
    assert update_params(asked, checkout_id="co_1", revision=2, known={})["discounts"] == ""


def test_the_check_itself_refuses_what_stripe_would():
    asked = quote(Cart.model_validate({"lines": [{"slug": "yame-sencha", "quantity": 1}]}), CATALOG)
    params = update_params(asked, checkout_id="co_1", revision=2, known={})
    with pytest.raises(ValidationError):
        sdk.check_update(params | {"amount": 1})
