"""A change on a page begins its own write at Stripe: the form that asks for it finds it under way, or ended."""

from datetime import timedelta

import pytest

from rxapp.orders import rights
from rxapp.payments.failures import StripeRefused, StripeUnavailable
from rxapp.settings import settings
from rxapp.shop.refusal import ChangeTakenBack, PaymentServiceRefused
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab, use_up_changes
from tests.unit.states.forms import AWAY, in_another_tab, stripe_says, wrap


@pytest.fixture(autouse=True)
def changes_go_ahead(shop: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing counts as one burst with what was before it."""
    monkeypatch.setattr(rights, "BURST", timedelta(0))


async def updates(shop: LocalStore, page: CheckoutState) -> int:
    return len(await shop.calls("POST", f"*/{page.client_secret.partition('_secret_')[0]}"))


async def test_the_form_asks_for_what_is_under_way(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    before = await updates(shop, page)
    assert await wrap(tab) is None
    assert (page.total, page.revision, page.synced_revision) == ("$28.00", 2, 1), "the page is told at once"
    await shop.services.ahead.finish()
    assert await tab.call(CheckoutState, "sync") is None
    assert (page.synced_revision, page.refusal["number"], page.stuck) == (2, 0, {})
    assert await updates(shop, page) == before + 1


async def test_while_the_form_asks_for_nothing_a_burst_is_one_write(shop: LocalStore, tab: Tab):
    """However slowly its changes come: each of the first writes has ended when the next one is made."""
    page = await tab.open_cart("yame-sencha")
    before = await updates(shop, page)
    for on in (True, False, True, False, True):
        await wrap(tab, on)
        await shop.services.ahead.finish()
    assert (page.revision, await updates(shop, page)) == (6, before + 1)
    await tab.call(CheckoutState, "sync")
    assert (page.synced_revision, await updates(shop, page)) == (6, before + 2)
    await wrap(tab, on=False)
    await shop.services.ahead.finish()
    assert await updates(shop, page) == before + 3, "the form has heard of all: the next burst goes ahead again"


@pytest.mark.parametrize(
    ("failure", "message"),
    [(StripeUnavailable("away"), AWAY), (StripeRefused("No."), PaymentServiceRefused.sentence)],
    ids=["away", "refused"],
)
@pytest.mark.parametrize("ended", [True, False])
async def test_its_failure_is_said_once_where_it_always_is(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch, failure: Exception, message: str, ended: bool
):
    page = await tab.open_cart("yame-sencha")
    with monkeypatch.context() as patch:
        stripe_says(shop, patch, "update", failure)
        await wrap(tab)
        if ended:
            await shop.services.ahead.finish()
        assert page.refusal["number"] == 0, "the form hasn't asked yet"
        await tab.call(CheckoutState, "sync")
    assert page.refusal == {"number": 1, "message": message}
    assert page.stuck == {"gift_wrap": message}
    await tab.call(CheckoutState, "sync")
    assert (page.synced_revision, page.refusal["number"], page.stuck) == (2, 1, {})


async def test_what_stripe_will_never_take_is_taken_back_beside_its_control(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    page = await tab.open_cart("yame-sencha")
    with monkeypatch.context() as patch:
        stripe_says(shop, patch, "update", StripeRefused("No.", "amount_too_large", "line_items", of_content=True))
        await wrap(tab)
        await shop.services.ahead.finish()
    await tab.call(CheckoutState, "sync")
    assert page.refusal == {"number": 1, "message": ChangeTakenBack.sentence}
    assert page.problems == {"gift_wrap": ChangeTakenBack.sentence}
    assert (page.total, page.revision, page.synced_revision) == ("$23.00", 3, 1)


async def test_another_tab_joins_it_too(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    before = await updates(shop, page)
    await wrap(tab)
    other = await in_another_tab(tab, "sync")
    await tab.call(CheckoutState, "sync")
    assert other.state(CheckoutState).synced_revision == page.synced_revision == 2
    assert await updates(shop, page) == before + 1


async def test_the_page_of_a_cart_opens_the_form_ahead(shop: LocalStore, tab: Tab):
    await shop.opened("somebody else")  # an account begins with its first call
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    before = len(await shop.calls())
    await tab.call(CartState, "open_ahead")
    ahead = len(await shop.calls())
    assert ahead > before
    await tab.call(CartState, "open_ahead")  # as the page is opened again
    page = tab.state(CheckoutState)
    await tab.follow(CheckoutState, "load")
    assert page.client_secret
    assert len(await shop.calls()) == ahead


@pytest.mark.parametrize(
    ("origin", "back_to"), [*((one, one) for one in settings.allowed_origins), ("http://evil.example", settings.origin)]
)
async def test_what_is_opened_ahead_leads_back_to_the_store_as_this_tab_knows_it(
    shop: LocalStore, tab: Tab, origin: str, back_to: str
):
    tab.at("/cart", origin=origin)
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    await tab.call(CartState, "open_ahead")
    [created] = await shop.calls("POST", "/v1/checkout/sessions")
    assert created["params"]["return_url"].startswith(f"{back_to}/complete?")


@pytest.mark.parametrize("cookie", [True, False])
async def test_without_a_cart_nothing_is_opened_ahead(shop: LocalStore, tab: Tab, cookie: bool):
    await shop.opened("somebody else")
    before = len(await shop.calls())
    if not cookie:
        tab.at("/cart", cookie="")
    assert await tab.call(CartState, "open_ahead") is None
    assert len(await shop.calls()) == before


async def test_whoever_asks_too_often_opens_nothing_ahead(shop: LocalStore, tab: Tab, clock: float):
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    await shop.opened("somebody else")
    await use_up_changes(tab.shopper)
    before = len(await shop.calls())
    assert await tab.call(CartState, "open_ahead") is None
    assert len(await shop.calls()) == before
