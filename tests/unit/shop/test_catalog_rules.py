"""What a catalogue may say: the least and the most of each figure, and names that stand for something."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from rxapp.shop.catalog import (
    AddOn,
    Catalog,
    Code,
    Donation,
    Loyalty,
    Member,
    OwnOffer,
    Plan,
    Present,
    Product,
    Referrals,
    ShippingWay,
    Term,
)
from rxapp.shop.entry import Entry, amounts_in
from rxapp.shop.regions import RegionOffer, Tax, Zone, ZoneRate

TEA: dict[str, Any] = {"slug": "tea", "name": "Tea", "price": 500, "kind": "tea", "summary": "Green"}
US: dict[str, Any] = {"countries": ["US"], "ways": {"mail": {"price": 500}}}
LEAST: dict[str, Any] = {
    "store": "Tea",
    "currency": "usd",
    "products": [TEA],
    "shipping": {"mail": {"name": "By mail", "short": "Mail"}},
    "zones": {"us": US},
}
GOLD = {"gold": {"name": "Gold", "email": "gold@example.com"}}
TERM: dict[str, Any] = {"name": "Monthly", "price": 900, "interval": "month"}
PLAN: dict[str, Any] = {
    "name": "Tea Club",
    "terms": {"monthly": TERM},
    "trial_days": 7,
    "kind": "club",
    "summary": "Tea",
}


def catalog(**more: Any) -> Catalog:
    return Catalog.model_validate(LEAST | more)


def paid_by(**changed: Any) -> dict[str, Any]:
    """A plan whose second term says something else."""
    return {"plans": {"tea": PLAN | {"terms": {"monthly": TERM, "other": TERM | changed}}}}


CHEAP = {"name": "Wrap", "price": 1}
THANKS = {"over": 1, "percent": 1, "at_most": 1}
OWN = {"name": "Yours", "for_member": "gold", "product": "tea", "percent": 1}


def giving(**said: int) -> dict[str, Any]:
    """A store that takes donations."""
    return {"donation": {"name": "Trees", "at_most": 1000} | said}


def complaint(**more: Any) -> str:
    """What is said of a catalogue that can't be sold from."""
    with pytest.raises(ValidationError) as refused:
        catalog(**more)
    [error] = refused.value.errors()
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


def test_the_least_that_can_be_sold_has_nothing_besides():
    least = catalog()
    assert least.model_dump(exclude=set(LEAST)) == {
        "number_prefix": "",
        "locale": "en-US",
        "ways_to_pay": ("card",),
        "demo_address": None,
        "demo_cart": (),
        "elsewhere": {},
        "add_ons": {},
        "donation": None,
        "taxes": {},
        "present": None,
        "loyalty": None,
        "region_offers": {},
        "members": {},
        "own_offers": {},
        "codes": {},
        "plans": {},
        "referrals": None,
    }
    assert (least.referral_codes, least.countries) == ((), ("US",))
    assert least.first_zone == Zone.model_validate(US)
    assert [product.slug for product in least.shelf] == ["tea"]


