"""What stands on the pages of products and plans besides their own words: their sizes, what follows, and trials."""

import pytest

from rxapp.pages import plan as plan_page
from rxapp.pages.plan import _trials  # pyright: ignore[reportPrivateUsage]
from rxapp.pages.product import NEIGHBOURS, _neighbours  # pyright: ignore[reportPrivateUsage]
from rxapp.shop.catalog import CATALOG, Product
from tests.unit.pages.outline import outline
from tests.unit.pages.parts import given, of_page

SLUGS = [one.slug for one in CATALOG.shelf]


@pytest.mark.parametrize("product", CATALOG.products, ids=lambda product: product.slug)
def test_what_follows_on_the_shelf_is_shown_and_never_the_product_itself(product: Product):
    shown = [one.slug for one in _neighbours(product)]
    beside = [one.slug for one in CATALOG.goes_with(product.slug)]
    place = SLUGS.index(product.drawing)
    assert shown == [slug for slug in (SLUGS * 2)[place + 1 : place + len(SLUGS)] if slug not in beside][:NEIGHBOURS]
    assert len(shown) == NEIGHBOURS and product.drawing not in shown


@pytest.mark.parametrize("slug", ["yame-sencha", "yame-sencha-large"])
def test_each_size_leads_to_its_own_page(slug: str):
    ways = {"".join(outline(part)[:1]): given(part, "to") for part in of_page(f"/products/{slug}", "Link")}
    sizes = {name: to for name, to in ways.items() if name in ("Small", "Large")}
    assert sizes == {"Small": "/products/yame-sencha", "Large": "/products/yame-sencha-large"}


def test_a_plan_says_how_long_it_is_free_for_whom():
    club = CATALOG.plans["tea_club"]
    assert _trials(club) == "The first 7 days are free; 14 with a friend's code; 30 for Gold members."


def test_without_friends_codes_nothing_is_said_of_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plan_page, "CATALOG", CATALOG.model_copy(update={"referrals": None}))
    assert _trials(CATALOG.plans["tea_club"]) == "The first 7 days are free; 30 for Gold members."
