"""Everything that a quote says of a cart that has something of everything, and of one that joins a plan."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG
from rxapp.shop.destination import Destination
from rxapp.shop.discounts import Deduction
from rxapp.shop.pricing import NOT_SHIPPED, Quote, QuoteLine, quote
from rxapp.shop.shipping import QuoteShipping
from rxapp.shop.taxes import QuoteTax

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SOHO = Destination(name="Anna", line1="1 Main St", city="New York", state="NY", postal_code="10013", country="US")
FULL = Cart(
    lines=(CartLine(slug="gooseneck-kettle", quantity=1), CartLine(slug="yame-sencha", quantity=2)),
    add_ons=frozenset({"gift_wrap", "extended_warranty"}),
    shipping="express",
    code="WELCOME10",
    donation=400,
    member="gold",
    destination=SOHO,
)


def test_every_line_has_its_key_kind_name_price_and_quantity():
    said = [
        (line.key, line.kind, line.name, line.unit_amount, line.quantity) for line in quote(FULL, CATALOG, NOON).lines
    ]
    add_ons = CATALOG.add_ons
    donation = CATALOG.donation
    assert donation and CATALOG.present
    assert said == [
        ("product:gooseneck-kettle", "product", "Gooseneck Kettle", 12900, 1),
        ("product:yame-sencha", "product", "Yame Sencha", 1800, 2),
        ("present", "present", CATALOG.present.name, 0, 1),
        *(
            (f"add_on:{key}", "add_on", add_ons[key].name, add_ons[key].price, 1)
            for key in add_ons
            if key in FULL.add_ons
        ),
        ("donation", "donation", donation.name, 400, 1),
    ]


def test_a_line_is_adjustable_where_its_product_is():
    lines = quote(FULL, CATALOG, NOON).lines
    assert {line.key for line in lines if line.adjustable} == {
        f"product:{one.slug}" for one in CATALOG.products if one.adjustable and FULL.quantity_of(one.slug)
    }
    assert [line.taxed for line in lines] == [line.kind not in ("donation", "present") for line in lines]
    assert [line.amount for line in lines] == [line.unit_amount * line.quantity for line in lines]


def test_the_parts_of_a_quote_add_up_and_are_named():
    asked = quote(FULL, CATALOG, NOON)
    assert [part.key for part in asked.deductions][-1] == "credit"
    assert {"member", "code"} <= {part.key for part in asked.deductions}
    assert asked.code == "WELCOME10"
    assert asked.discount_name == " + ".join(part.name for part in asked.deductions)
    assert (asked.currency, asked.destination, asked.recurring, asked.trial_days) == ("usd", SOHO, None, 0)
    assert asked.shipping.key == "express"
    assert asked.tax > 0


def made(**more: object) -> Quote:
    lines = (QuoteLine(key="product:tea", kind="product", name="Tea", unit_amount=1000, quantity=2),)
    return Quote.model_validate(
        {"currency": "usd", "lines": lines, "deductions": (), "shipping_options": (), **more}, from_attributes=True
    )


def tax(amount: int, inclusive: bool) -> QuoteTax:
    return QuoteTax(key="tax", name="Tax", percent=Decimal(8), inclusive=inclusive, amount=amount)


WAYS = (QuoteShipping(key="mail", name="Mail", amount=500), QuoteShipping(key="bike", name="Bike", amount=900))
OFF = (Deduction(key="loyalty", name="Loyalty", amount=100), Deduction(key="code", name="TEN", amount=30))


@pytest.mark.parametrize(
    ("more", "total"),
    [
        ({}, 2000),
        ({"deductions": OFF}, 1870),
        ({"shipping_options": WAYS}, 2500),
        ({"taxes": (tax(160, False),)}, 2160),
        ({"taxes": (tax(160, True),)}, 2000),
        ({"taxes": (tax(160, True), tax(70, False)), "shipping_options": WAYS, "deductions": OFF}, 2440),
        ({"lines": (), "shipping_options": WAYS, "taxes": (tax(9, False),)}, 0),
    ],
)
def test_the_total_by_hand(more: dict[str, object], total: int):
    assert made(**more).total == total


def test_what_a_quote_without_them_says():
    bare = made()
    assert (bare.code, bare.discount, bare.discount_name, bare.shipping, bare.tax) == (None, 0, "", NOT_SHIPPED, 0)
    assert NOT_SHIPPED.model_dump() == {"key": "", "name": "", "amount": 0, "detail": "", "free_over": None}
    told = made(deductions=OFF, taxes=(tax(5, True), tax(7, False)), shipping_options=WAYS)
    assert (told.code, told.discount, told.discount_name) == ("TEN", 130, "Loyalty + TEN")
    assert (told.tax, told.tax_included, told.subtotal, told.shipping) == (12, 5, 2000, WAYS[0])


def test_a_plan_is_nothing_today_and_its_price_later():
    asked = quote(Cart(plan="tea_club", member="gold"), CATALOG, NOON)
    plan = CATALOG.plans["tea_club"]
    assert [line.model_dump() for line in asked.lines] == [
        {
            "key": "plan:tea_club",
            "kind": "plan",
            "name": plan.name,
            "unit_amount": 0,
            "quantity": 1,
            "adjustable": False,
        }
    ]
    assert (asked.total, asked.deductions, asked.shipping_options, asked.taxes) == (0, (), (), ())
    assert asked.recurring
    assert asked.recurring.model_dump() == {
        "amount": 2400,
        "interval": "month",
        "every": 1,
        "shipped": True,
        "trial_days": 30,
        "trial_reason": "30 days free for Gold members",
        "trial_ends": date(2026, 5, 31),
    }
    assert asked.trial_days == 30
