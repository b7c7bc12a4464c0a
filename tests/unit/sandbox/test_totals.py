"""The arithmetic of a cart: whole against parts, and the roundings where they matter."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.sandbox.rules.totals import Discount, Item, Rate, as_discount, as_rate, rounded, split, taxes, total

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


def tax(amount: int, *rates: Rate, step: int = 1) -> list[tuple[str, int, int]]:
    return [(tax.rate.id, tax.amount, tax.taxable) for tax in taxes(amount, rates, step)]


STATE = Rate("state", Decimal(6), inclusive=False)
HALF = Rate("half", Decimal("0.5"), inclusive=False)
REDUCED = Rate("reduced", Decimal(7), inclusive=True)


@pytest.mark.parametrize(
    ("amount", "rates", "amounts"),
    [
        (1000, (), []),
        (1000, (SALES,), [("sales", 83, 1000)]),  # 82.5
        (100, (HALF,), [("half", 1, 100)]),  # exactly half a cent is one
        (99, (HALF,), [("half", 0, 99)]),
        (1200, (VAT,), [("vat", 200, 1000)]),
        (100, (VAT,), [("vat", 17, 83)]),  # 16.67 of 83.33
        (1000, (SALES, STATE), [("sales", 83, 1000), ("state", 60, 1000)]),  # each of the price, not of one another
        (1270, (VAT, REDUCED), [("vat", 200, 1000), ("reduced", 70, 1000)]),
        (1200, (VAT, STATE), [("vat", 200, 1000), ("state", 60, 1000)]),  # on top of the net price
        (0, (VAT, SALES), [("vat", 0, 0), ("sales", 0, 0)]),
    ],
)
def test_taxes_by_hand(amount: int, rates: tuple[Rate, ...], amounts: list[tuple[str, int, int]]) -> None:
    assert tax(amount, *rates) == amounts


@pytest.mark.parametrize(
    ("amount", "rates", "step", "amounts"),
    [
        (10_000, (VAT,), 100, [("vat", 1700, 8300)]),  # 1666.67 of 8333.33, in krónur of 100
        (10_000, (VAT, STATE), 100, [("vat", 1700, 8300), ("state", 500, 8300)]),
        (1000, (VAT,), 10, [("vat", 170, 830)]),  # dinars end in 0
        (1000, (REDUCED,), 10, [("reduced", 70, 930)]),
        (1250, (SALES,), 10, [("sales", 100, 1250)]),
        (1260, (HALF, VAT), 10, [("half", 10, 1050), ("vat", 210, 1050)]),
    ],
)
def test_taxes_and_what_they_are_on_can_be_charged(
    amount: int, rates: tuple[Rate, ...], step: int, amounts: list[tuple[str, int, int]]
) -> None:
    assert tax(amount, *rates, step=step) == amounts


def test_shipping_is_taxed_and_never_discounted() -> None:
    cost = total([Item(Decimal(1000), 2, "tea", (VAT,))], Discount(percent_off=Decimal(50)), 600, (SALES, REDUCED))
    assert (cost.subtotal, cost.discount) == (2000, 1000)
    # 600 holds 7 %: 560.75 net, and 8.25 % on top of that.
    assert (cost.shipping.subtotal, cost.shipping.discount) == (600, 0)
    assert (cost.shipping.tax_inclusive, cost.shipping.tax_exclusive, cost.shipping.total) == (39, 46, 646)
    assert (cost.tax_inclusive, cost.tax_exclusive, cost.tax) == (167 + 39, 46, 252)
    assert cost.total == 1000 + 646


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),  # of equal remainders the first gets more
        (10, [10, 20, 30], [2, 3, 5]),  # 1.67, 3.33, 5
        (1, [0, 0], [0, 0]),
        (0, [5, 5], [0, 0]),
        (7, [7], [7]),
        (5, [0, 5, 0], [0, 5, 0]),
        (3, [100, 1, 100], [2, 0, 1]),
        (6, [], []),
    ],
)
def test_a_split_by_hand(amount: int, weights: list[int], parts: list[int]) -> None:
    assert split(amount, weights) == parts


TEA_AND_POTS = [Item(Decimal(1000), 1, "tea"), Item(Decimal(300), 2, "pot"), Item(Decimal(500), 1, "tea")]


@pytest.mark.parametrize(
    ("discount", "discounts"),
    [
        (None, [0, 0, 0]),
        (Discount(percent_off=Decimal(10)), [100, 60, 50]),
        (Discount(percent_off=Decimal(10), products=frozenset({"tea"})), [100, 0, 50]),
        (Discount(percent_off=Decimal(10), products=frozenset({"cup"})), [0, 0, 0]),
        (Discount(amount_off=210), [100, 60, 50]),
        (Discount(amount_off=300, products=frozenset({"tea"})), [200, 0, 100]),
        (Discount(amount_off=5000, products=frozenset({"pot"})), [0, 600, 0]),
        (Discount(amount_off=0), [0, 0, 0]),
        (Discount(), [0, 0, 0]),
        (Discount(percent_off=Decimal(0), amount_off=100), [0, 0, 0]),
    ],
)
def test_discounts_by_hand(discount: Discount | None, discounts: list[int]) -> None:
    cost = total(TEA_AND_POTS, discount, 0)
    assert [item.subtotal for item in cost.items] == [1000, 600, 500]
    assert [item.discount for item in cost.items] == discounts
    assert [item.total for item in cost.items] == [
        subtotal - off for subtotal, off in zip((1000, 600, 500), discounts, strict=True)
    ]


@pytest.mark.parametrize(
    ("amount", "whole"), [("0.5", 1), ("1.5", 2), ("2.49999", 2), ("2.5", 3), ("3", 3), ("0.4", 0)]
)
def test_amounts_are_rounded_half_up(amount: str, whole: int) -> None:
    assert rounded(Decimal(amount)) == whole


@pytest.mark.parametrize(("percentage", "exactly"), [(8.25, "8.25"), (19.0, "19.0"), (0.1, "0.1"), (7, "7")])
@pytest.mark.parametrize("inclusive", [False, True])
def test_a_tax_rate_takes_what_it_says(percentage: float, exactly: str, inclusive: bool) -> None:
    shown = {"id": "txr_1", "percentage": percentage, "inclusive": inclusive}
    assert as_rate(shown) == Rate("txr_1", Decimal(exactly), inclusive)


TEN_PERCENT = {"percent_off": 12.5, "amount_off": None, "currency": None}
THREE_OFF = {"percent_off": None, "amount_off": 300, "currency": "usd"}
OPTIONS = {"currency_options": {"eur": {"amount_off": 250}, "usd": {"amount_off": 300}}}


@pytest.mark.parametrize(
    ("coupon", "currency", "products", "discount"),
    [
        (TEN_PERCENT, "usd", None, Discount(percent_off=Decimal("12.5"))),
        (TEN_PERCENT, "eur", ["tea", "pot"], Discount(percent_off=Decimal("12.5"), products=frozenset({"tea", "pot"}))),
        (TEN_PERCENT, "usd", [], Discount(percent_off=Decimal("12.5"))),
        (THREE_OFF, "usd", None, Discount(amount_off=300)),
        (THREE_OFF, "usd", ["tea"], Discount(amount_off=300, products=frozenset({"tea"}))),
        (THREE_OFF, "eur", None, Discount(amount_off=0)),
        (THREE_OFF | {"currency_options": None}, "usd", None, Discount(amount_off=300)),
        (THREE_OFF | OPTIONS, "eur", None, Discount(amount_off=250)),
        (THREE_OFF | OPTIONS, "gbp", None, Discount(amount_off=0)),
    ],
)
def test_a_coupon_takes_off_what_it_says_in_its_currencies(
    coupon: dict[str, Any], currency: str, products: list[str] | None, discount: Discount
) -> None:
    assert as_discount(coupon, currency, products) == discount
