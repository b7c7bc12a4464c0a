"""Paying on a page: the handlers around a payment, whatever the payment service says."""

from typing import Any

import pytest

from rxapp.orders.ledger import Ledger
from rxapp.orders.records import Checkout, Flow
from rxapp.payments.failures import StripeUnavailable
from rxapp.shop.refusal import BeingPaid, ChangedMeanwhile, SessionEnded
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.states.forms import AWAY, checkout_of, in_another_tab, leads_to, opens_the_form, pay, stripe_says, wrap


async def test_placing_shuts_the_page_and_releasing_opens_it(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    assert await tab.call(CheckoutState, "place", revision=1, amount=2300) is None
    assert (page.placing, page.refusal["number"]) == (1, 0)
    await wrap(tab)
    assert (page.problems, page.revision) == ({"checkout": BeingPaid.sentence}, 1)
    assert await tab.call(CheckoutState, "release") is None
    assert page.placing == 0
    await wrap(tab)
    assert (page.problems, page.revision) == ({}, 2)


@pytest.mark.parametrize(("revision", "amount"), [(0, 2300), (2, 2300), (1, 2299), (1, 0)])
async def test_nothing_is_placed_that_the_shopper_did_not_see(shop: LocalStore, tab: Tab, revision: int, amount: int):
    page = await tab.open_cart("yame-sencha")
    assert await tab.call(CheckoutState, "place", revision=revision, amount=amount) is None
    said = ChangedMeanwhile.another_total if revision == page.revision else ChangedMeanwhile.sentence
    assert (page.placing, page.refusal) == (0, {"number": 1, "message": said})
    assert (await checkout_of(shop, tab)).status == "open"


async def test_a_form_whose_session_was_replaced_pays_nothing_and_gives_way(shop: LocalStore, tab: Tab):
    """The revision and the amount are still those that it shows."""
    page = await tab.open_cart("yame-sencha")
    checkout = await checkout_of(shop, tab)
    await shop.services.sessions.expire(str(checkout.session_id))
    await shop.services.ledger.replace_session(checkout.id, str(checkout.session_id))
    other = Tab(tab.shopper)
    await other.follow(CheckoutState, "load")
    assert opens_the_form(await tab.call(CheckoutState, "place", revision=1, amount=2300))
    assert (page.placing, page.refusal) == (0, {"number": 1, "message": SessionEnded.sentence})
    assert (await checkout_of(shop, tab)).status == "open"
    await other.call(CheckoutState, "place", revision=1, amount=2300)
    assert other.state(CheckoutState).placing == 1, "the form of today pays"


async def test_a_change_under_another_tabs_payment_looks_what_becomes_of_it(shop: LocalStore, tab: Tab):
    await tab.open_cart("yame-sencha")
    other = Tab(tab.shopper)
    await other.follow(CheckoutState, "load")
    await tab.call(CheckoutState, "place", revision=1, amount=2300)
    assert opens_the_form(await wrap(other)), "which waits for that payment"
    assert await wrap(tab) is None, "its own is on its way from here"


async def test_a_refused_placing_shows_what_is_true_now(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await in_another_tab(tab, "set_add_on", key="gift_wrap", on=True)
    await tab.call(CheckoutState, "place", revision=1, amount=2300)
    assert (page.total, page.revision, page.placing) == ("$28.00", 2, 0)


@pytest.mark.parametrize("meanwhile", ["paid", "placed"])
async def test_a_cart_that_another_tab_pays_while_the_page_reads_it_is_not_called_empty(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch, meanwhile: str
):
    await tab.open_cart("yame-sencha")
    read = await shop.services.ledger.unfinished(tab.shopper)
    await (pay(shop, tab) if meanwhile == "paid" else in_another_tab(tab, "place", revision=1, amount=2300))

    async def read_before(_ledger: Ledger, _shopper: str) -> Checkout | None:
        return read

    monkeypatch.setattr(Ledger, "unfinished", read_before)
    later = Tab(tab.shopper)
    assert (await later.call(CheckoutState, "load")) == CheckoutState.open_form
    page = later.state(CheckoutState)
    assert (page.loaded, page.empty, page.refusal["number"], page.total) == (True, False, 0, "$23.00")


HANDLERS: list[tuple[str, dict[str, Any]]] = [
    ("place", {"revision": 1, "amount": 2300}),
    ("set_add_on", {"key": "gift_wrap", "on": True}),
    ("open_form", {}),
    ("release", {}),
]


@pytest.mark.parametrize(("handler", "payload"), HANDLERS)
async def test_a_page_whose_cart_is_paid_goes_to_its_order(
    shop: LocalStore, tab: Tab, handler: str, payload: dict[str, Any]
):
    await tab.open_cart("yame-sencha")
    order = await pay(shop, tab)
    assert leads_to(await tab.call(CheckoutState, handler, **payload)) == order


async def test_a_payment_that_came_about_after_all_is_settled_by_the_release(shop: LocalStore, tab: Tab):
    await tab.open_cart("yame-sencha")
    order = await pay(shop, tab, settled=False)
    assert leads_to(await tab.call(CheckoutState, "release")) == order
    assert len(await shop.query("SELECT * FROM orders")) == 1


async def test_an_order_by_intent_is_named_so(shop: LocalStore, tab: Tab):
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    checkout = await checkout_of(shop, tab)
    await shop.services.ledger.choose_flow(checkout.id, None, Flow.PAYMENT_INTENT)
    page = await tab.open_cart()
    await tab.call(CheckoutState, "place", revision=page.revision, amount=2300)
    assert await shop.confirm(page.client_secret, 2300)
    id = page.client_secret.partition("_secret_")[0]
    assert leads_to(await tab.call(CheckoutState, "release")) == f"/complete?payment_intent={id}"


async def test_releasing_while_stripe_is_away_keeps_it_shut(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "place", revision=1, amount=2300)
    stripe_says(shop, monkeypatch, "retrieve", StripeUnavailable("no answer"))
    assert await tab.call(CheckoutState, "release") is None
    assert (page.placing, page.refusal) == (1, {"number": 1, "message": AWAY})


async def test_a_question_of_the_bank_is_withdrawn_by_the_tab_that_asked(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "place", revision=1, amount=2300)
    assert await shop.confirmation(page.client_secret, 2300, "pm_card_authenticationRequired")
    assert opens_the_form(await tab.call(CheckoutState, "release")), "that session is gone"
    assert (page.placing, page.refusal["number"]) == (0, 0)


@pytest.mark.parametrize("has", [(2300, 0), (2299, 0), (2300, 7)])
async def test_a_browser_that_has_something_else_makes_stripe_doubted(shop: LocalStore, tab: Tab, has: tuple[int, int]):
    page = await tab.open_cart("yame-sencha")
    amount, trial_days = has
    wanted = await tab.call(CheckoutState, "check_session", status="open", amount=amount, trial_days=trial_days)
    assert opens_the_form(wanted)
    checkout = await checkout_of(shop, tab)
    assert checkout.in_step == (has == (2300, 0))
    assert page.refusal["number"] == 0


@pytest.mark.parametrize("status", ["complete", "expired", "", "OPEN"])
async def test_of_a_session_that_has_ended_nothing_is_taken_over(shop: LocalStore, tab: Tab, status: str):
    await tab.open_cart("yame-sencha")
    wanted = await tab.call(CheckoutState, "check_session", status=status, amount=1, trial_days=0)
    assert opens_the_form(wanted)
    assert (await checkout_of(shop, tab)).in_step


async def test_what_the_browser_changed_at_stripe_is_taken_over(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("assam-breakfast")
    checkout = await checkout_of(shop, tab)
    [item] = checkout.stripe_items.values()
    assert [line.stripe_item for line in page.lines] == [item.id], "which Stripe.js may change by itself"
    items: Any = [{"id": item.id, "quantity": 3}]
    await shop.stripe.v1.checkout.sessions.update_async(str(checkout.session_id), {"line_items": items})
    await tab.follow(CheckoutState, "check_session", status="open", amount=4700, trial_days=0)
    assert (page.lines[0].quantity, page.total) == (3, "$47.00")


async def test_stripe_away_while_it_is_checked_is_said(shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch):
    page = await tab.open_cart("yame-sencha")
    stripe_says(shop, monkeypatch, "retrieve", StripeUnavailable("no answer"))
    assert await tab.call(CheckoutState, "check_session", status="open", amount=1, trial_days=0) is None
    assert page.refusal == {"number": 1, "message": AWAY}


async def test_a_form_that_could_not_be_opened_says_so(shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch):
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    with monkeypatch.context() as patch:
        stripe_says(shop, patch, "create", StripeUnavailable("no answer"))
        await tab.follow(CheckoutState, "load")
    page = tab.state(CheckoutState)
    assert (page.client_secret, page.refusal) == ("", {"number": 1, "message": AWAY})
    assert opens_the_form(await wrap(tab)), "every change tries again"
    await tab.call(CheckoutState, "open_form")
    assert page.client_secret
