"""What a cart costs."""

import pytest
from hypothesis import given

from rxapp.payments.goods import create_params, update_params
from rxapp.payments.values import Terms
from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG
from rxapp.shop.change import Known
from rxapp.shop.changes import AddProduct, ApplyCode, ChooseShipping, SetAddOn
from rxapp.shop.pricing import quote
from tests.unit.shop.strategies import carts


@given(carts)
def test_total_is_subtotal_less_discount_plus_shipping_and_added_tax(chosen: Cart):
    asked = quote(chosen, CATALOG)
    on_top = sum(tax.amount for tax in asked.taxes if not tax.inclusive)
    amounts = [asked.subtotal, asked.discount, asked.shipping.amount, asked.tax, asked.total]
    assert all(type(amount) is int for amount in amounts)
    assert asked.total == asked.subtotal - asked.discount + asked.shipping.amount + on_top
    assert asked.total >= 0
    assert 0 <= asked.discount <= sum(line.amount for line in asked.lines if line.kind == "product")
    assert sum(part.amount for part in asked.deductions) == asked.discount


@given(carts)
def test_what_the_lines_say_is_what_the_session_says(chosen: Cart):
    asked = quote(chosen, CATALOG)
    tax_rates = [f"txr_{tax.key}" for tax in asked.taxes]
    terms = Terms("co_1", 1, asked)
    for params in (
        create_params(terms, "http://localhost/complete", tax_rates, folds=False),
        update_params(terms, {}, tax_rates, folds=False),
    ):
        items = sum(item["price_data"]["unit_amount"] * item["quantity"] for item in params["line_items"])
        off = sum(one["coupon_data"]["amount_off"] for one in params.get("discounts") or [])
        first_way = params["shipping_options"][0]["shipping_rate_data"]["fixed_amount"]["amount"]
        assert items == asked.subtotal
        assert off == asked.discount
        assert items - off + first_way + asked.tax - asked.tax_included == asked.total
        taxed = ["tax_rates" in item for item in params["line_items"]]
        assert taxed == [bool(asked.taxes) and line.kind not in ("donation", "present") for line in asked.lines]


@given(carts)
def test_the_same_cart_costs_the_same_whatever_the_order(chosen: Cart):
    turned = chosen.model_copy(update={"lines": tuple(reversed(chosen.lines))})
    asked, again = quote(chosen, CATALOG), quote(turned, CATALOG)
    # what taxes add on top is rounded line by line
    assert again.total - (again.tax - again.tax_included) == asked.total - (asked.tax - asked.tax_included)


def test_an_empty_cart_costs_nothing():
    assert quote(Cart(), CATALOG).total == 0


@pytest.mark.parametrize(
    ("goods", "code", "deductions"),
    [
        # Worked out by hand. Two teas, $34.00: no loyalty.
        ({"yame-sencha": 1, "kyoto-hojicha": 1}, "", []),
        ({"yame-sencha": 1, "kyoto-hojicha": 1}, "WELCOME10", [("WELCOME10", 340)]),
        # 48.00 + 3 × 12.00 + 16.00 is $100.00, and that is not over $100.00.
        ({"matcha-bowl": 1, "chamomile-fields": 3, "kyoto-hojicha": 1}, "", []),
        # 38.50 + 64.00 is $102.50: 10 % is $10.25.
        ({"pair-of-cups": 1, "kyusu-teapot": 1}, "", [("Loyalty", 1025)]),
        # $129.00 kettle and a pot, $193.00: 10 % would be $19.30.
        ({"gooseneck-kettle": 1, "kyusu-teapot": 1}, "", [("Loyalty", 1930)]),
        # Two kettles, $258.00: capped at $20.00; the code takes 10 % of the full goods.
        ({"gooseneck-kettle": 2}, "WELCOME10", [("Loyalty", 2000), ("WELCOME10", 2580)]),
    ],
)
def test_discounts_by_hand(goods: dict[str, int], code: str, deductions: list[tuple[str, int]]):
    lines = tuple(CartLine(slug=slug, quantity=quantity) for slug, quantity in goods.items())
    asked = quote(Cart(lines=lines, code=code), CATALOG)
    assert [(part.name, part.amount) for part in asked.deductions] == deductions


@pytest.mark.parametrize(
    ("goods", "member", "code", "deductions"),
    [
        ({"yame-sencha": 1}, "silver", "", [("Silver member", 90)]),
        ({"yame-sencha": 1}, "gold", "", [("Gold member", 180), ("Store credit", 1620)]),
        (
            {"gooseneck-kettle": 1},
            "gold",
            "WELCOME10",
            [("Loyalty", 1290), ("Gold member", 1290), ("WELCOME10", 1290), ("Store credit", 2500)],
        ),
    ],
)
def test_members_by_hand(goods: dict[str, int], member: str, code: str, deductions: list[tuple[str, int]]):
    lines = tuple(CartLine(slug=slug, quantity=quantity) for slug, quantity in goods.items())
    asked = quote(Cart(lines=lines, code=code, member=member), CATALOG)
    assert [(part.name, part.amount) for part in asked.deductions] == deductions
    assert asked.total >= asked.shipping.amount


def test_add_ons_and_shipping_are_not_discounted():
    chosen = ApplyCode(code="welcome10").applied(
        AddProduct(slug="gooseneck-kettle").applied(Cart(), Known(CATALOG)), Known(CATALOG)
    )
    plain = quote(chosen, CATALOG)
    with_more = quote(
        ChooseShipping(key="express").applied(
            SetAddOn(key="gift_wrap", on=True).applied(chosen, Known(CATALOG)), Known(CATALOG)
        ),
        CATALOG,
    )
    assert with_more.discount == plain.discount
    assert with_more.total - plain.total == 500 + (1500 - 500)


def test_the_chosen_shipping_comes_first_so_that_stripe_preselects_it():
    chosen = ChooseShipping(key="express").applied(
        AddProduct(slug="yame-sencha").applied(Cart(), Known(CATALOG)), Known(CATALOG)
    )
    assert [option.key for option in quote(chosen, CATALOG).shipping_options] == ["express", "standard"]
