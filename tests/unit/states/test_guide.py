"""The guide of a test store fills a cart, once, and leads to the checkout."""

import pytest

from rxapp.checkout.trying import CONTROL
from rxapp.shop.catalog import CATALOG
from rxapp.shop.refusal import NoCookies
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.guide import GuideState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.states.forms import checkout_of, leads_to, opens_the_form

GOODS = list(CATALOG.demo_cart or (CATALOG.shelf[0].slug,))


async def in_the_cart(tab: Tab) -> list[tuple[str, int]]:
    await tab.call(CartState, "load")
    return [(line.slug, line.quantity) for line in tab.state(CartState).lines]


@pytest.mark.parametrize("place", ["/", "/cart", "/checkout/more"])
async def test_it_fills_the_cart_and_leads_to_the_checkout(tab: Tab, place: str):
    tab.at(place)
    assert leads_to(await tab.call(GuideState, "fill_cart")) == "/checkout"
    assert await in_the_cart(tab) == [(slug, 1) for slug in GOODS]


@pytest.mark.parametrize("place", ["/checkout", "/checkout/"])
async def test_at_the_checkout_the_page_reads_it_again(tab: Tab, place: str):
    tab.at(place)
    assert await tab.call(GuideState, "fill_cart") is CheckoutState.event_handlers["load"]
    assert await in_the_cart(tab) == [(slug, 1) for slug in GOODS]


async def test_what_is_in_it_already_is_not_put_in_again(tab: Tab):
    await tab.call(CartState, "add", slug=GOODS[0], quantity="3")
    for _ in range(2):
        await tab.call(GuideState, "fill_cart")
    assert sorted(await in_the_cart(tab)) == sorted([(GOODS[0], 3), *((slug, 1) for slug in GOODS[1:])])


async def test_why_it_could_not_is_said_in_the_guide_until_it_can(tab: Tab):
    tab.at("/", cookie="")
    assert await tab.call(GuideState, "fill_cart") is None
    assert tab.state(GuideState).problems == {CONTROL: NoCookies.sentence}
    tab.at("/", cookie=Tab(tab.shopper).cookie)
    assert leads_to(await tab.call(GuideState, "fill_cart")) == "/checkout"
    assert tab.state(GuideState).problems == {}


async def test_without_a_list_in_the_catalogue_it_is_the_first_on_the_shelf(tab: Tab, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rxapp.states.guide.CATALOG", CATALOG.model_copy(update={"demo_cart": ()}))
    await tab.call(GuideState, "fill_cart")
    assert await in_the_cart(tab) == [(CATALOG.shelf[0].slug, 1)]


@pytest.mark.parametrize(("handler", "asked"), [("let_session_expire", {}), ("let_stripe_be", {"trouble": "down"})])
async def test_a_form_that_gave_way_is_replaced_and_nothing_befalls_the_other(
    shop: LocalStore, tab: Tab, handler: str, asked: dict[str, str]
):
    page = await tab.open_cart("yame-sencha")
    checkout = await checkout_of(shop, tab)
    await shop.services.ledger.replace_session(checkout.id, str(checkout.session_id))
    await Tab(tab.shopper).follow(CheckoutState, "load")
    assert opens_the_form(await tab.call(CheckoutState, handler, **asked))
    assert (page.problems, page.tried) == ({}, "")
    today = await shop.services.sessions.retrieve(str((await checkout_of(shop, tab)).session_id))
    assert (today.status, await shop.control("faults", method="GET")) == ("open", [])
