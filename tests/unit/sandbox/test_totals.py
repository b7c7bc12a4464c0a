"""The arithmetic of a cart: whole against parts, and the roundings where they matter."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.sandbox.rules.totals import Discount, Item, Rate, rounded, split, taxes, total

VAT = Rate("vat", Decimal(20), inclusive=True)
SALES = Rate("sales", Decimal("8.25"), inclusive=False)

AMOUNTS = st.integers(0, 10**8)
RATES = st.lists(st.sampled_from([VAT, SALES]), max_size=2, unique=True).map(tuple)
ITEMS = st.lists(
    st.builds(Item, st.integers(0, 10**6).map(Decimal), st.integers(1, 99), st.sampled_from(["tea", "pot"]), RATES),
    min_size=1,
    max_size=8,
)
PERCENT = st.decimals(Decimal("0.01"), 100, places=2)
PRODUCTS = st.sampled_from([None, frozenset({"tea"})])
DISCOUNTS = st.none() | st.builds(Discount, percent_off=PERCENT, products=PRODUCTS)
DISCOUNTS |= st.builds(Discount, amount_off=st.integers(1, 10**7), products=PRODUCTS)


@given(ITEMS, DISCOUNTS, AMOUNTS)
def test_the_parts_add_up_to_the_whole(items: list[Item], discount: Discount | None, shipping: int) -> None:
    cost = total(items, discount, shipping)
    assert cost.total == cost.subtotal - cost.discount + shipping + cost.tax_exclusive
    assert cost.total == sum(item.total for item in cost.items) + cost.shipping.total
    assert all(0 <= item.discount <= item.subtotal for item in cost.items)


@given(ITEMS, DISCOUNTS, AMOUNTS)
def test_a_discount_is_of_what_it_applies_to_only(items: list[Item], discount: Discount | None, shipping: int) -> None:
    cost = total(items, discount, shipping)
    products = discount.products if discount else frozenset()
    for item, part in zip(items, cost.items, strict=True):
        assert part.discount == 0 or products is None or item.product in products
    assert cost.shipping.discount == 0


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20), st.data())
def test_a_split_loses_nothing_and_overdoes_nothing(weights: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(weights)))
    parts = split(amount, weights)
    assert sum(parts) == amount
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize(
    ("amounts", "percent", "discounts"),
    [
        ([333, 666], "10", [33, 67]),
        ([5], "10", [1]),
        ([4], "10", [0]),
        ([100, 100, 100], "33.33", [34, 33, 33]),
        ([1999], "100", [1999]),
    ],
)
def test_a_percentage_is_rounded_half_up_once(amounts: list[int], percent: str, discounts: list[int]) -> None:
    items = [Item(Decimal(amount), 1, "tea") for amount in amounts]
    cost = total(items, Discount(percent_off=Decimal(percent)), 0)
    assert [item.discount for item in cost.items] == discounts


def test_an_amount_off_ends_at_the_items_and_leaves_shipping() -> None:
    cost = total([Item(Decimal(900), 1, "tea")], Discount(amount_off=5000), 700)
    assert (cost.discount, cost.total) == (900, 700)


def test_taxes_are_on_top_or_inside_and_after_the_discount() -> None:
    items = [Item(Decimal(1000), 1, "tea", (SALES,)), Item(Decimal(1200), 1, "pot", (VAT,))]
    cost = total(items, None, 0)
    assert (cost.tax_exclusive, cost.tax_inclusive, cost.total) == (83, 200, 2283)
    halved = total(items, Discount(percent_off=Decimal(50)), 0)
    assert (halved.tax_exclusive, halved.tax_inclusive, halved.total) == (41, 100, 1141)


@given(st.integers(0, 10**8))
def test_an_inclusive_tax_and_the_net_price_make_the_price(amount: int) -> None:
    (tax,) = taxes(amount, (VAT,))
    assert tax.amount + tax.taxable in (amount, amount - 1, amount + 1)


def test_prices_below_a_cent_are_rounded_with_their_quantity() -> None:
    cost = total([Item(Decimal("0.5"), 301, "gram")], None, 0)
    assert cost.total == 151
    assert rounded(Decimal("2.5")) == 3
