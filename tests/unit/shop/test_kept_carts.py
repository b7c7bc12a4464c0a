"""A cart that was kept for weeks: what is gone from the catalogue is gone from it, and all else stays."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rxapp.shop.cart import Cart, CartLine, fitted, goods_of, may_have, refuse_if_over, why_over, with_quantity
from rxapp.shop.catalog import CATALOG, AddOn
from rxapp.shop.destination import Destination
from rxapp.shop.history import NOTHING_YET, History
from rxapp.shop.refusal import CodeRefused

HOME = Destination(name="Anna", line1="1 Main St", city="Portland", state="OR", postal_code="97205", country="US")
FULL = Cart(
    lines=(CartLine(slug="yame-sencha", quantity=2), CartLine(slug="gooseneck-kettle", quantity=1)),
    add_ons=frozenset({"gift_wrap", "extended_warranty"}),
    shipping="express",
    code="TEATIME",
    code_until=datetime(2026, 5, 1, tzinfo=UTC),
    donation=400,
    member="gold",
    destination=HOME,
    plan="tea_club",
    referral="SECONDCUP",
)


def less(name: str, key: str) -> dict[str, Any]:
    """A catalogue without one of its entries."""
    return {name: {one: entry for one, entry in getattr(CATALOG, name).items() if one != key}}


def test_what_is_all_still_offered_stays():
    assert fitted(FULL, CATALOG) == FULL
    assert fitted(Cart(), CATALOG) == Cart()


@pytest.mark.parametrize(
    ("without", "lost"),
    [
        (less("add_ons", "gift_wrap"), {"add_ons": frozenset({"extended_warranty"})}),
        (less("shipping", "express"), {"shipping": ""}),
        (less("codes", "TEATIME"), {"code": "", "code_until": None}),
        (less("members", "gold"), {"member": ""}),
        (less("plans", "tea_club"), {"plan": ""}),
        ({"donation": None}, {"donation": 0}),
        ({"referrals": None}, {"referral": ""}),
        ({"zones": {key: zone for key, zone in CATALOG.zones.items() if not zone.holds(HOME)}}, {"destination": None}),
        (
            {"products": tuple(one for one in CATALOG.products if one.slug != "gooseneck-kettle")},
            {"lines": FULL.lines[:1], "add_ons": frozenset({"gift_wrap"})},
        ),
        ({"products": ()}, {"lines": (), "add_ons": frozenset(), "donation": 0}),
    ],
)
def test_what_is_no_longer_offered_is_all_that_is_lost(without: dict[str, Any], lost: dict[str, Any]):
    smaller = CATALOG.model_copy(update=without)
    vars(smaller).pop("by_slug", None)  # of the whole catalogue
    assert fitted(FULL, smaller) == FULL.model_copy(update=lost)


def test_pieces_quantities_and_goods():
    assert (FULL.pieces, FULL.quantity_of("yame-sencha"), FULL.quantity_of("gooseneck-kettle")) == (3, 2, 1)
    assert (Cart().pieces, FULL.quantity_of("samovar")) == (0, 0)
    assert goods_of(FULL, CATALOG) == 2 * 1800 + 12900


def test_a_quantity_changes_in_its_place_and_a_new_thing_comes_last():
    more = with_quantity(FULL, "yame-sencha", 7)
    assert [(line.slug, line.quantity) for line in more.lines] == [("yame-sencha", 7), ("gooseneck-kettle", 1)]
    new = with_quantity(more, "kyoto-hojicha", 3)
    assert [line.slug for line in new.lines] == ["yame-sencha", "gooseneck-kettle", "kyoto-hojicha"]
    assert new.lines[-1].quantity == 3


@pytest.mark.parametrize(
    ("add_on", "held", "may"),
    [
        ("gift_wrap", "yame-sencha", True),
        ("gift_wrap", "", False),
        ("extended_warranty", "yame-sencha", False),
        ("extended_warranty", "gooseneck-kettle", True),
    ],
)
def test_what_an_add_on_is_for(add_on: str, held: str, may: bool):
    lines = (CartLine(slug=held, quantity=1),) if held else ()
    assert may_have(Cart(lines=lines), CATALOG.add_ons[add_on]) == may


@pytest.mark.parametrize(
    ("held", "may"),
    [((), False), (("kyoto-hojicha",), False), (("yame-sencha",), True), (("kyoto-hojicha", "kyusu-teapot"), True)],
)
def test_one_of_the_things_that_an_add_on_is_for_is_enough(held: tuple[str, ...], may: bool):
    strainer = AddOn.model_validate({"name": "Strainer", "price": 300, "for": ("kyusu-teapot", "yame-sencha")})
    assert may_have(Cart(lines=tuple(CartLine(slug=slug, quantity=1) for slug in held)), strainer) == may


def test_a_code_is_over_by_its_minutes_or_by_its_history_at_that_moment():
    tea = FULL.model_copy(update={"code_until": datetime(2026, 5, 1, tzinfo=UTC)})
    assert why_over(tea, CATALOG, now=datetime(2026, 4, 30, tzinfo=UTC)) == ""
    assert why_over(tea, CATALOG, now=datetime(2026, 5, 1, tzinfo=UTC)) == "TEATIME has run out."
    last = FULL.model_copy(update={"code": "LASTTIN", "code_until": None})
    assert why_over(last, CATALOG) == ""
    assert why_over(last, CATALOG, History(uses={"LASTTIN": 1})) == "That code has been used up."
    assert why_over(Cart(), CATALOG) == ""
    refuse_if_over(last, NOTHING_YET, CATALOG)
    with pytest.raises(CodeRefused, match="used up") as refused:
        refuse_if_over(last, History(uses={"LASTTIN": 1}), CATALOG)
    assert refused.value.control == "code"