@pytest.mark.parametrize(
    ("kind", "given", "left_out"),
    [
        (
            Product,
            TEA,
            {"story": "", "alt": "", "goes_with": (), "large_of": "", "adjustable": False, "stock": None},
        ),
        (AddOn, {"name": "Wrap", "price": 1}, {"detail": "", "only_with": ()}),
        (Donation, {"name": "Trees", "at_most": 1}, {"detail": "", "step": 1}),
        (Present, {"over": 1, "name": "Tin"}, {"product": "", "short": "", "detail": ""}),
        (Loyalty, {"over": 1, "percent": 1, "at_most": 1}, {"name": "Loyalty"}),
        (Member, GOLD["gold"], {"percent": None, "credit": 0, "trial_days": None}),
        (
            Code,
            {"percent": 5},
            {
                "amount": None,
                "minimum": 0,
                "starts": None,
                "ends": None,
                "minutes": None,
                "uses": None,
                "first_order": False,
                "for_member": "",
            },
        ),
        (Plan, PLAN, {"story": "", "alt": "", "each_time": (), "shipped": False}),
        (Term, TERM, {"every": 1, "trial_days": None}),
        (ZoneRate, {"price": 1}, {"free_over": None, "detail": ""}),
        (Zone, US, {"states": ()}),
        (RegionOffer, {"countries": ("US",), "name": "Aloha", "percent": 5}, {"states": ()}),
        (Tax, {"countries": ("US",), "name": "Tax", "percent": "5", "inclusive": False}, {"states": ()}),
    ],
)
def test_what_an_entry_does_not_say(kind: Any, given: dict[str, Any], left_out: dict[str, Any]):
    entry = kind.model_validate(given)
    assert {name: getattr(entry, name) for name in left_out} == left_out
    optional = {name for name, field in kind.model_fields.items() if not field.is_required()}
    assert optional <= {*left_out, *given}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"products": [TEA, TEA | {"name": "Other"}]}, "two products have the slug tea"),
        ({"products": [TEA | {"goes_with": ["cup"]}]}, "cup is no product of the store"),
        ({"products": [TEA | {"large_of": "cup"}]}, "cup is no product of the store"),
        ({"add_ons": {"wrap": {"name": "Wrap", "price": 1, "for": ["cup", "can"]}}}, "cup is no product"),
        ({"zones": {"us": US | {"ways": {"mail": {"price": 5}, "bike": {"price": 5}}}}}, "bike is no way to ship"),
        ({"demo_cart": ["tea", "cup", "can"]}, "cup is no product of the store"),
        ({"present": {"product": "cup", "over": 500}}, "cup is no product of the store"),
        ({"codes": {"Tea": {"amount": 5}}}, "codes are written in capitals: Tea"),
        ({"referrals": {"codes": ["tea"], "trial_days": 5}}, "codes are written in capitals: tea"),
        (
            {
                "members": GOLD,
                "own_offers": {"pot": {"name": "Pot", "for_member": "gold", "product": "pot", "percent": 5}},
            },
            "pot is no product of the store",
        ),
        (
            {"own_offers": {"pot": {"name": "Pot", "for_member": "gold", "product": "tea", "percent": 5}}},
            "gold is no member",
        ),
        (
            {"members": GOLD, "codes": {"T": {"amount": 5, "for_member": "jade"}}},
            "jade is no member",
        ),
        ({"codes": {"T": {}}}, "a code takes off either a percent or an amount"),
        ({"codes": {"T": {"amount": 5, "percent": 5}}}, "a code takes off either a percent or an amount"),
        ({"zones": {"us": US | {"countries": ["US", "XX"]}}}, "no such country: XX"),
        ({"zones": {"us": US | {"states": ["OR", "ZZ"]}}}, "no such state: ZZ"),
    ],
)
def test_a_name_that_stands_for_nothing_is_refused(more: dict[str, Any], said: str):
    assert said in complaint(**more)


@pytest.mark.parametrize(
    "more",
    [
        {"products": [TEA | {"goes_with": ["cup"]}, TEA | {"slug": "cup", "large_of": "tea"}]},
        {"add_ons": {"wrap": {"name": "Wrap", "price": 1, "for": ["tea"]}}},
        {"codes": {"TEA": {"amount": 5}}, "referrals": {"codes": ["FRIEND"], "trial_days": 5}},
        {
            "members": GOLD,
            "own_offers": {"tea": {"name": "Tea", "for_member": "gold", "product": "tea", "percent": 5}},
            "codes": {"GOLD": {"amount": 5, "for_member": "gold"}, "ALL": {"percent": 5}},
        },
        {"zones": {"us": US | {"states": ["OR", "WA"]}, "there": US | {"countries": ["SG", "US"], "states": ["OR"]}}},
        {"zones": {"there": US | {"countries": ["US", "JP"], "states": ["OR"]}}},
        {"zones": {"there": US | {"countries": ["SG"], "states": ["Anywhere"]}}},  # it has no closed list of states
    ],
)
def test_a_name_that_stands_for_something_is_taken(more: dict[str, Any]):
    assert catalog(**more)


MOST_MONEY = 99_999_999
# An entry, its figure, and the least and the most that it may be; None for no limit.
LIMITS = [
    (Product, TEA, "price", 0, MOST_MONEY),
    (Product, TEA, "stock", 0, 2**31 - 1),
    (Present, {"name": "Tin"}, "over", 1, MOST_MONEY),
    (AddOn, {"name": "Wrap"}, "price", 0, MOST_MONEY),
    (Donation, {"name": "Trees"}, "at_most", 0, MOST_MONEY),
    (Donation, {"name": "Trees", "at_most": 500}, "step", 1, None),
    (Member, GOLD["gold"], "percent", 1, 100),
    (Member, GOLD["gold"], "credit", 0, MOST_MONEY),
    (Member, GOLD["gold"], "trial_days", 1, 730),
    (Code, {"percent": 5}, "minimum", 0, MOST_MONEY),
    (Code, {"percent": 5}, "minutes", 1, None),
    (Code, {"percent": 5}, "uses", 1, None),
    (Code, {}, "percent", 1, 100),
    (Code, {}, "amount", 0, MOST_MONEY),
    (Plan, PLAN, "trial_days", 1, 730),
    (Term, TERM, "price", 0, MOST_MONEY),
    (Term, TERM, "trial_days", 1, 730),
    (Term, TERM | {"interval": "day"}, "every", 1, 1095),
    (Term, TERM | {"interval": "week"}, "every", 1, 156),
    (Term, TERM | {"interval": "month"}, "every", 1, 36),
    (Term, TERM | {"interval": "year"}, "every", 1, 3),
    (Referrals, {"codes": ["A"]}, "trial_days", 1, 730),
    (ZoneRate, {}, "price", 0, MOST_MONEY),
    (ZoneRate, {"price": 1}, "free_over", 0, MOST_MONEY),
    (Loyalty, THANKS, "over", 0, MOST_MONEY),
    (Loyalty, THANKS, "percent", 1, 100),
    (Loyalty, THANKS, "at_most", 0, MOST_MONEY),
    (OwnOffer, OWN, "percent", 1, 100),
    (RegionOffer, {"name": "Home", "countries": ["US"]}, "percent", 1, 100),
]


