"""The page on which a plan is joined."""

from datetime import timedelta
from typing import Any

import pytest

from rxapp.checkout.placing import NO_ADDRESS
from rxapp.orders.models import now
from rxapp.states.cart import CartState
from rxapp.states.joining import JoinState
from rxapp.states.presenting import day
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.shop.addresses import NEW_YORK


async def test_a_plan_begins_with_its_trial(tab: Tab):
    page = await tab.open_plan()
    assert (page.loaded, page.problems, page.joined) == (True, {}, "")
    assert (page.trial, page.trial_days, page.due_today, page.follows) == ("7 days free", 7, "$0.00", "$24.00 a month")
    assert page.trial_ends == day((now() + timedelta(days=7)).date())
    assert (page.member, page.referral, page.referral_note, page.amount) == ("", "", "", 0)
    assert page.client_secret.startswith("cs_")


@pytest.mark.parametrize(
    ("changes", "trial", "note"),
    [
        ([("set_referral", {"code": "secondcup"})], "14 days free with SECONDCUP", ""),
        ([("sign_in", {"member": "gold"})], "30 days free for Gold members", ""),
        (
            [("set_referral", {"code": "SECONDCUP"}), ("sign_in", {"member": "gold"})],
            "30 days free for Gold members",
            "Its 14 days are within your 30.",
        ),
        ([("set_referral", {"code": "SECONDCUP"}), ("remove_referral", {})], "7 days free", ""),
        ([("sign_in", {"member": "gold"}), ("sign_in", {"member": ""})], "7 days free", ""),
    ],
)
async def test_who_joins_decides_how_long_it_is_free(
    shop: LocalStore, tab: Tab, changes: list[tuple[str, dict[str, Any]]], trial: str, note: str
):
    page = await tab.open_plan()
    for handler, payload in changes:
        await tab.call(JoinState, handler, **payload)
        await tab.follow(JoinState, "sync")
    assert (page.trial, page.referral_note, page.problems, page.refusal["number"]) == (trial, note, {}, 0)
    assert page.trial_days == int(trial.split()[0])
    assert page.synced_revision == page.revision
    held = (await shop.services.ledger.checkout(page._checkout_id)).cart
    assert (page.member, page.referral) == (held.member, held.referral)


async def test_the_term_that_is_chosen_decides_what_follows(shop: LocalStore, tab: Tab):
    page = await tab.open_plan()
    first = page.client_secret
    assert [(one.name, one.detail, one.price, one.chosen) for one in page.terms] == [
        ("Monthly", "", "$24.00 a month", True),
        ("Yearly", "2 months for nothing", "$240.00 a year", False),
    ]
    await tab.call(JoinState, "choose_term", key="yearly")
    assert [one.chosen for one in page.terms] == [False, True]
    assert (page.follows, page.due_today, page.trial, page.problems) == ("$240.00 a year", "$0.00", "7 days free", {})
    assert page.announcement == f"7 days free, until {page.trial_ends}, then $240.00 a year"
    await tab.follow(JoinState, "sync")
    assert (page.client_secret, page.synced_revision, page.refusal["number"]) == (first, page.revision, 0)


async def test_a_term_that_there_is_not_is_refused_beside_the_choice(tab: Tab):
    page = await tab.open_plan()
    await tab.call(JoinState, "choose_term", key="weekly")
    assert page.problems == {"term": "It can't be paid that way. Please choose one of these."}
    assert page.follows == "$24.00 a month"


async def test_it_is_said_where_the_tin_goes(tab: Tab):
    page = await tab.open_plan()
    assert page.destination["place"] == "Portland, Oregon", "as in the cart of a test store"
    await tab.call(JoinState, "set_destination", typed=NEW_YORK.model_dump())
    assert (page.destination["city"], page.addresses_taken, page.problems) == (NEW_YORK.city, 1, {})
    await tab.call(JoinState, "set_destination", typed=NEW_YORK.model_dump() | {"postal_code": "x"})
    assert (list(page.problems), page.addresses_taken) == (["address-postal_code"], 1)


@pytest.mark.parametrize("mode", ["live"], indirect=True)
async def test_nobody_joins_before_there_is_an_address(mode: str, shop: LocalStore, tab: Tab):
    page = await tab.open_plan()
    assert page.destination == {}
    await tab.call(JoinState, "place", revision=page.revision, amount=0)
    assert (page.placing, page.refusal["message"]) == (0, NO_ADDRESS)
    await tab.call(JoinState, "set_destination", typed=NEW_YORK.model_dump())
    await tab.follow(JoinState, "sync")
    await tab.call(JoinState, "place", revision=page.revision, amount=0)
    assert page.placing == page.revision


@pytest.mark.parametrize("code", ["FREE", "", "WELCOME10"])
async def test_a_code_that_nobody_passed_on_is_refused_beside_its_field(tab: Tab, code: str):
    page = await tab.open_plan()
    await tab.call(JoinState, "set_referral", code=code)
    assert list(page.problems) == ["referral"]
    assert page.referral == ""


async def test_a_plan_that_there_is_not_cannot_be_joined(shop: LocalStore, tab: Tab):
    wanted = await tab.call(JoinState, "load", plan="coffee_club")
    page = tab.state(JoinState)
    assert wanted is None
    assert page.problems == {"checkout": "We have no such plan."}
    assert (page.refusal["number"], page.loaded, page.client_secret) == (1, True, "")
    assert await shop.query("SELECT id FROM checkouts") == [], "nothing has begun"


async def test_joining_leaves_the_cart_alone(shop: LocalStore, tab: Tab):
    await tab.call(CartState, "add", slug="yame-sencha", quantity="1")
    await tab.open_plan()
    await tab.call(CartState, "load")
    assert tab.state(CartState).count == 1
    cart = await tab.open_cart()
    assert (cart.total, tab.state(JoinState).due_today) == ("$23.00", "$0.00")


async def test_coming_back_goes_on(tab: Tab):
    first = (await tab.open_plan()).client_secret
    await tab.call(JoinState, "set_referral", code="SECONDCUP")
    again = await Tab(tab.shopper).open_plan()
    assert (again.client_secret, again.referral) == (first, "SECONDCUP")


async def test_a_plan_that_the_store_no_longer_offers_is_shown_as_it_was(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    page = await tab.open_plan()
    monkeypatch.setattr(type(shop.services), "price", lambda _self, _cart: page_without_plan())
    await tab.call(JoinState, "set_referral", code="SECONDCUP")
    assert page.follows == "$24.00 a month"


def page_without_plan() -> Any:
    from rxapp.shop.cart import Cart
    from rxapp.shop.catalog import CATALOG
    from rxapp.shop.pricing import quote

    return quote(Cart(), CATALOG)
