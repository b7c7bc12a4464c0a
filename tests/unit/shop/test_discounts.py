"""Each rule of the discounts on both sides of its edge, and how they share goods that aren't enough for all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG, Catalog, Code, Loyalty, Member, OwnOffer
from rxapp.shop.destination import Destination
from rxapp.shop.discounts import RULES, deductions
from rxapp.shop.regions import RegionOffer

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
HAWAII = Destination(name="A", line1="1 Way", city="Hilo", state="HI", postal_code="96813", country="US")
TEA = Cart(lines=(CartLine(slug="yame-sencha", quantity=2),))
GOODS = 3600
NOTHING = {"loyalty": None, "members": {}, "own_offers": {}, "region_offers": {}, "codes": {}}


def store(**offers: Any) -> Catalog:
    return CATALOG.model_copy(update=NOTHING | offers)


def off(cart: Cart, catalog: Catalog, goods: int = GOODS) -> list[tuple[str, str, int]]:
    return [(one.key, one.name, one.amount) for one in deductions(cart, catalog, goods, NOON)]


def member(**gets: Any) -> dict[str, Member]:
    return {"gold": Member(name="Gold", email="gold@example.com", **gets)}


AS_GOLD = TEA.model_copy(update={"member": "gold"})


@pytest.mark.parametrize(("goods", "amount"), [(3599, None), (3600, None), (3601, 360), (5000, 500), (9000, 500)])
def test_loyalty_is_over_its_threshold_and_up_to_its_cap(goods: int, amount: int | None):
    catalog = store(loyalty=Loyalty(name="Thanks", over=3600, percent=10, at_most=500))
    assert off(TEA, catalog, goods) == ([("loyalty", "Thanks", amount)] if amount else [])


def test_loyalty_says_why_it_is_there():
    catalog = store(loyalty=Loyalty(name="Thanks", over=3500, percent=8, at_most=500))
    [thanks] = deductions(TEA, catalog, GOODS, NOON)
    assert thanks.why == "goods over $35.00 get 8% off, $5.00 at most"


def test_what_its_name_says_needs_no_reason():
    members = member(percent=10, credit=500)
    assert [one.why for one in deductions(AS_GOLD, store(members=members), GOODS, NOON)] == ["", ""]


def test_members_get_their_part_and_their_credit_last():
    assert off(AS_GOLD, store(members=member(percent=10, credit=500))) == [
        ("member", "Gold member", 360),
        ("credit", "Store credit", 500),
    ]
    assert off(AS_GOLD, store(members=member(percent=10))) == [("member", "Gold member", 360)]
    assert off(AS_GOLD, store(members=member(credit=500))) == [("credit", "Store credit", 500)]
    assert off(TEA, store(members=member(percent=10, credit=500))) == []


@pytest.mark.parametrize(
    ("cart", "product", "amount"),
    [(AS_GOLD, "yame-sencha", 900), (AS_GOLD, "kyoto-hojicha", None), (TEA, "yame-sencha", None)],
)
def test_an_own_offer_is_one_customers_on_one_product(cart: Cart, product: str, amount: int | None):
    other = OwnOffer(name="Other", for_member="silver", product="yame-sencha", percent=90)
    own = OwnOffer(name="Yours", for_member="gold", product=product, percent=25)
    catalog = store(members=member(), own_offers={"other": other, "own": own})
    assert off(cart, catalog) == ([("own_offer", "Yours", amount)] if amount else [])


@pytest.mark.parametrize(("destination", "found"), [(None, []), (HAWAII, [("region", "Islands", 720)])])
def test_of_several_offers_to_a_region_the_best_counts(destination: Destination | None, found: list[Any]):
    offers = {
        "all": RegionOffer(countries=("US",), name="Home", percent=5),
        "islands": RegionOffer(countries=("US",), states=("HI",), name="Islands", percent=20),
        "some": RegionOffer(countries=("US",), name="Some", percent=7),
        "elsewhere": RegionOffer(countries=("JP",), name="Far", percent=50),
    }
    cart = TEA.model_copy(update={"destination": destination})
    assert off(cart, store(region_offers=offers)) == found


@pytest.mark.parametrize(
    ("code", "until", "found"),
    [
        ("TEN", None, [("code", "TEN", 360)]),
        ("TEN", NOON + timedelta(seconds=1), [("code", "TEN", 360)]),
        ("TEN", NOON, []),
        ("LASTING", NOON, [("code", "LASTING", 360)]),
        ("OTHER", None, []),
        ("", None, []),
    ],
)
def test_a_code_counts_while_its_conditions_are_met(code: str, until: datetime | None, found: list[Any]):
    cart = TEA.model_copy(update={"code": code, "code_until": until})
    codes = {"TEN": Code(percent=10, minutes=10), "LASTING": Code(percent=10)}
    assert off(cart, store(codes=codes)) == found


def test_all_rules_look_at_the_full_price_and_the_last_ones_give_way():
    catalog = store(
        loyalty=Loyalty(over=0, percent=20, at_most=9000),
        members=member(percent=20, credit=900),
        own_offers={"own": OwnOffer(name="Yours", for_member="gold", product="yame-sencha", percent=20)},
        region_offers={"home": RegionOffer(countries=("US",), name="Home", percent=20)},
        codes={"TEN": Code(percent=10)},
    )
    cart = AS_GOLD.model_copy(update={"code": "TEN", "destination": HAWAII})
    keys = ["loyalty", "member", "own_offer", "region", "code", "credit"]
    assert [(key, amount) for key, _, amount in off(cart, catalog)] == list(
        zip(keys, [720] * 4 + [360, 360], strict=True)
    )
    assert sum(amount for _, _, amount in off(cart, catalog)) == GOODS
    assert [(key, amount) for key, _, amount in off(cart, catalog, 1700)] == [
        ("loyalty", 340),
        ("member", 340),
        ("own_offer", 720),
        ("region", 300),
    ]
    assert len(RULES) == len(keys)


def test_from_nothing_nothing_comes_off():
    assert off(AS_GOLD, store(members=member(credit=900)), goods=0) == []