@pytest.mark.parametrize(("kind", "given", "figure", "least", "most"), LIMITS)
def test_a_figure_has_a_least_and_a_most(kind: Any, given: dict[str, Any], figure: str, least: int, most: int | None):
    for right in [least, *([most] if most else [])]:
        assert getattr(kind.model_validate(given | {figure: right}), figure) == right
    for wrong in [least - 1, *([most + 1] if most else []), str(least), float(least)]:
        with pytest.raises(ValidationError):
            kind.model_validate(given | {figure: wrong})


def kinds_of(entry: type[Entry]) -> list[type[Entry]]:
    return [entry, *(found for kind in entry.__subclasses__() for found in kinds_of(kind))]


def test_every_figure_of_a_catalogue_has_its_limits_in_the_table():
    ours = [kind for kind in kinds_of(Entry) if kind.__module__.startswith("rxapp.shop.")]
    figures = {
        (kind, name)
        for kind in ours
        for name, one in kind.model_fields.items()
        if re.search(r"\bint\b", str(one.annotation))
    }
    assert {(kind, figure) for kind, _, figure, _, _ in LIMITS} == figures


@pytest.mark.parametrize(("kind", "given", "figure", "least", "most"), LIMITS)
def test_every_amount_of_money_is_known_as_one(
    kind: Any, given: dict[str, Any], figure: str, least: int, most: int | None
):
    """So that none is taken that Stripe can't charge in the currency of the store."""
    entry = kind.model_validate(given | {figure: 2})
    assert ((figure, 2) in amounts_in(entry)) == (most == MOST_MONEY or figure == "step")


@pytest.mark.parametrize(
    ("percent", "right"), [("0", False), ("0.0001", True), ("99.9999", True), ("100", False), ("8.87501", False)]
)
def test_a_tax_is_as_exact_as_at_stripe(percent: str, right: bool):
    given = {"countries": ["US"], "name": "Tax", "percent": Decimal(percent), "inclusive": False}
    if right:
        assert Tax.model_validate(given).percent == Decimal(percent)
    else:
        with pytest.raises(ValidationError):
            Tax.model_validate(given)


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, {"products": []}),
        ({}, {"shipping": {}}),
        ({}, {"zones": {}}),
        ({"currency": "eur"}, {"currency": "EUR"}),
        ({"currency": "jpy"}, {"currency": "euro"}),
        ({"currency": "chf"}, {"currency": "xyz"}),
        ({"currency": "huf"}, {"currency": "sll"}),
        ({"store": "x" * 60}, {"store": "x" * 61}),
        ({"store": "x"}, {"store": ""}),
        ({"products": [TEA | {"slug": "green-tea-2"}]}, {"products": [TEA | {"slug": "Green Tea"}]}),
        ({"products": [TEA]}, {"products": [TEA | {"slug": "tea-"}]}),
        ({"products": [TEA | {"adjustable": True}]}, {"products": [TEA | {"adjustable": "true"}]}),
        ({"plans": {"tea_club": PLAN}}, {"plans": {"tea-club": PLAN}}),
        (paid_by(price=50), paid_by(price=49)),
        (paid_by(), {"plans": {"tea": PLAN | {"terms": {}}}}),
        (paid_by(), {"plans": {"tea": PLAN | {"terms": {"every month": TERM}}}}),
        (paid_by(), {"plans": {"tea": PLAN | {"shipped": "yes"}}}),
        ({"products": [TEA | {"price": 1001}]}, {"products": [TEA | {"price": 1001}], "currency": "kwd"}),
        ({"codes": {"T": {"amount": 15}}}, {"codes": {"T": {"amount": 15}}, "currency": "bhd"}),
        (paid_by(interval="week"), paid_by(interval="quarter")),
        ({"referrals": {"codes": ["A"], "trial_days": 1}}, {"referrals": {"codes": [], "trial_days": 1}}),
        ({"members": GOLD}, {"members": {"gold": {"name": "Gold", "email": "gold"}}}),
        ({"codes": {"T": {"percent": 5, "first_order": True}}}, {"codes": {"T": {"percent": 5, "first_order": 1}}}),
        ({"codes": {"T": {"percent": 5, "ends": date(2026, 5, 1)}}}, {"codes": {"T": {"percent": 5, "ends": "May"}}}),
        ({"zones": {"us": US | {"states": ["OR"]}}}, {"zones": {"us": US | {"states": [""]}}}),
        ({}, {"zones": {"us": US | {"countries": []}}}),
        ({}, {"zones": {"us": US | {"countries": ["us"]}}}),
        ({}, {"zones": {"us": US | {"ways": {}}}}),
        ({"present": {"product": "tea", "over": 1}}, {"present": {"over": 1}}),
        ({"present": {"name": "Tin", "over": 1000}}, {"present": {"name": "Tin", "over": 1001}, "currency": "kwd"}),
        ({"currency": "kwd"} | giving(), {"currency": "kwd"} | giving(step=5)),  # a step of 1 is as good as none
        ({"currency": "isk"} | giving(step=200), {"currency": "isk"} | giving(step=150)),
        ({"add_ons": {"wrap": CHEAP}}, {"add_ons": {"wrap": CHEAP}, "currency": "kwd"}),
        ({}, {"prize": 5}),
    ],
)
def test_what_is_written_has_a_form(more: dict[str, Any], wrong: dict[str, Any]):
    assert catalog(**more)
    with pytest.raises(ValidationError):
        catalog(**wrong)


