"""Undo: the page becomes what it was, and nothing else is said."""

import pytest

from rxapp.payments.failures import StripeUnavailable
from rxapp.states.checkout import CheckoutState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.states.forms import AWAY, stripe_says, wrap


async def test_undo_makes_the_page_what_it_was_and_says_nothing_else(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "apply_code", code="WELCOME10")
    with monkeypatch.context() as patch:
        stripe_says(shop, patch, "update", StripeUnavailable("no answer"))
        await tab.call(CheckoutState, "sync")
        assert await tab.call(CheckoutState, "undo") is None
        assert (page.total, page.code, page.problems, page.stuck) == ("$23.00", "", {}, {})
        assert page.revision == 3
        await tab.call(CheckoutState, "sync")
        assert (page.stuck, page.undoes) == ({"code": AWAY}, 0), "there is nothing more to take back"
    await tab.call(CheckoutState, "sync")
    assert page.synced_revision == 3


async def test_what_another_visit_changed_is_not_this_ones_to_take_back(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    page = await tab.open_cart("yame-sencha")
    await wrap(tab)
    await tab.follow(CheckoutState, "load")
    stripe_says(shop, monkeypatch, "update", StripeUnavailable("no answer"))
    await tab.call(CheckoutState, "sync")
    assert (page.refusal["message"], page.stuck, page.undo_named) == (AWAY, {}, "")
    await tab.call(CheckoutState, "undo")
    assert (page.problems, page.revision) == ({"checkout": "There is nothing to undo."}, 2)


async def test_undo_of_nothing_is_refused(shop: LocalStore, tab: Tab):
    page = await tab.open_cart("yame-sencha")
    await tab.call(CheckoutState, "undo")
    assert page.problems == {"checkout": "There is nothing to undo."}
    assert page.revision == 1


@pytest.mark.parametrize("read_before", [True, False])
async def test_undo_of_the_first_change_of_a_page_takes_back_that_one(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch, read_before: bool
):
    """Also where Stripe was behind when the page opened, or the page hadn't read anything yet."""
    await tab.open_cart("yame-sencha")
    await wrap(tab)
    again = Tab(tab.shopper)
    page = again.state(CheckoutState)
    if read_before:
        await again.follow(CheckoutState, "load")
        assert page.synced_revision < page.revision
    await again.call(CheckoutState, "choose_shipping", key="express")
    stripe_says(shop, monkeypatch, "update", StripeUnavailable("no answer"))
    await again.call(CheckoutState, "sync")
    assert (page.stuck, page.undoes) == ({"shipping": AWAY}, 1)
    await again.call(CheckoutState, "undo")
    assert (page.problems, page.total) == ({}, "$28.00")
