"""What a page forgets of an earlier visit, and what it goes on saying: the one sentence beside the other."""

from typing import Any

import pytest
from reflex.state import State

from rxapp.checkout.syncing import TOO_SMALL_TAKEN_BACK
from rxapp.payments.failures import StripeRefused
from rxapp.shop.refusal import BeingPaid, Finished, NoCookies, Refusal
from rxapp.states import checkout, sockets
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.states.membership import MembershipState
from rxapp.states.order import OrderState
from rxapp.states.orders import OrdersState
from rxapp.states.presenting import NOT_PAID
from rxapp.states.shop import ShopState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.shop.addresses import HAWAII
from tests.unit.states.forms import in_another_tab, opens_the_form, stripe_says, wrap

BOTH = pytest.mark.parametrize("state", [CheckoutState, JoinState])
TOLD = {"donation": "Did you mean $5.50?"}


async def opened(tab: Tab, state: type) -> Any:
    return await (tab.open_cart("yame-sencha") if state is CheckoutState else tab.open_plan())


@BOTH
async def test_where_nothing_is_found_nothing_is_left_of_the_form_there_was(shop: LocalStore, tab: Tab, state: type):
    page = await opened(tab, state)
    await tab.call(state, "place", revision=page.revision, amount=page.amount)
    assert page.placing and page.client_secret and page.opened
    tab.at("/", cookie="")
    payload = {} if state is CheckoutState else {"plan": "tea_club"}
    await tab.call(state, "load", **payload)
    assert (page.loaded, page.placing, page.client_secret, page.opened) == (True, 0, "", "")
    assert (page.revision, page.synced_revision, page.refusal["message"]) == (0, 0, NoCookies.sentence)
    number = page.refusal["number"]
    for handler in ("open_form", "sync", "release"):
        assert await tab.call(state, handler) is None
    assert page.refusal["number"] == number, "there is nothing to ask about"


async def test_the_form_goes_with_the_last_thing_in_the_cart(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    assert page.client_secret and page.opened
    await tab.call(CheckoutState, "remove", slug="yame-sencha")
    assert await tab.call(CheckoutState, "open_form") is None
    assert (page.client_secret, page.opened) == ("", "")
    await Tab(tab.shopper).call(CartState, "add", slug="yame-sencha", quantity="1")
    assert opens_the_form(await tab.call(CheckoutState, "look_again")), "it is opened anew"


async def test_a_cart_that_is_read_again_announces_nothing(tab: Tab):
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    await tab.call(CartState, "set_quantity", slug="yame-sencha", quantity=3)
    assert tab.state(CartState).announcement
    await tab.call(CartState, "load")
    assert tab.state(CartState).announcement == ""


async def test_who_keeps_no_cookies_is_told_so_in_the_cart(tab: Tab):
    tab.at("/cart", cookie="")
    await tab.call(CartState, "load")
    cart = tab.state(CartState)
    assert (cart.loaded, list(cart.problems.values())) == (True, [NoCookies.sentence])


SAID = "said on another visit"
OF_ANOTHER_VISIT: dict[type[State], dict[str, Any]] = {
    CheckoutState: {"problems": TOLD, "stuck": TOLD, "tried": SAID, "announcement": SAID, "code": SAID, "placing": 1},
    JoinState: {"problems": TOLD, "stuck": TOLD, "tried": SAID, "announcement": SAID, "joined": SAID, "placing": 1},
    CartState: {"problems": TOLD, "announcement": SAID, "added": SAID},
    OrdersState: {"problem": SAID, "older": True},
    MembershipState: {"problems": TOLD, "announcement": SAID, "asking": "tea_club", "busy": "tea_club"},
    OrderState: {"number": SAID, "paid_here": SAID, "found": True, "waiting": True, "failed": True, "plan": SAID},
}


@pytest.mark.parametrize(
    ("state", "name"),
    [(state, name) for state, left in OF_ANOTHER_VISIT.items() for name in left],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
async def test_what_another_visit_has_left_is_forgotten(shop: LocalStore, tab: Tab, state: type[State], name: str):
    page = tab.state(state)
    setattr(page, name, OF_ANOTHER_VISIT[state][name])
    await tab.call(state, "load", **({"plan": "tea_club"} if state is JoinState else {}))
    assert getattr(page, name) == getattr(Tab().state(state), name)


async def test_what_is_said_elsewhere_stays_when_a_change_is_taken_back(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    page = await tab.open_cart("yame-sencha")
    await wrap(tab)
    page.problems = dict(TOLD)
    stripe_says(shop, monkeypatch, "update", StripeRefused("no", code="amount_too_small", of_content=True))
    await tab.call(CheckoutState, "sync")
    assert page.problems == TOLD | {"gift_wrap": TOO_SMALL_TAKEN_BACK}


async def test_what_is_said_stays_when_the_page_itself_asks_for_something(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "apply_code", code="WELCOME10")
    page.problems, page.stuck = dict(TOLD), {"code": "No answer."}
    await tab.call(CheckoutState, "end_offers")
    assert (page.problems, page.stuck) == (TOLD, {"code": "No answer."})
    await tab.call(CheckoutState, "sync")
    page.stuck = {"code": "No answer."}
    await in_another_tab(tab, "place", revision=page.revision, amount=page.amount)
    await tab.call(CheckoutState, "end_offers")
    assert page.problems == TOLD | {"checkout": BeingPaid.sentence}, "a no beside what was said"
    assert page.stuck == {"code": "No answer."}


async def test_a_page_that_comes_back_unpaid_says_so_beside_what_it_said(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    page.problems = dict(TOLD)
    sockets.note("", came_back=True)  # the tests' tabs have no other socket
    await tab.call(ShopState, "arrive")
    tab.at("/checkout?unpaid=1")
    await tab.call(CheckoutState, "load")
    assert page.problems == TOLD | {"checkout": NOT_PAID}


@pytest.mark.parametrize("refusal", [BeingPaid, Finished])
async def test_a_cart_that_is_paid_while_its_page_opens_is_shown_until_the_form_finds_out(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch, refusal: type[Refusal]
):
    async def refused(*_given: object) -> None:
        raise refusal

    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    monkeypatch.setattr(checkout, "change", refused)
    assert opens_the_form(await tab.call(CheckoutState, "load"))
    page = tab.state(CheckoutState)
    assert (page.loaded, page.total, page.problems, page.refusal["number"]) == (True, "$23.00", {}, 0)


async def test_a_no_takes_the_place_of_what_was_said_before(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    page.problems = dict(TOLD)
    await tab.call(CheckoutState, "apply_code", code="NO SUCH CODE")
    assert list(page.problems) == ["code"]


async def test_the_form_of_an_address_is_told_of_addresses_alone(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "set_quantity", slug="yame-sencha", quantity=2)
    assert page.addresses_taken == 0
    await tab.call(CheckoutState, "set_destination", typed=HAWAII.model_dump())
    assert page.addresses_taken == 1