def test_a_zone_has_five_ways_at_most():
    def with_ways(count: int) -> Catalog:
        names = [f"way{number}" for number in range(count)]
        shipping = {name: {"name": name, "short": name} for name in names}
        return catalog(shipping=shipping, zones={"us": US | {"ways": {name: {"price": 1} for name in names}}})

    assert with_ways(5)
    with pytest.raises(ValidationError):
        with_ways(6)


def test_the_two_sizes_of_a_thing_know_each_other():
    sizes = [TEA | {"slug": "other"}, TEA, TEA | {"slug": "large-tea", "large_of": "tea"}]
    sold = catalog(products=sizes)
    assert [getattr(sold.other_size(slug), "slug", None) for slug in sold.by_slug] == [None, "large-tea", "tea"]
    assert [product.slug for product in sold.shelf] == ["other", "tea"]
    assert [product.drawing for product in sold.products] == ["other", "tea", "tea"]


def test_what_goes_with_the_small_size_goes_with_the_large_one():
    large = TEA | {"slug": "large-tea", "large_of": "tea"}
    sold = catalog(products=[TEA | {"goes_with": ["pot"]}, large, TEA | {"slug": "pot"}])
    named = {slug: [other.slug for other in sold.goes_with(slug)] for slug in sold.by_slug}
    assert named == {"tea": ["pot"], "large-tea": ["pot"], "pot": []}


def test_only_what_has_a_stock_is_counted():
    counted = [TEA, TEA | {"slug": "cup", "stock": 3}, TEA | {"slug": "can", "stock": 0}]
    assert catalog(products=counted).stock == {"cup": 3, "can": 0}


def test_the_countries_are_those_of_all_zones_once_each():
    zones = {"b": US | {"countries": ["US", "CA"]}, "a": US | {"countries": ["CA", "AT"]}}
    sold = catalog(zones=zones)
    assert sold.countries == ("AT", "CA", "US")
    assert sold.first_zone.countries == ("US", "CA")


def test_a_catalogue_does_not_change():
    with pytest.raises(ValidationError):
        catalog().store = "Other"  # pyright: ignore[reportAttributeAccessIssue]
    assert ShippingWay.model_validate({"name": "By mail", "short": "Mail"}).short == "Mail"


WAYS = ["card", "amazon_pay", "us_bank_account"]


@pytest.mark.parametrize("ways", [WAYS[:number] for number in (1, 2, 3)] + [WAYS[1:], WAYS[::-1]])
def test_the_ways_to_pay_are_taken_in_their_order(ways: list[str]):
    plans = {"club": PLAN} if "card" in ways else {}
    assert catalog(ways_to_pay=ways, plans=plans).ways_to_pay == tuple(ways)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"ways_to_pay": []}, "at least 1 item"),
        ({"ways_to_pay": ["card", "klarna"]}, "Input should be 'card', 'amazon_pay' or 'us_bank_account'"),
        ({"ways_to_pay": "card"}, "valid tuple"),
        ({"ways_to_pay": ["card", "card"]}, "one of them is named twice"),
        ({"ways_to_pay": WAYS, "currency": "eur"}, "amazon_pay, us_bank_account can't be had in eur"),
        ({"ways_to_pay": ["amazon_pay"], "plans": {"club": PLAN}}, "plans are paid by card"),
    ],
)
def test_a_way_to_pay_that_cannot_be_had_is_refused(more: dict[str, Any], said: str):
    assert said in complaint(**more)
