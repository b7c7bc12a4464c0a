"""Discounts folded into prices: the same total for every cart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxapp.payments.folding import folded
from rxapp.payments.goods import create_params, update_params
from rxapp.payments.values import Terms
from rxapp.sandbox.rules.totals import split
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.currencies import CURRENCIES
from rxapp.shop.discounts import Deduction
from rxapp.shop.money import spread
from rxapp.shop.pricing import Quote, QuoteLine, quote
from tests.contract import sdk
from tests.thoroughness import many
from tests.unit.shop.strategies import carts


@settings(max_examples=many(2000), deadline=None)
@given(carts)
def test_both_ways_ask_the_same_total_for_every_cart(chosen: Cart):
    asked = quote(chosen, CATALOG)
    cheaper = folded(asked)
    assert cheaper.total == asked.total
    assert cheaper.discount == 0
    # Line by line what Stripe makes of a coupon, so that the tax on each is the same.
    coupon = split(asked.discount, [line.amount for line in asked.lines])
    assert [line.amount for line in cheaper.lines] == [
        line.amount - off for line, off in zip(asked.lines, coupon, strict=True)
    ]
    assert all(line.unit_amount >= 0 and line.quantity >= 1 for line in cheaper.lines)
    assert len({line.key for line in cheaper.lines}) == len(cheaper.lines)


@given(carts)
def test_folded_requests_need_no_preview(chosen: Cart):
    terms = Terms("co_1", 1, quote(chosen, CATALOG))
    sdk.create.validate_python(create_params(terms, "http://x/complete", (), folds=True))
    sdk.update.validate_python(update_params(terms, {}, (), folds=True))


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=20), st.integers(0, 10**9))
def test_spreading_is_exact_and_never_more_than_there_is(over: list[int], amount: int):
    amount = min(amount, sum(over))
    shares = spread(amount, over, "usd")
    assert sum(shares) == amount
    assert all(0 <= share <= each for share, each in zip(shares, over, strict=True))


def goods(currency: str, off: int, *lines: tuple[int, int]) -> Quote:
    """So many at a price each, with so much off in all."""
    made = tuple(
        QuoteLine(key=f"product:{n}", kind="product", name=f"Tea {n}", unit_amount=price, quantity=quantity)
        for n, (price, quantity) in enumerate(lines)
    )
    discount = (Deduction(key="code", name="TEN", amount=off),) if off else ()
    return Quote(currency=currency, lines=made, deductions=discount, shipping_options=())


@given(
    st.sampled_from(sorted(CURRENCIES)),
    st.lists(st.tuples(st.integers(1, 10_000), st.integers(1, 10)), min_size=1, max_size=5),
    st.data(),
)
def test_every_price_that_is_folded_into_can_be_charged(
    currency: str, lines: list[tuple[int, int]], data: st.DataObject
):
    step = CURRENCIES[currency].step
    steps = data.draw(st.integers(0, sum(price * quantity for price, quantity in lines)))
    asked = goods(currency, steps * step, *((price * step, quantity) for price, quantity in lines))
    cheaper = folded(asked)
    assert cheaper.total == asked.total
    assert all(line.unit_amount % step == 0 for line in cheaper.lines)


@pytest.mark.parametrize(
    ("currency", "off", "price", "quantity"),
    [("usd", 300, 985, 2), ("kwd", 30, 1970, 1), ("kwd", 40, 980, 2), ("isk", 300, 1700, 1), ("jpy", 30, 985, 2)],
)
def test_a_price_divides_into_what_can_be_charged_or_is_one_piece(currency: str, off: int, price: int, quantity: int):
    whole = 2000 if currency != "usd" else 2270
    [line] = folded(goods(currency, off, (whole // 2, 2))).lines
    assert (line.unit_amount, line.quantity) == (price, quantity)


def test_a_line_that_does_not_divide_is_sent_as_one_piece():
    chosen = Cart.model_validate({"lines": [{"slug": "gooseneck-kettle", "quantity": 3}], "add_ons": ["gift_wrap"]})
    asked = quote(chosen, CATALOG)
    # $387.00 and $5.00, $20.00 off: 19.74 and 0.26; 367.26 by three is 122.42.
    assert [(line.key, line.name, line.unit_amount, line.quantity) for line in folded(asked).lines] == [
        ("product:gooseneck-kettle", "Gooseneck Kettle", 12242, 3),
        ("present", "Hojicha tasting tin", 0, 1),
        ("add_on:gift_wrap", "Gift wrap", 474, 1),
    ]
    without = quote(chosen.model_copy(update={"add_ons": frozenset()}), CATALOG)
    [piece, present] = folded(without).lines
    assert (present.unit_amount, present.quantity) == (0, 1)
    assert (piece.key, piece.name) == ("product:gooseneck-kettle:3", "3 × Gooseneck Kettle")
    assert (piece.unit_amount, piece.quantity) == (36700, 1)
