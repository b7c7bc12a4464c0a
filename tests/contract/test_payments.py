"""Every request that `payments` makes passes the SDK's own types."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from rxapp.payments import plans
from rxapp.payments.goods import create_params, update_params
from rxapp.payments.values import Item, Terms
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import quote
from tests.contract import sdk
from tests.unit.shop.strategies import carts


def created(terms: Terms, folds: bool = False) -> dict[str, Any]:
    return create_params(terms, "http://x/complete", (), folds=folds)


def updated(terms: Terms, known: Mapping[str, Item]) -> dict[str, Any]:
    return update_params(terms, known, (), folds=False)


@given(carts)
def test_creating(chosen: Cart):
    sdk.check_create(created(Terms("co_1", 1, quote(chosen, CATALOG))))


@given(carts, carts)
def test_updating(before: Cart, after: Cart):
    known = {line.key: Item(f"li_{line.key}", line.unit_amount) for line in quote(before, CATALOG).lines}
    params = updated(Terms("co_1", 2, quote(after, CATALOG)), known)
    sdk.check_update(params)
    sent = {item["id"] for item in params["line_items"] if "id" in item}
    kept = {line.key for line in quote(after, CATALOG).lines} & set(known)
    assert sent == {f"li_{key}" for key in kept}


def test_a_changed_price_is_sent_with_the_line():
    asked = quote(Cart.model_validate({"lines": [{"slug": "yame-sencha", "quantity": 1}]}), CATALOG)
    known = {"product:yame-sencha": Item("li_1", 1700)}
    [item] = updated(Terms("co_1", 2, asked), known)["line_items"]
    assert (item["id"], item["price_data"]["unit_amount"]) == ("li_1", 1800)


@pytest.mark.parametrize(
    ("folds", "adjustable"), [(False, {"enabled": True, "minimum": 1, "maximum": 10}), (True, None)]
)
def test_an_adjustable_item_says_so_unless_it_may_be_in_two_parts(folds: bool, adjustable: dict[str, object] | None):
    lines = [{"slug": slug, "quantity": 2} for slug in ("assam-breakfast", "yame-sencha")]
    asked = quote(Cart.model_validate({"lines": lines}), CATALOG)
    params = created(Terms("co_1", 1, asked), folds)
    assert [item.get("adjustable_quantity") for item in params["line_items"]] == [adjustable, None]


def test_no_discount_is_cleared_with_an_empty_string_since_an_empty_list_sends_nothing():
    asked = quote(Cart.model_validate({"lines": [{"slug": "yame-sencha", "quantity": 1}]}), CATALOG)
    assert updated(Terms("co_1", 2, asked), {})["discounts"] == ""


def test_the_check_itself_refuses_what_stripe_would():
    asked = quote(Cart.model_validate({"lines": [{"slug": "yame-sencha", "quantity": 1}]}), CATALOG)
    params = updated(Terms("co_1", 2, asked), {})
    with pytest.raises(ValidationError):
        sdk.check_update(params | {"amount": 1})


@pytest.mark.parametrize("member", ["", "gold"])
def test_joining_a_plan_needs_no_preview(member: str):
    terms = Terms("co_1", 1, quote(Cart(plan="tea_club", member=member), CATALOG))
    params = plans.create_params(terms, "http://x/complete")
    sdk.create.validate_python(params)
    assert params["subscription_data"]["trial_period_days"] == (30 if member else 7)
    assert "shipping_options" not in params, "Stripe has none for subscriptions"


def test_only_the_trial_of_an_update_is_of_the_preview():
    terms = Terms("co_1", 2, quote(Cart(plan="tea_club", member="gold"), CATALOG))
    known = {"plan:tea_club": Item("li_1", 2400, 1, "1 month")}
    params = plans.update_params(terms, known, same_trial=False)
    assert params.pop("subscription_data") == {"trial_period_days": 30}
    assert params == plans.update_params(terms, known, same_trial=True)
    assert params["line_items"] == [{"id": "li_1", "quantity": 1}]
    sdk.update.validate_python(params)


def test_a_plan_whose_price_changed_is_sent_with_it():
    terms = Terms("co_1", 2, quote(Cart(plan="tea_club"), CATALOG))
    [item] = plans.update_params(terms, {"plan:tea_club": Item("li_1", 2000)}, same_trial=True)["line_items"]
    assert (item["id"], item["price_data"]["unit_amount"], item["price_data"]["recurring"]) == (
        "li_1",
        2400,
        {"interval": "month", "interval_count": 1},
    )
