"""Taxes, against a computation of its own in fractions, and worked out by hand."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given

from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG
from rxapp.shop.destination import Destination
from rxapp.shop.pricing import Quote, quote
from tests.unit.shop.addresses import BERLIN, HAWAII, NEW_YORK, OREGON, YAME
from tests.unit.shop.strategies import carts

RATES = {"NY": (Fraction(8875, 1000), False), "HI": (Fraction(4), False)}
COUNTRY_RATES = {"DE": (Fraction(19), True), "JP": (Fraction(10), True)}


def in_fractions(asked: Quote) -> int:
    """The tax of a quote: each line's exact part of the discount, rounded to the whole by the largest remainders."""
    where = asked.destination
    assert where
    rate, inclusive = RATES.get(where.state) or COUNTRY_RATES.get(where.country) or (Fraction(0), False)
    exact = [Fraction(asked.discount * line.amount, asked.subtotal) for line in asked.lines]
    left_over = asked.discount - sum(floor(part) for part in exact)
    rounded_up = sorted(range(len(exact)), key=lambda i: (floor(exact[i]) - exact[i], i))[:left_over]
    tax = 0
    for i, line in enumerate(asked.lines):
        price = line.amount - floor(exact[i]) - (i in rounded_up)
        levied = price * rate / (100 + rate if inclusive else 100)
        tax += floor(levied + Fraction(1, 2)) if line.kind != "donation" else 0
    return tax


@given(carts)
def test_tax_is_that_of_each_line_after_its_part_of_the_discount(chosen: Cart):
    asked = quote(chosen, CATALOG)
    if asked.destination is None:
        assert asked.tax == 0
        return
    assert asked.tax == in_fractions(asked)
    before_tax = asked.subtotal - asked.discount + asked.shipping.amount
    on_top = asked.destination.country == "US"
    assert asked.total == before_tax + (asked.tax if on_top else 0)


@pytest.mark.parametrize(
    ("destination", "amounts", "total"),
    [
        # Two teas, 18.00 + 16.00; standard shipping by zone.
        (OREGON, [], 3400 + 500),
        # 18.00 × 8.875 % = 1.5975, 16.00 × 8.875 % = 1.42.
        (NEW_YORK, [("Sales tax", False, 160 + 142)], 3400 + 302 + 500),
        # 5 % off is 1.70, of which 0.90 and 0.80: 17.10 × 4 % = 0.684, 15.20 × 4 % = 0.608.
        (HAWAII, [("General excise tax", False, 68 + 61)], 3400 - 170 + 129 + 1200),
        # 18.00 × 19 / 119 = 2.8739, 16.00 × 19 / 119 = 2.5546.
        (BERLIN, [("VAT", True, 287 + 255)], 3400 + 1800),
        # 18.00 / 11 = 1.6363, 16.00 / 11 = 1.4545.
        (YAME, [("Consumption tax", True, 164 + 145)], 3400 + 900),
    ],
)
def test_taxes_by_hand(destination: Destination, amounts: list[tuple[str, bool, int]], total: int):
    lines = (CartLine(slug="yame-sencha", quantity=1), CartLine(slug="kyoto-hojicha", quantity=1))
    asked = quote(Cart(lines=lines, destination=destination), CATALOG)
    assert [(tax.name, tax.inclusive, tax.amount) for tax in asked.taxes] == amounts
    assert asked.total == total


def test_shipping_and_donations_are_not_taxed():
    lines = (CartLine(slug="yame-sencha", quantity=1),)
    plain = quote(Cart(lines=lines, destination=NEW_YORK), CATALOG)
    more = quote(Cart(lines=lines, destination=NEW_YORK, shipping="express", donation=5000), CATALOG)
    assert (plain.tax, more.tax) == (160, 160)
    assert more.total == plain.total + 1000 + 5000


def test_store_credit_comes_off_before_tax():
    lines = (CartLine(slug="yame-sencha", quantity=1),)
    asked = quote(Cart(lines=lines, destination=NEW_YORK, member="gold"), CATALOG)
    assert (asked.discount, asked.tax, asked.total) == (1800, 0, 500)


def test_a_quote_from_before_there_were_taxes_is_still_read():
    kept = quote(Cart(destination=OREGON), CATALOG).model_dump(mode="json", exclude={"taxes", "destination"})
    assert Quote.model_validate(kept).tax == 0


def test_percents_are_exact_through_the_database():
    asked = quote(Cart(destination=NEW_YORK), CATALOG)
    assert str(asked.taxes[0].percent) == "8.875"
    assert Quote.model_validate_json(asked.model_dump_json()) == asked
