"""Memberships: seen as Stripe has them, left and taken up again by their own shopper, right after every report."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import stripe

from rxapp.checkout.joining import join
from rxapp.checkout.memberships import NOT_IN_IT, REFUSED, UNANSWERED, leave, memberships, read_again, stay
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.checkout.settling import order_for
from rxapp.checkout.webhook_events import report
from rxapp.orders.models import now
from rxapp.orders.records import Membership
from rxapp.payments.values import Event
from rxapp.shop.catalog import CATALOG
from rxapp.shop.changes import Join
from rxapp.shop.refusal import PaymentServiceRefused, PaymentServiceUnavailable, Refusal
from rxapp.states.membership import Wish
from tests.faults.local_store import ORIGIN, LocalStore, refusal

PLAN, DAY = "tea_club", 24 * 60 * 60
UPDATES = "/v1/subscriptions/*"


async def member(shop: LocalStore, shopper: str = "anna", plan: str = PLAN) -> Membership:
    """Somebody who has just joined the tea club."""
    checkout = await join(shop.services, shopper, Join(plan=plan))
    form = await open_session(shop.services, checkout.id, ORIGIN)
    placed = await place(shop.services, shopper, checkout.id, form.checkout.revision, 0)
    assert placed.session_id and await shop.confirm(form.client_secret, 0)
    assert await order_for(shop.services, shopper, placed.session_id)
    [one, *_] = await shop.services.memberships.of(shopper)
    return one


async def at_stripe(shop: LocalStore, one: Membership) -> stripe.Subscription:
    return await shop.stripe.v1.subscriptions.retrieve_async(one.subscription_id)


async def known(shop: LocalStore, shopper: str = "anna") -> Membership:
    [one] = await shop.services.memberships.of(shopper)
    return one


async def pass_days(shop: LocalStore, days: int) -> None:
    await shop.control("clock", {"seconds": days * DAY})


async def test_whoever_joins_is_a_member_from_the_order_on(shop: LocalStore):
    one = await member(shop)
    assert (one.plan, one.status, one.amount, one.currency, one.interval, one.every) == (
        *(PLAN, "trialing", 2400, "usd"),
        *("month", 1),
    )
    subscription = await at_stripe(shop, one)
    assert one.trial_ends and one.trial_ends.timestamp() == subscription.trial_end
    assert (one.period_ends, one.leaves, one.ended) == (one.trial_ends, None, None)
    assert one.order.subscription_id == subscription.id and one.order.destination
    assert await shop.services.memberships.of("ben") == []


async def test_leaving_ends_it_with_the_trial_at_stripe_and_staying_takes_that_back(shop: LocalStore):
    one = await member(shop)
    for _ in range(2):
        [left] = await leave(shop.services, "anna", PLAN)
        assert left.leaves == one.trial_ends and not left.is_over(now())
        assert (await at_stripe(shop, one)).cancel_at_period_end
        [again] = await stay(shop.services, "anna", PLAN)
        assert again.leaves is None
        assert not (await at_stripe(shop, one)).cancel_at_period_end


async def test_leaving_twice_or_from_two_tabs_is_leaving_once(shop: LocalStore):
    await member(shop)
    await asyncio.gather(*(leave(shop.services, "anna", PLAN) for _ in range(3)))
    await leave(shop.services, "anna", PLAN)
    assert len(await shop.calls("POST", UPDATES)) == 1
    await asyncio.gather(*(stay(shop.services, "anna", PLAN) for _ in range(3)))
    assert len(await shop.calls("POST", UPDATES)) == 2


@pytest.mark.parametrize("wish", [leave, stay])
@pytest.mark.parametrize("plan", [PLAN, "coffee_club", ""])
async def test_nobody_leaves_what_they_are_not_in(shop: LocalStore, wish: Wish, plan: str):
    annas = await member(shop)
    before = len(await shop.calls())
    with pytest.raises(Refusal) as refused:
        await wish(shop.services, "ben", plan)
    assert (refused.value.control, refused.value.message) == ("checkout", NOT_IN_IT)
    assert len(await shop.calls()) == before, "Stripe isn't even asked"
    assert await known(shop) == annas


async def test_one_shopper_leaves_and_the_other_stays(shop: LocalStore):
    annas, bens = await member(shop), await member(shop, "ben")
    await leave(shop.services, "anna", PLAN)
    assert (await at_stripe(shop, annas)).cancel_at_period_end
    assert not (await at_stripe(shop, bens)).cancel_at_period_end
    assert (await known(shop, "ben")).leaves is None


@pytest.mark.parametrize("left", [PLAN, "coffee_club"])
async def test_who_leaves_one_plan_stays_in_the_other(shop: LocalStore, left: str):
    tea = CATALOG.plans[PLAN]
    both = CATALOG.model_copy(update={"plans": {PLAN: tea, "coffee_club": tea.model_copy(update={"name": "Coffee"})}})
    shop = replace(shop, services=replace(shop.services, catalog=both))
    joined = [await member(shop, plan=plan) for plan in both.plans]
    for wish, leaves in ((leave, {left}), (stay, set[str]())):
        known = await wish(shop.services, "anna", left)
        assert {one.plan for one in known if one.leaves} == leaves
        assert {one.plan for one in joined if (await at_stripe(shop, one)).cancel_at_period_end} == leaves
    await leave(shop.services, "anna", PLAN)
    await leave(shop.services, "anna", "coffee_club")
    known = await stay(shop.services, "anna", left)
    assert {one.plan for one in known if one.leaves} == set(both.plans) - {left}


async def test_without_an_answer_nothing_is_claimed_and_the_next_try_finds_out(shop: LocalStore):
    one = await member(shop)
    await shop.fault("server_error", path=UPDATES, method="POST", times=None, should_retry=False)
    with pytest.raises(PaymentServiceUnavailable) as unanswered:
        await leave(shop.services, "anna", PLAN)
    assert (unanswered.value.control, unanswered.value.message) == (PLAN, UNANSWERED)
    assert await known(shop) == one
    await shop.no_faults()
    assert (await leave(shop.services, "anna", PLAN))[0].leaves


async def test_a_lost_answer_is_looked_up_by_the_next_try(shop: LocalStore):
    await member(shop)

    def lose(answer: dict[str, object]) -> None:
        if answer.get("cancel_at_period_end"):
            raise stripe.APIConnectionError("the answer was lost")

    shop.wire.retouch = lose
    with pytest.raises(PaymentServiceUnavailable):
        await leave(shop.services, "anna", PLAN)
    shop.wire.retouch = None
    writes = len(await shop.calls("POST", UPDATES))
    assert (await leave(shop.services, "anna", PLAN))[0].leaves
    assert len(await shop.calls("POST", UPDATES)) == writes, "it was done already"


async def test_what_stripe_refuses_is_said_beside_the_plan(shop: LocalStore):
    one = await member(shop)

    async def refuse(request: object) -> object:
        return refusal() if getattr(request, "method", "") == "POST" else None

    shop.wire.meanwhile = refuse  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(PaymentServiceRefused) as refused:
        await leave(shop.services, "anna", PLAN)
    shop.wire.meanwhile = None
    assert (refused.value.control, refused.value.message) == (PLAN, REFUSED)
    assert await known(shop) == one


async def test_what_is_done_at_stripe_itself_is_reported_and_kept(shop: LocalStore):
    one = await member(shop)
    await shop.stripe.v1.subscriptions.update_async(one.subscription_id, {"cancel_at_period_end": True})
    assert (await known(shop)).leaves is None, "nobody has reported it"
    await shop.report_all()
    assert (await known(shop)).leaves == one.period_ends
    await shop.stripe.v1.subscriptions.cancel_async(one.subscription_id)
    await shop.report_all()
    ended = await known(shop)
    assert (ended.status, ended.is_over(now())) == ("canceled", True)
    assert ended.ended


async def test_reports_out_of_order_and_twice_end_in_what_is_so(shop: LocalStore):
    one = await member(shop)
    for ends in (True, False):
        await shop.stripe.v1.subscriptions.update_async(one.subscription_id, {"cancel_at_period_end": ends})
    for event in [*reversed(await shop.events()), *(await shop.events())]:
        await report(shop.services, event)
    assert (await known(shop)).leaves is None


async def test_a_report_of_somebody_elses_subscription_asks_nothing(shop: LocalStore):
    await member(shop)
    asked = len(await shop.calls())
    await report(shop.services, Event("evt_1", "customer.subscription.updated", "sub_nobodys"))
    assert len(await shop.calls()) == asked
    [event] = await shop.query("SELECT handled_at FROM webhook_events WHERE id = 'evt_1'")
    assert event["handled_at"]


async def test_looking_reads_from_stripe_and_says_the_last_known_while_it_does_not_answer(shop: LocalStore):
    one = await member(shop)
    await shop.stripe.v1.subscriptions.update_async(one.subscription_id, {"cancel_at_period_end": True})
    await shop.fault("server_error", path=UPDATES, method="GET", times=None, should_retry=False)
    assert await memberships(shop.services, "anna") == [one]
    await shop.no_faults()
    [left] = await memberships(shop.services, "anna")
    assert left.leaves == one.period_ends


async def test_what_has_ended_is_not_asked_after_any_more(shop: LocalStore):
    one = await member(shop)
    await shop.stripe.v1.subscriptions.cancel_async(one.subscription_id)
    [over] = await memberships(shop.services, "anna")
    asked = len(await shop.calls())
    assert await memberships(shop.services, "anna") == [over] and over.ended
    assert len(await shop.calls()) == asked


async def test_an_older_one_is_asked_after_though_the_latest_has_ended(shop: LocalStore):
    tea = CATALOG.plans[PLAN]
    both = CATALOG.model_copy(update={"plans": {PLAN: tea, "coffee_club": tea.model_copy(update={"name": "Coffee"})}})
    shop = replace(shop, services=replace(shop.services, catalog=both))
    older, latest = [await member(shop, plan=plan) for plan in both.plans]
    await shop.stripe.v1.subscriptions.cancel_async(latest.subscription_id)
    assert [bool(one.ended) for one in await memberships(shop.services, "anna")] == [True, False]
    await shop.stripe.v1.subscriptions.cancel_async(older.subscription_id)
    assert [bool(one.ended) for one in await memberships(shop.services, "anna")] == [True, True]


async def test_an_answer_that_was_asked_for_earlier_is_not_the_last_word(shop: LocalStore):
    one = await member(shop)
    of_before = await shop.services.subscriptions.retrieve(one.subscription_id)
    asked_at = now()
    await leave(shop.services, "anna", PLAN)
    await shop.services.memberships.keep(of_before, asked_at)
    assert (await known(shop)).leaves


async def test_an_answer_that_was_long_on_its_way_is_not_the_last_word(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch
):
    one = await member(shop)
    really, other = shop.services.subscriptions.retrieve, shop.another_worker()

    async def slow(id: str) -> Any:
        found = await really(id)
        await leave(other, "anna", PLAN)
        return found

    monkeypatch.setattr(shop.services.subscriptions, "retrieve", slow)
    await read_again(shop.services, one.subscription_id)
    assert (await known(shop)).leaves, "it was left after that was asked"


async def test_what_was_told_to_stripe_is_later_than_what_somebody_read_meanwhile(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch
):
    one = await member(shop)
    really, other = shop.services.subscriptions.retrieve, shop.another_worker()

    async def slow(id: str) -> Any:
        found = await really(id)
        await read_again(other, one.subscription_id)
        return found

    monkeypatch.setattr(shop.services.subscriptions, "retrieve", slow)
    assert (await leave(shop.services, "anna", PLAN))[0].leaves


async def test_time_goes_on_from_payment_to_payment_and_ends_what_was_left(shop: LocalStore):
    one = await member(shop)
    await pass_days(shop, 8)
    [paying] = await memberships(shop.services, "anna")
    assert paying.status == "active" and one.trial_ends and paying.period_ends
    assert timedelta(days=28) <= paying.period_ends - one.trial_ends <= timedelta(days=31)
    [left] = await leave(shop.services, "anna", PLAN)
    assert left.leaves == paying.period_ends
    await pass_days(shop, 31)
    [over] = await memberships(shop.services, "anna")
    assert (over.status, over.ended) == ("canceled", paying.period_ends)


async def test_whoever_has_left_may_come_back_once_it_is_over(shop: LocalStore):
    await member(shop)
    await leave(shop.services, "anna", PLAN)
    with pytest.raises(Refusal, match="You are in the Tea club already"):
        await join(shop.services, "anna", Join(plan=PLAN))
    await pass_days(shop, 8)
    [over] = await memberships(shop.services, "anna")
    assert over.is_over(now())
    for wish in (leave, stay):
        with pytest.raises(Refusal, match="not any more"):
            await wish(shop.services, "anna", PLAN)
    again = await member(shop)
    assert again.order.number != over.order.number
    assert [one.order.number for one in await memberships(shop.services, "anna")] == [
        again.order.number,
        over.order.number,
    ]
    [left, old] = await leave(shop.services, "anna", PLAN)
    assert left.leaves and old == over


@pytest.mark.parametrize("wish", [leave, stay])
async def test_a_membership_that_ended_unheard_of_is_found_out_by_wanting_it_otherwise(shop: LocalStore, wish: Wish):
    one = await member(shop)
    await shop.stripe.v1.subscriptions.cancel_async(one.subscription_id)
    with pytest.raises(Refusal, match="not any more"):
        await wish(shop.services, "anna", PLAN)
    assert (await known(shop)).ended
    await read_again(shop.services, one.subscription_id)
    assert len(await shop.calls("POST", UPDATES)) == 0
