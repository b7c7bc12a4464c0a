"""Discounts folded into prices: the same total for every cart."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rxapp.payments.folding import folded, spread
from rxapp.payments.sessions import create_params, update_params
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import quote
from tests.contract import sdk
from tests.unit.shop.strategies import carts


@settings(max_examples=2000, deadline=None)
@given(carts)
def test_both_ways_ask_the_same_total_for_every_cart(chosen: Cart):
    asked = quote(chosen, CATALOG)
    cheaper = folded(asked)
    assert cheaper.total == asked.total
    assert cheaper.discount == 0
    assert sum(line.quantity for line in cheaper.lines) == sum(line.quantity for line in asked.lines)
    assert all(line.unit_amount >= 0 and line.quantity >= 1 for line in cheaper.lines)
    assert len({line.key for line in cheaper.lines}) == len(cheaper.lines)


@given(carts)
def test_folded_requests_need_no_preview(chosen: Cart):
    asked = quote(chosen, CATALOG)
    sdk.create.validate_python(
        create_params(asked, checkout_id="co_1", revision=1, return_url="http://x/complete", folds=True)
    )
    sdk.update.validate_python(update_params(asked, checkout_id="co_1", revision=2, known={}, folds=True))


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=20), st.integers(0, 10**9))
def test_spreading_is_exact_and_never_more_than_there_is(over: list[int], amount: int):
    amount = min(amount, sum(over))
    shares = spread(amount, over)
    assert sum(shares) == amount
    assert all(0 <= share <= each for share, each in zip(shares, over, strict=True))


def test_only_goods_get_cheaper():
    chosen = Cart.model_validate({"lines": [{"slug": "gooseneck-kettle", "quantity": 3}], "add_ons": ["gift_wrap"]})
    asked = quote(chosen, CATALOG)
    # $387.00 of goods, $20.00 off: 6.67, 6.67, 6.66 off each.
    assert [(line.key, line.unit_amount, line.quantity) for line in folded(asked).lines] == [
        ("product:gooseneck-kettle", 12234, 1),
        ("product:gooseneck-kettle:rest", 12233, 2),
        ("add_on:gift_wrap", 500, 1),
    ]
