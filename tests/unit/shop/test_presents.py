"""The present over a threshold: when it joins, what it is called, and that it counts for nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG, Catalog, Present
from rxapp.shop.presents import missing_for
from rxapp.shop.pricing import QuoteLine, quote
from tests.unit.shop.strategies import carts
from tests.unit.shop.test_changes import holding


def giving(**present: Any) -> Catalog:
    return CATALOG.model_copy(update={"present": Present.model_validate({"name": "Tin", "over": 3600} | present)})


def presents(cart: Cart, catalog: Catalog, left: dict[str, int] | None = None) -> list[QuoteLine]:
    return [line for line in quote(cart, catalog, left=left or {}).lines if line.kind == "present"]


TWO = holding(yame_sencha=2)  # $36.00


@pytest.mark.parametrize(
    ("over", "comes", "hint"),
    [
        (1, True, ""),
        (3599, True, ""),
        (3600, True, ""),
        (3601, False, "Spend $0.01 more and a Tin comes along."),
        (4800, False, "Spend $12.00 more and a Tin comes along."),
    ],
)
def test_it_comes_with_goods_of_that_amount_or_more(over: int, comes: bool, hint: str):
    catalog = giving(over=over)
    assert bool(presents(TWO, catalog)) == comes
    assert missing_for(TWO, catalog, {}) == hint


def test_it_is_one_line_at_no_cost_after_the_goods():
    [line] = presents(TWO, giving())
    assert line == QuoteLine(key="present", kind="present", name="Tin", unit_amount=0, quantity=1)
    extras = TWO.model_copy(update={"add_ons": frozenset({"gift_wrap"}), "donation": 500})
    assert [line.kind for line in quote(extras, giving()).lines] == ["product", "present", "add_on", "donation"]


@pytest.mark.parametrize(
    ("said", "name", "hint"),
    [
        ({"name": "Tin"}, "Tin", "a Tin"),
        ({"name": "Egg cup"}, "Egg cup", "an Egg cup"),
        ({"name": "iron kettle"}, "iron kettle", "an iron kettle"),
        ({"name": "Tin", "short": "a small tin"}, "Tin", "a small tin"),
        ({"name": "", "product": "assam-breakfast"}, "Assam Breakfast", "an Assam Breakfast"),
        ({"name": "Tea for you", "product": "assam-breakfast"}, "Tea for you", "a Tea for you"),
    ],
)
def test_it_has_a_name(said: dict[str, str], name: str, hint: str):
    assert presents(TWO, giving(**said))[0].name == name
    assert missing_for(TWO, giving(over=3700, **said), {}) == f"Spend $1.00 more and {hint} comes along."


@pytest.mark.parametrize(
    ("product", "left", "there"),
    [
        ("", {}, True),
        ("bamboo-whisk", {}, True),
        ("bamboo-whisk", {"bamboo-whisk": 1}, True),
        ("bamboo-whisk", {"bamboo-whisk": 0}, False),
        ("yame-sencha", {"yame-sencha": 3}, True),
        ("yame-sencha", {"yame-sencha": 2}, False),  # the cart takes both
    ],
)
def test_one_that_is_counted_comes_while_one_is_left(product: str, left: dict[str, int], there: bool):
    name = "" if product else "Tin"
    assert bool(presents(TWO, giving(product=product, name=name), left)) == there
    assert bool(missing_for(TWO, giving(product=product, name=name, over=4000), left)) == there


def test_nothing_comes_to_an_empty_cart_nor_to_a_plan_nor_without_a_present():
    nothing = CATALOG.model_copy(update={"present": None})
    for cart, catalog in [(Cart(), giving(over=1)), (Cart(plan="tea_club"), giving(over=1)), (TWO, nothing)]:
        assert presents(cart, catalog) == []
        assert missing_for(cart, catalog, {}) == ""


@pytest.mark.parametrize("extras", [{"add_ons": frozenset({"gift_wrap"})}, {"donation": 5000}, {"shipping": "express"}])
def test_only_what_the_goods_cost_counts(extras: dict[str, object]):
    assert presents(TWO.model_copy(update=extras), giving(over=3601)) == []


@pytest.mark.parametrize("off", [{"code": "WELCOME10"}, {"member": "gold"}])
def test_what_the_goods_cost_is_before_discounts(off: dict[str, object]):
    assert presents(TWO.model_copy(update=off), giving())


@given(carts, st.integers(1, 50_000))
def test_it_changes_no_amount(cart: Cart, over: int):
    with_it, without = quote(cart, giving(over=over)), quote(cart, CATALOG.model_copy(update={"present": None}))
    kept = tuple(line for line in with_it.lines if line.kind != "present")
    assert with_it.model_copy(update={"lines": kept}) == without
    assert (with_it.total, with_it.subtotal) == (without.total, without.subtotal)


def test_a_line_in_the_cart_may_be_the_same_product():
    whisk = Cart(lines=(CartLine(slug="bamboo-whisk", quantity=2),))
    keys = [line.key for line in quote(whisk, giving(product="bamboo-whisk")).lines]
    assert keys == ["product:bamboo-whisk", "present:bamboo-whisk"]
