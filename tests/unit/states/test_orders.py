"""What was ordered in this browser is found again, on a page of its own and where the cart is empty."""

import pytest

from rxapp.shop.refusal import NoCookies
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.orders import OrdersState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab


async def orders(tab: Tab) -> OrdersState:
    await tab.call(OrdersState, "load")
    return tab.state(OrdersState)


async def pay(shop: LocalStore, tab: Tab) -> str:
    """Buys a tea; the address of the order."""
    paid = await shop.paid(tab.shopper)
    await shop.report_all()
    return f"/complete?session={paid.checkout.session_id}"


async def test_who_has_ordered_nothing_finds_nothing(shop: LocalStore, tab: Tab):
    await shop.paid("somebody else")
    await shop.report_all()
    seen = await orders(tab)
    assert (seen.loaded, seen.orders, seen.problem) == (True, [], "")


async def test_one_s_own_orders_are_there_the_latest_first_and_nobody_else_s(shop: LocalStore, tab: Tab):
    first = await pay(shop, tab)
    await pay(shop, Tab())
    second = await pay(shop, tab)
    seen = (await orders(tab)).orders
    assert [one.address for one in seen] == [second, first]
    assert {(one.total, one.what) for one in seen} == {("$23.00", "Yame Sencha")}
    [row, _] = await shop.query(f"SELECT number FROM orders WHERE shopper = '{tab.shopper}' ORDER BY created_at DESC")
    assert seen[0].number == row["number"]


@pytest.mark.parametrize("bought", [1, 2, 3, 5])
async def test_older_orders_are_there_when_they_are_asked_for(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch, bought: int
):
    monkeypatch.setattr("rxapp.states.orders.AT_ONCE", 2)
    addresses = [await pay(shop, tab) for _ in range(bought)]
    seen = await orders(tab)
    for shown in range(2, bought, 2):
        assert (len(seen.orders), seen.older) == (shown, True)
        await tab.call(OrdersState, "show_older")
    assert seen.older is False
    for _ in range(2):  # clicked once too often, and again
        await tab.call(OrdersState, "show_older")
    assert [one.address for one in seen.orders] == addresses[::-1]
    assert len((await orders(tab)).orders) == min(bought, 2)


async def test_somebody_without_a_cookie_is_told_what_is_needed(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("rxapp.states.orders.AT_ONCE", 1)
    for _ in range(2):
        await pay(shop, tab)
    assert (await orders(tab)).older
    tab.at("/orders", cookie="")
    seen = await orders(tab)
    assert (seen.loaded, seen.orders, seen.older, seen.problem) == (True, [], False, NoCookies.sentence)
    tab.at("/orders", cookie=Tab(tab.shopper).cookie)
    seen = await orders(tab)
    assert (len(seen.orders), seen.problem) == (1, "")


async def test_an_empty_cart_says_what_has_become_of_it(shop: LocalStore, tab: Tab):
    await pay(shop, tab)
    latest = await pay(shop, tab)
    cart = tab.state(CartState)
    await tab.follow(CheckoutState, "load")  # an empty checkout says so too
    assert [one.address for one in cart.latest_order] == [latest]
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    await tab.call(CartState, "load")
    assert cart.latest_order == []


async def test_an_empty_checkout_that_gets_the_focus_shows_what_was_put_in_elsewhere(shop: LocalStore, tab: Tab):
    await tab.follow(CheckoutState, "load")
    await tab.follow(CheckoutState, "look_again")
    assert tab.state(CheckoutState).empty
    await Tab(tab.shopper).call(CartState, "add", slug="yame-sencha", quantity="1")
    await tab.follow(CheckoutState, "look_again")
    page = tab.state(CheckoutState)
    assert (page.empty, page.total) == (False, "$23.00")
    assert page.client_secret, "and has its form"
