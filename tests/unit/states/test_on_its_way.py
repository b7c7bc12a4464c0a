"""An order whose money takes days, on the pages: placed, and paid later or back as a cart."""

from datetime import timedelta
from typing import Any

import pytest

from rxapp.checkout import opening
from rxapp.checkout.services import Services
from rxapp.orders.records import Order, Status
from rxapp.payments import goods
from rxapp.shop.catalog import CATALOG
from rxapp.states import order, presenting
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.order import OrderState
from rxapp.states.orders import OrdersState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.states.forms import leads_to

BANK, BROKE = "pm_usBankAccount_success", "pm_usBankAccount_noAccount"
FOUR_DAYS = 4 * 24 * 3600


@pytest.fixture(autouse=True)
def ways(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = CATALOG.model_copy(update={"ways_to_pay": ("card", "amazon_pay", "us_bank_account")})
    monkeypatch.setattr(goods, "CATALOG", catalog)
    monkeypatch.setattr(order, "SECONDS_BETWEEN", 0)


async def placed(shop: LocalStore, tab: Tab, method: str = BANK) -> str:
    """What the form does on Pay; gives the address that the browser goes to."""
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "place", revision=page.revision, amount=2300)
    assert await shop.confirmation(page.client_secret, 2300, method)
    return f"/complete?session={page.client_secret.partition('_secret_')[0]}"


async def look(tab: Tab, address: str) -> Any:
    tab.at(address)
    return await tab.follow(OrderState, "load")


async def days_pass(shop: LocalStore) -> None:
    await shop.control("clock", {"seconds": FOUR_DAYS})
    await shop.report_all()


async def test_it_is_shown_as_placed_and_not_as_paid(shop: LocalStore, tab: Tab):
    address = await placed(shop, tab)
    assert await look(tab, address) is None
    seen = tab.state(OrderState)
    assert (seen.loaded, seen.found, seen.waiting, seen.on_its_way, seen.failed) == (True, False, False, True, False)
    assert (seen.number, seen.total, [line.name for line in seen.lines]) == ("", "$23.00", ["Yame Sencha"])
    assert (seen.subtotal, seen.shipping_amount, bool(seen.paid_on)) == ("$18.00", "$5.00", True)
    assert (tab.state(CartState).count, tab.state(CheckoutState).loaded) == (0, False)
    await days_pass(shop)
    await look(tab, address)
    assert (seen.found, seen.on_its_way, seen.total) == (True, False, "$23.00")
    assert seen.number.startswith("KK-")


async def test_what_turns_out_to_be_on_its_way_is_waited_for_no_longer(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "place", revision=page.revision, amount=2300)
    really, looks = order.order_for, list[str]()

    async def order_for(store: Services, shopper: str, session_id: str) -> Order | None:
        looks.append(session_id)
        if len(looks) == 3:
            assert await shop.confirmation(page.client_secret, 2300, BANK)
        return await really(store, shopper, session_id)

    monkeypatch.setattr(order, "order_for", order_for)
    await look(tab, f"/complete?session={page.client_secret.partition('_secret_')[0]}")
    seen = tab.state(OrderState)
    assert (seen.on_its_way, seen.waiting, len(looks)) == (True, False, 3)


async def test_it_is_among_the_orders_in_plain_words(shop: LocalStore, tab: Tab):
    address = await placed(shop, tab)
    await shop.report_all()
    await tab.call(OrdersState, "load")
    [link] = tab.state(OrdersState).orders
    assert (link.number, link.address, link.total, link.what) == ("On its way", address, "$23.00", "Yame Sencha")
    await tab.call(CartState, "load")
    assert tab.state(CartState).latest_order == [link]
    await tab.call(OrdersState, "load")
    earlier = await shop.paid(tab.shopper)
    await shop.report_all()
    await tab.call(OrdersState, "load")
    addresses = [one.address for one in tab.state(OrdersState).orders]
    assert addresses == [address, f"/complete?session={earlier.checkout.session_id}"], "the unpaid first"
    others = Tab("ben")
    await others.call(OrdersState, "load")
    assert others.state(OrdersState).orders == []


async def test_the_other_tab_goes_to_it(shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(opening, "PAYMENT_LASTS", timedelta(0))
    other = Tab(tab.shopper)
    address = await placed(shop, tab)
    await other.open_cart()
    await shop.report_all()
    assert leads_to(await other.call(CheckoutState, "set_add_on", key="gift_wrap", on=True)) == address
    assert leads_to(await other.call(CheckoutState, "look_again")) == address
    assert leads_to(await other.follow(CheckoutState, "open_form")) == address


async def test_a_cart_that_has_come_back_says_why(shop: LocalStore, tab: Tab):
    address = await placed(shop, tab, BROKE)
    await look(tab, address)
    await days_pass(shop)
    tab.at("/checkout")
    page = tab.state(CheckoutState)
    await tab.follow(CheckoutState, "load")
    assert page.problems == {"checkout": presenting.MONEY_NEVER_CAME}
    assert (page.amount, bool(page.client_secret), [line.slug for line in page.lines]) == (2300, True, ["yame-sencha"])
    await tab.call(CheckoutState, "place", revision=page.revision, amount=2300)
    assert await shop.confirm(page.client_secret, 2300)
    await look(tab, f"/complete?session={page.client_secret.partition('_secret_')[0]}")
    assert tab.state(OrderState).found
    await tab.open_cart("yame-sencha")
    assert page.problems == {}


async def test_where_another_cart_was_filled_the_order_says_that_it_is_not_paid(shop: LocalStore, tab: Tab):
    address = await placed(shop, tab, BROKE)
    await shop.report_all()
    await tab.open_cart("kyoto-hojicha")
    await days_pass(shop)
    await look(tab, address)
    seen = tab.state(OrderState)
    assert (seen.on_its_way, seen.failed, seen.total) == (False, True, "$23.00")
    await tab.call(OrdersState, "load")
    assert [link.number for link in tab.state(OrdersState).orders] == ["Not paid"]
    assert tab.state(CartState).count == 1


@pytest.mark.parametrize(("outcome", "leads"), [("complete", False), ("fail", True)])
async def test_who_comes_back_from_another_page_sees_what_came_of_it(
    shop: LocalStore, tab: Tab, outcome: str, leads: bool
):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "place", revision=page.revision, amount=2300)
    method = await shop.stripe.v1.payment_methods.create_async({"type": "amazon_pay"})
    answer = await shop.confirmation(page.client_secret, 2300, method.id)
    assert answer
    question = answer["next_action"]["url"].rpartition("/")[2]
    back = (await shop.http.post(f"/v1/redirect/{question}", json={"outcome": outcome})).json()["return_url"]
    wanted = await look(tab, f"/complete?{back.partition('?')[2]}")
    assert (leads_to(wanted) == "/checkout?unpaid=1") == leads
    assert tab.state(OrderState).found != leads
    [row] = await shop.query("SELECT status FROM checkouts")
    assert row["status"] == (Status.OPEN if leads else Status.PAID)


async def test_the_secret_that_stripe_brings_back_leaves_the_address(shop: LocalStore, tab: Tab):
    tab.at("/complete?payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_x&redirect_status=failed")
    wanted = await tab.call(OrderState, "load")
    assert leads_to(wanted) == "/complete?payment_intent=pi_1&redirect_status=failed"
