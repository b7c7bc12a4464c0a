"""Which ways lead where, and what they cost."""

import pytest

from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG
from rxapp.shop.change import Known
from rxapp.shop.changes import ApplyCode, ChooseShipping, SetAddOn, SetDestination, SetDonation
from rxapp.shop.destination import Address, Destination
from rxapp.shop.pricing import quote
from rxapp.shop.refusal import Refusal
from rxapp.shop.shipping import QuoteShipping, chosen_first, not_offered
from tests.unit.shop.addresses import BERLIN, HAWAII, OREGON, YAME

HAWAII_TYPED, OREGON_TYPED = (Address.model_validate(where.model_dump()) for where in (HAWAII, OREGON))


def kettles(quantity: int, destination: Destination | None, shipping: str = "") -> Cart:
    lines = (CartLine(slug="gooseneck-kettle", quantity=quantity),)
    return Cart(lines=lines, destination=destination, shipping=shipping)


@pytest.mark.parametrize(
    ("destination", "ways"),
    [
        (None, [("standard", 500), ("express", 1500)]),
        (OREGON, [("standard", 500), ("express", 1500)]),
        (HAWAII, [("standard", 1200)]),
        (BERLIN, [("standard", 1800), ("express", 4200)]),
        (YAME, [("standard", 900)]),
    ],
)
def test_each_zone_has_its_ways(destination: Destination | None, ways: list[tuple[str, int]]):
    offered = quote(kettles(1, destination), CATALOG).shipping_options
    assert [(way.key, way.amount) for way in offered] == ways


@pytest.mark.parametrize(("chosen", "shown"), [("", "abc"), ("a", "abc"), ("b", "bac"), ("c", "cab"), ("x", "abc")])
@pytest.mark.parametrize("amounts", [(500, 900, 1500), (1500, 900, 500), (900, 1500, 500)])
def test_the_chosen_way_comes_first_and_the_others_in_their_order(amounts: tuple[int, ...], chosen: str, shown: str):
    ways = tuple(QuoteShipping(key=key, name=key, amount=amount) for key, amount in zip("abc", amounts, strict=True))
    assert "".join(way.key for way in chosen_first(ways, chosen)) == shown


def test_the_ways_of_a_zone_stand_in_the_order_of_the_catalogue_whatever_they_cost():
    mainland = CATALOG.zones["mainland"]
    dear_first = mainland.model_copy(update={"ways": dict(reversed(mainland.ways.items()))})
    catalog = CATALOG.model_copy(update={"zones": CATALOG.zones | {"mainland": dear_first}})
    options = quote(kettles(1, OREGON), catalog).shipping_options
    assert [(way.key, way.amount) for way in options] == [("express", 1500), ("standard", 500)]


@pytest.mark.parametrize(
    ("quantity", "destination", "amount"),
    [(2, OREGON, 500), (3, OREGON, 0), (3, BERLIN, 0), (3, HAWAII, 1200), (3, YAME, 900)],
)
def test_over_the_threshold_the_zones_that_say_so_ship_free(quantity: int, destination: Destination, amount: int):
    # 2 × 129.00 is under 300.00, 3 × 129.00 over it.
    assert quote(kettles(quantity, destination), CATALOG).shipping.amount == amount


def test_exactly_the_threshold_is_not_over_it():
    zone = CATALOG.zones["mainland"]
    rate = zone.ways["standard"].model_copy(update={"free_over": 25800})
    mainland = zone.model_copy(update={"ways": zone.ways | {"standard": rate}})
    exact = CATALOG.model_copy(update={"zones": CATALOG.zones | {"mainland": mainland}})
    assert quote(kettles(2, OREGON), exact).shipping.amount == 500


def test_the_threshold_is_of_goods_before_discounts_and_without_add_ons():
    chosen = ApplyCode(code="welcome10").applied(kettles(3, OREGON), Known(CATALOG))
    assert quote(chosen, CATALOG).shipping.amount == 0
    wrapped = SetAddOn(key="extended_warranty", on=True).applied(kettles(2, OREGON), Known(CATALOG))
    given = SetDonation(typed="100").applied(wrapped, Known(CATALOG))
    assert quote(given, CATALOG).shipping.amount == 500


def test_express_stays_chosen_but_waits_where_it_is_not_offered():
    there = SetDestination(destination=HAWAII_TYPED).applied(kettles(1, OREGON, "express"), Known(CATALOG))
    assert quote(there, CATALOG).shipping.key == "standard"
    assert not_offered(there.shipping, there.destination, CATALOG) == "Express isn't offered to Hawaii."
    back = SetDestination(destination=OREGON_TYPED).applied(there, Known(CATALOG))
    assert quote(back, CATALOG).shipping.key == "express"
    assert not_offered(back.shipping, back.destination, CATALOG) == ""


def test_who_never_chose_is_told_nothing():
    assert not_offered("", HAWAII, CATALOG) == ""


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("express", "Express isn't offered to Hawaii."),
        ("pigeon", "We don't ship that way. Please choose one of these."),
    ],
)
def test_a_way_that_does_not_lead_there_is_refused(key: str, said: str):
    with pytest.raises(Refusal) as refused:
        ChooseShipping(key=key).applied(kettles(1, HAWAII), Known(CATALOG))
    assert (refused.value.control, refused.value.message) == ("shipping", said)
