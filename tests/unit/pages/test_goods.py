"""What stands on the pages of products and plans besides their own words: their sizes, what follows, and trials."""

import pytest

from rxapp.pages import plan as plan_page
from rxapp.pages import product as product_page
from rxapp.pages.plan import _trials  # pyright: ignore[reportPrivateUsage]
from rxapp.pages.product import NEIGHBOURS, _alt, _neighbours  # pyright: ignore[reportPrivateUsage]
from rxapp.shop.catalog import CATALOG, Product
from rxapp.shop.words import say
from rxapp.ui.shelf import shelf
from rxapp.ui.stock import stock_left
from tests.unit.pages.outline import conditions, outline
from tests.unit.pages.parts import given, of_page, parts

SLUGS = [one.slug for one in CATALOG.shelf]


@pytest.mark.parametrize("product", CATALOG.products, ids=lambda product: product.slug)
def test_what_follows_on_the_shelf_is_shown_and_never_the_product_itself(product: Product):
    shown = [one.slug for one in _neighbours(product)]
    beside = [one.slug for one in CATALOG.goes_with(product.slug)]
    place = SLUGS.index(product.drawing)
    assert shown == [slug for slug in (SLUGS * 2)[place + 1 : place + len(SLUGS)] if slug not in beside][:NEIGHBOURS]
    assert len(shown) == NEIGHBOURS and product.drawing not in shown


@pytest.mark.parametrize("slug", [SLUGS[0], "yame-sencha-large", SLUGS[-1]])
def test_where_there_are_few_each_of_the_others_follows_once(monkeypatch: pytest.MonkeyPatch, slug: str):
    monkeypatch.setattr(product_page, "NEIGHBOURS", 2 * len(SLUGS))
    product = CATALOG.by_slug[slug]
    others = {*SLUGS} - {product.drawing} - {one.slug for one in CATALOG.goes_with(slug)}
    shown = [one.slug for one in _neighbours(product)]
    assert (set(shown), len(shown)) == (others, len(others))


@pytest.mark.parametrize("slug", ["yame-sencha", "yame-sencha-large"])
def test_how_many_are_left_is_said_of_the_size_itself(slug: str):
    product = CATALOG.by_slug[slug]
    for counted in (3, 0):  # of none left more than of any other it has to be said
        [said] = conditions(stock_left(product.model_copy(update={"stock": counted}), "product-stock"))
        assert said == (f'cart_state.stock["{slug}"] != ""', f'{{cart_state.stock["{slug}"]}}', "")
    assert outline(stock_left(product.model_copy(update={"stock": None}), "product-stock")) == []


@pytest.mark.parametrize("slug", ["yame-sencha", "yame-sencha-large"])
def test_each_size_leads_to_its_own_page(slug: str):
    ways = {"".join(outline(part)[:1]): given(part, "to") for part in of_page(f"/products/{slug}", "Link")}
    sizes = {name: to for name, to in ways.items() if name in ("Small", "Large")}
    assert sizes == {"Small": "/products/yame-sencha", "Large": "/products/yame-sencha-large"}


def test_on_the_shelf_stands_each_thing_once_in_its_small_size():
    shelf = [given(part, "to") for part in of_page("/", "Link") if given(part, "to").startswith("/products/")]
    assert shelf == [f"/products/{slug}" for slug in SLUGS]


def test_what_goes_with_a_product_stands_under_that_title_and_what_follows_under_the_other():
    tea = CATALOG.by_slug["yame-sencha"]
    shown = {
        outline(section)[0]: [given(part, "to").rpartition("/")[2] for part in parts(section) if part.tag == "Link"]
        for section in of_page("/products/yame-sencha", "section")
        if given(section, "class_name") == "product-more"
    }
    assert shown == {
        say("product.goes_with"): [one.slug for one in CATALOG.goes_with(tea.slug)],
        say("product.next"): [one.slug for one in _neighbours(tea)],
    }


def test_what_is_to_be_seen_on_a_picture_is_said_of_the_large_size_too(monkeypatch: pytest.MonkeyPatch):
    small, large = (CATALOG.by_slug[f"yame-sencha{end}"] for end in ("", "-large"))
    tin = small.model_copy(update={"alt": "A tin"})
    known = CATALOG.model_copy(update={"by_slug": {**CATALOG.by_slug, tin.slug: tin}})
    monkeypatch.setattr("rxapp.pages.product.CATALOG", known)
    assert (_alt(tin), _alt(large), _alt(large.model_copy(update={"alt": "A box"}))) == ("A tin", "A tin", "A box")


def test_what_is_to_be_seen_is_said_wherever_the_picture_is_what_leads_or_is_looked_at():
    tea = CATALOG.by_slug[SLUGS[0]].model_copy(update={"alt": "A tin of tea"})
    club = CATALOG.plans["tea_club"].model_copy(update={"alt": "A box of tins"})
    for drawn in (shelf([tea], CATALOG.currency), product_page.page(tea)):
        assert '"A tin of tea"' in str(drawn)
    assert '"A box of tins"' in str(plan_page.page("tea_club", club))


def test_a_plan_says_how_long_it_is_free_for_whom():
    club = CATALOG.plans["tea_club"]
    assert _trials(club) == "The first 7 days are free; 14 with a friend's code; 30 for Gold members."


def test_without_friends_codes_nothing_is_said_of_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plan_page, "CATALOG", CATALOG.model_copy(update={"referrals": None}))
    assert _trials(CATALOG.plans["tea_club"]) == "The first 7 days are free; 30 for Gold members."
