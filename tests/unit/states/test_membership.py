"""The page of memberships: what it says, what it asks, and where it says no."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rxapp.checkout.memberships import NOT_IN_IT, UNANSWERED
from rxapp.orders.models import now
from rxapp.shop.catalog import CATALOG
from rxapp.shop.refusal import NoCookies
from rxapp.states import membership, membership_words
from rxapp.states.membership import MembershipState
from rxapp.states.order import OrderState
from rxapp.states.presenting import full_day
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.shop.addresses import NEW_YORK

HARDLY = timedelta(minutes=15)


async def free_until(shop: LocalStore, tab: Tab) -> str:
    """The day on which the trial ends, as the page writes it: a week after the moment of joining."""
    [one] = await shop.services.memberships.of(tab.shopper)
    assert one.period_ends and timedelta(days=7) - HARDLY < one.period_ends - now() < timedelta(days=7) + HARDLY
    return full_day(one.period_ends)


async def joined(shop: LocalStore, tab: Tab, *changes: tuple[str, dict[str, Any]]) -> MembershipState:
    """The page of somebody who has just joined."""
    await tab.join_plan(shop, *changes)
    await tab.follow(MembershipState, "load")
    return tab.state(MembershipState)


async def test_whoever_joined_sees_it(shop: LocalStore, tab: Tab):
    page = await joined(shop, tab, ("choose_term", {"key": "yearly"}))
    [one] = page.memberships
    assert (one.name, one.price, one.picture) == ("Tea club", "$240.00 a year", "tea-club")
    assert one.standing == f"Free until {await free_until(shop, tab)}. Next payment on that day: $240.00."
    assert one.sent_to == NEW_YORK.written
    assert one.since == tab.state(OrderState).paid_on
    assert (one.may_leave, one.may_stay, page.loaded, page.problems) == (True, False, True, {})
    order = tab.state(OrderState)
    assert (order.number, order.destination, order.due_later) == (one.key, one.sent_to, "$240.00")
    assert one.receipt.startswith("/complete?session=cs_")


async def test_somebody_else_sees_nothing_and_can_do_nothing(shop: LocalStore, tab: Tab):
    page = await joined(shop, tab)
    stranger = Tab()
    await stranger.follow(MembershipState, "load")
    other = stranger.state(MembershipState)
    assert (other.loaded, other.memberships) == (True, [])
    for wish in ("leave", "stay"):
        for plan in ("tea_club", page.memberships[0].key, "coffee_club"):
            await stranger.follow(MembershipState, wish, plan=plan)
            assert (other.memberships, other.problems) == ([], {"checkout": NOT_IN_IT})
    assert not await shop.calls("POST", "/v1/subscriptions/*")
    await tab.follow(MembershipState, "load")
    assert page.memberships[0].may_leave


async def test_leaving_is_asked_once_and_may_be_taken_back(shop: LocalStore, tab: Tab):
    page = await joined(shop, tab)
    page.problems = {"tea_club": "No answer."}
    await tab.call(MembershipState, "ask", plan="tea_club")
    assert (page.asking, page.problems) == ("tea_club", {})
    until = await free_until(shop, tab)
    assert page.memberships[0].question == (
        f"Leave the Tea club? It's free until {until} as before, and nothing is charged after that."
    )
    await tab.call(MembershipState, "ask", plan="")
    assert (page.asking, await shop.calls("POST", "/v1/subscriptions/*")) == ("", [])
    await tab.call(MembershipState, "ask", plan="tea_club")
    await tab.follow(MembershipState, "leave", plan="tea_club")
    [one] = page.memberships
    assert one.standing == f"It's free until {until}, and then it ends. Nothing more is charged."
    assert (one.may_leave, one.may_stay, page.asking, page.busy, page.announcement) == (
        *(False, True, "", ""),
        one.standing,
    )
    await tab.follow(MembershipState, "stay", plan="tea_club")
    assert page.memberships[0].may_leave and page.announcement.startswith("Free until")


async def test_while_stripe_is_away_it_is_said_beside_the_button(shop: LocalStore, tab: Tab):
    page = await joined(shop, tab)
    await shop.fault("server_error", path="/v1/subscriptions/*", times=None, should_retry=False)
    await tab.call(MembershipState, "ask", plan="tea_club")
    await tab.follow(MembershipState, "leave", plan="tea_club")
    assert (page.problems, page.busy, page.asking) == ({"tea_club": UNANSWERED}, "", "tea_club")
    assert page.memberships[0].may_leave
    await shop.no_faults()
    await tab.follow(MembershipState, "leave", plan="tea_club")
    assert (page.problems, page.memberships[0].may_stay) == ({}, True)


async def test_one_that_has_ended_meanwhile_is_shown_so_with_the_refusal(shop: LocalStore, tab: Tab):
    page = await joined(shop, tab)
    [one] = await shop.services.memberships.of(tab.shopper)
    await shop.stripe.v1.subscriptions.cancel_async(one.subscription_id)
    assert page.memberships[0].may_leave
    await tab.follow(MembershipState, "leave", plan="tea_club")
    assert page.problems == {"checkout": NOT_IN_IT}
    assert (page.memberships[0].may_leave, page.memberships[0].may_stay, page.busy) == (False, False, "")


async def test_what_another_visit_asked_and_said_is_gone(shop: LocalStore, tab: Tab):
    page = await joined(shop, tab)
    page.asking, page.busy, page.problems, page.announcement = "tea_club", "tea_club", {"tea_club": UNANSWERED}, "Over."
    await tab.call(MembershipState, "load")
    assert (page.asking, page.busy, page.problems, page.announcement) == ("", "", {}, "")
    assert page.loaded and page.memberships


async def test_a_page_that_opens_asks_stripe_how_it_stands(shop: LocalStore, tab: Tab):
    page = await joined(shop, tab)
    [one] = await shop.services.memberships.of(tab.shopper)
    await shop.stripe.v1.subscriptions.cancel_async(one.subscription_id)
    await tab.follow(MembershipState, "load")
    assert page.memberships[0].standing.startswith("It ended on ")
    assert (page.memberships[0].may_leave, page.problems) == (False, {})


@pytest.mark.parametrize("wish", ["leave", "stay"])
async def test_while_stripe_is_told_its_button_is_busy(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch, wish: str
):
    page = await joined(shop, tab)
    page.problems = {"tea_club": UNANSWERED}
    seen: list[tuple[str, dict[str, str]]] = []

    async def told(*_given: object) -> list[Any]:
        seen.append((page.busy, dict(page.problems)))
        return await shop.services.memberships.of(tab.shopper)

    monkeypatch.setattr(membership, wish, told)
    await tab.call(MembershipState, wish, plan="tea_club")
    assert (seen, page.busy) == ([("tea_club", {})], "")


async def test_who_keeps_no_cookies_is_told_so(shop: LocalStore, tab: Tab):
    tab.at("/membership", cookie="")
    for handler, payload in (("load", {}), ("leave", {"plan": "tea_club"}), ("stay", {"plan": "tea_club"})):
        await tab.follow(MembershipState, handler, **payload)
        page = tab.state(MembershipState)
        assert (page.memberships, page.problems) == ([], {"checkout": NoCookies.sentence})


TODAY = datetime(2030, 5, 17, 12, tzinfo=UTC)
LATER = TODAY + timedelta(days=30)
EVER = full_day(LATER)
STANDINGS = [
    ({"status": "active"}, f"Next payment on {EVER}: $24.00.", True, False),
    ({"status": "active", "leaves": LATER}, f"It goes on until {EVER}, and then it ends.", False, True),
    ({"status": "past_due"}, "The last payment didn't come about.", True, False),
    ({"status": "unpaid"}, "The last payment didn't come about.", True, False),
    ({"status": "paused"}, "It is on hold at the moment.", True, False),
    ({"status": "active", "period_ends": None}, "Next payment on a day we don't know yet: $24.00.", True, False),
    ({"status": "canceled", "ended": LATER}, f"It ended on {EVER}.", False, False),
    ({"status": "active", "leaves": TODAY}, f"It ended on {full_day(TODAY)}.", False, False),
    ({"status": "canceled", "ended": TODAY, "leaves": LATER}, f"It ended on {full_day(TODAY)}.", False, False),
]


@pytest.mark.parametrize(("said", "standing", "may_leave", "may_stay"), STANDINGS)
async def test_how_it_stands_is_a_sentence(
    shop: LocalStore, tab: Tab, said: dict[str, Any], standing: str, may_leave: bool, may_stay: bool
):
    await joined(shop, tab)
    [one] = await shop.services.memberships.of(tab.shopper)
    seen = membership_words.view(one.model_copy(update={"period_ends": LATER} | said), CATALOG, TODAY)
    assert seen.standing.startswith(standing)
    until = "a day we don't know yet" if said.get("period_ends", LATER) is None else EVER
    assert until in seen.question, "the day until which it is paid, not that of a trial long ago"
    assert (seen.may_leave, seen.may_stay) == (may_leave, may_stay)


@pytest.mark.parametrize(
    ("interval", "every", "price"),
    [("month", 1, "$24.00 a month"), ("month", 3, "$24.00 every 3 months"), ("year", 1, "$24.00 a year")],
)
async def test_it_says_how_often_what_is_paid(shop: LocalStore, tab: Tab, interval: str, every: int, price: str):
    await joined(shop, tab)
    [one] = await shop.services.memberships.of(tab.shopper)
    often = one.model_copy(update={"interval": interval, "every": every})
    assert membership_words.view(often, CATALOG, now()).price == price


async def test_a_plan_that_is_no_longer_offered_is_still_seen_and_left(shop: LocalStore, tab: Tab):
    await joined(shop, tab)
    [one] = await shop.services.memberships.of(tab.shopper)
    closed = CATALOG.model_copy(update={"plans": {}})
    seen = membership_words.view(one, closed, now())
    assert (seen.name, seen.picture, seen.may_leave) == ("Tea club", "", True)
