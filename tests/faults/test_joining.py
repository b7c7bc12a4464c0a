"""Joining a plan: the session follows each change, with the preview of trials and without; goods are left alone."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from rxapp.checkout.changing import change
from rxapp.checkout.joining import join
from rxapp.checkout.memberships import memberships
from rxapp.checkout.opening import Opened, open_session
from rxapp.checkout.placing import place
from rxapp.checkout.reconciling import reconcile
from rxapp.checkout.settling import order_for
from rxapp.checkout.switching import choose_flow
from rxapp.checkout.syncing import SessionEnded, sync
from rxapp.orders.models import now
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.shop.catalog import CATALOG, Term
from rxapp.shop.changes import ChooseTerm, Join, RemoveReferral, SetAddOn, SetDestination, SetReferral, SignIn
from rxapp.shop.refusal import Refusal
from tests.faults.local_store import ORIGIN, LocalStore
from tests.unit.shop.addresses import NEW_YORK

PLAN = "tea_club"
DAY = 24 * 60 * 60


@pytest.fixture
async def ordinary(shop: LocalStore) -> AsyncIterator[LocalStore]:
    """A store whose account has no preview."""
    await shop.stripe.v1.products.list_async()  # the first call makes the account
    await shop.fault("no_preview", times=None)
    yield shop


async def opened(shop: LocalStore, shopper: str = "anna") -> Opened:
    checkout = await join(shop.services, shopper, Join(plan=PLAN))
    return await open_session(shop.services, checkout.id, ORIGIN)


async def referred(shop: LocalStore, checkout: Checkout) -> Checkout:
    return await change(shop.services, checkout.shopper, checkout.id, SetReferral(code="SECONDCUP"))


async def trial_in_the_browser(shop: LocalStore, form: Opened) -> int:
    """What Stripe.js shows."""
    session_id = form.client_secret.split("_secret_")[0]
    body = {"key": f"pk_test_{shop.account}", "client_secret": form.client_secret}
    answer = await shop.http.post(f"/v1/payment_pages/{session_id}/init", json=body)
    return answer.json()["session"]["recurring"]["trial"]["trialPeriodDays"]


async def confirmed(shop: LocalStore, form: Opened) -> Checkout:
    """Placed, and confirmed in the browser; nobody has reported it yet."""
    checkout = await shop.services.ledger.checkout(form.checkout.id)
    placed = await place(shop.services, checkout.shopper, checkout.id, checkout.revision, 0)
    email = None if placed.customer_id else "anna@example.com"  # whoever is signed in has one already
    assert await shop.confirm(form.client_secret, 0, email=email)
    return placed


async def test_each_change_reaches_the_same_session(shop: LocalStore):
    form = await opened(shop)
    assert await trial_in_the_browser(shop, form) == 7
    checkout = await sync(shop.services, (await referred(shop, form.checkout)).id)
    assert (checkout.session_id, checkout.in_step) == (form.checkout.session_id, True)
    assert await trial_in_the_browser(shop, form) == 14
    await change(shop.services, "anna", checkout.id, RemoveReferral())
    await sync(shop.services, checkout.id)
    assert await trial_in_the_browser(shop, form) == 7
    await change(shop.services, "anna", checkout.id, SignIn(member="gold"))
    checkout = await sync(shop.services, checkout.id)
    assert await trial_in_the_browser(shop, form) == 30
    assert checkout.session_id and checkout.session_id == form.checkout.session_id
    session = await shop.stripe.v1.checkout.sessions.retrieve_async(checkout.session_id, {"expand": ["line_items"]})
    assert session.mode == "subscription" and session.amount_total == 0 and session.line_items
    [item] = session.line_items.data
    assert item.price and (item.price.unit_amount, item.price.recurring and item.price.recurring.interval) == (
        2400,
        "month",
    )
    gold = await shop.stripe.v1.customers.list_async()
    assert [customer.id for customer in gold.data] == [session.customer] == [checkout.customer_id]


async def test_another_term_and_an_address_reach_the_same_session_the_order_and_the_subscription(shop: LocalStore):
    form = await opened(shop)
    for wanted in (ChooseTerm(key="yearly"), SetDestination.read({"destination": NEW_YORK.model_dump()})):
        await change(shop.services, "anna", form.checkout.id, wanted)
        checkout = await sync(shop.services, form.checkout.id)
        assert (checkout.session_id, checkout.in_step) == (form.checkout.session_id, True)
    [item] = checkout.stripe_items.values()
    assert (item.unit_amount, item.recurs) == (24000, "1 year")
    session = await shop.stripe.v1.checkout.sessions.retrieve_async(checkout.session_id or "")
    sent = session.collected_information and session.collected_information.shipping_details
    assert sent and (sent.name, sent.address.city) == (NEW_YORK.name, NEW_YORK.city)
    await confirmed(shop, form)
    order = await order_for(shop.services, "anna", checkout.session_id or "")
    assert order and order.subscription_id
    assert (order.destination, order.flag, order.quote.follows) == (NEW_YORK, None, (24000, "1 year"))
    subscription = await shop.stripe.v1.subscriptions.retrieve_async(order.subscription_id)
    [sold] = subscription.items.data
    assert sold.price.recurring and (sold.price.unit_amount, sold.price.recurring.interval) == (24000, "year")


async def test_the_term_may_be_changed_again_and_again(shop: LocalStore):
    form = await opened(shop)
    for key, follows in (("yearly", (24000, "1 year")), ("monthly", (2400, "1 month")), ("yearly", (24000, "1 year"))):
        await change(shop.services, "anna", form.checkout.id, ChooseTerm(key=key))
        checkout = await sync(shop.services, form.checkout.id)
        payment = await shop.services.sessions.retrieve(checkout.session_id or "")
        assert (payment.follows, payment.id, payment.trial_days) == (follows, form.checkout.session_id, 7)


TERMS = [("day", 10, None), ("week", 2, 3), ("month", 3, 45), ("year", 3, None)]


@pytest.mark.parametrize(("interval", "every", "trial_days"), TERMS)
async def test_any_term_is_the_same_at_stripe_on_the_order_and_in_the_membership(
    shop: LocalStore, interval: str, every: int, trial_days: int | None
):
    term = Term.model_validate(
        {"name": "Other", "price": 5000, "interval": interval, "every": every, "trial_days": trial_days}
    )
    plan = CATALOG.plans[PLAN]
    plan = plan.model_copy(update={"terms": plan.terms | {"other": term}})
    store = replace(shop.services, catalog=CATALOG.model_copy(update={"plans": {PLAN: plan}}))
    checkout = await join(store, "anna", Join(plan=PLAN))
    form = await open_session(store, checkout.id, ORIGIN)
    await change(store, "anna", checkout.id, ChooseTerm(key="other"))
    checkout = await sync(store, checkout.id)
    days = trial_days or plan.trial_days
    assert await trial_in_the_browser(shop, form) == checkout.quote.trial_days == days
    await place(store, "anna", checkout.id, checkout.revision, 0)
    assert await shop.confirm(form.client_secret, 0)
    order = await order_for(store, "anna", checkout.session_id or "")
    [membership] = await memberships(store, "anna")
    assert order and (order.flag, order.quote.follows) == (None, (5000, f"{every} {interval}"))
    assert (membership.amount, membership.interval, membership.every) == (5000, interval, every)
    assert order.trial_ends == membership.trial_ends == membership.period_ends


async def test_whoever_signs_out_joins_by_a_session_of_their_own(shop: LocalStore):
    form = await opened(shop)
    await change(shop.services, "anna", form.checkout.id, SignIn(member="gold"))
    await sync(shop.services, form.checkout.id)
    await change(shop.services, "anna", form.checkout.id, SignIn(member=""))
    with pytest.raises(SessionEnded):
        await sync(shop.services, form.checkout.id)
    again = await opened(shop)
    assert await trial_in_the_browser(shop, again) == 7
    assert again.client_secret != form.client_secret


async def test_page_session_subscription_and_order_agree(shop: LocalStore):
    form = await opened(shop)
    checkout = await sync(shop.services, (await referred(shop, form.checkout)).id)
    await confirmed(shop, form)
    assert checkout.session_id
    order = await order_for(shop.services, "anna", checkout.session_id)
    session = await shop.stripe.v1.checkout.sessions.retrieve_async(checkout.session_id, {"expand": ["subscription"]})
    subscription = session.subscription
    assert order and subscription and not isinstance(subscription, str)
    assert session.payment_status == "no_payment_required"
    assert (order.paid, order.total, order.flag, order.payment_intent_id) == (0, 0, None, None)
    assert order.subscription_id == subscription.id
    assert subscription.trial_end and subscription.trial_start
    assert subscription.trial_end - subscription.trial_start == 14 * DAY
    assert order.trial_ends and order.trial_ends.timestamp() == subscription.trial_end
    assert order.quote.recurring and order.quote.recurring.trial_ends == order.trial_ends.date()
    assert (await shop.services.ledger.checkout(checkout.id)).status == Status.PAID


async def test_webhooks_return_page_and_reconciler_make_one_order(shop: LocalStore):
    checkout = await confirmed(shop, await opened(shop))
    assert checkout.session_id
    await asyncio.gather(
        *(order_for(shop.services, "anna", checkout.session_id) for _ in range(2)),
        *(shop.report_all() for _ in range(3)),
        reconcile(shop.services, now()),
    )
    assert len(await shop.query("SELECT number FROM orders")) == 1


async def test_the_reconciler_alone_settles_what_nobody_reports(shop: LocalStore):
    checkout = await confirmed(shop, await opened(shop))
    later = now().replace(year=now().year + 1)
    [stuck] = await shop.services.ledger.unsettled(later)
    assert stuck.id == checkout.id
    await reconcile(shop.services, later)
    assert await shop.services.ledger.joined("anna", PLAN)


async def test_the_cart_of_goods_is_left_alone(shop: LocalStore):
    goods = await shop.opened("anna")
    await confirmed(shop, await opened(shop))
    await shop.report_all()
    assert await shop.services.ledger.unfinished("anna") == goods.checkout
    assert (await place(shop.services, "anna", goods.checkout.id, goods.checkout.revision, 2300)).status == "placing"


async def test_nobody_joins_twice(shop: LocalStore):
    await confirmed(shop, await opened(shop))
    await shop.report_all()
    with pytest.raises(Refusal, match="You are in the Tea club already"):
        await join(shop.services, "anna", Join(plan=PLAN))
    assert (await join(shop.services, "ben", Join(plan=PLAN))).shopper == "ben"


async def test_goods_and_plans_keep_out_of_each_other(shop: LocalStore):
    goods, club = await shop.opened("anna"), await opened(shop)
    with pytest.raises(Refusal, match="from the shelf only"):
        await change(shop.services, "anna", club.checkout.id, SetAddOn(key="gift_wrap", on=True))
    with pytest.raises(Refusal, match="joining a plan only"):
        await change(shop.services, "anna", goods.checkout.id, SetReferral(code="SECONDCUP"))
    with pytest.raises(Refusal, match="Payment Intent"):
        await choose_flow(shop.services, club.checkout.id, Flow.PAYMENT_INTENT)
    assert await shop.services.ledger.checkout(club.checkout.id) == club.checkout
    assert await shop.services.ledger.checkout(goods.checkout.id) == goods.checkout


async def test_an_expired_session_is_replaced_at_the_trial_that_counts(shop: LocalStore):
    form = await opened(shop)
    assert form.checkout.session_id
    await referred(shop, form.checkout)
    await shop.stripe.v1.checkout.sessions.expire_async(form.checkout.session_id)
    with pytest.raises(SessionEnded):
        await sync(shop.services, form.checkout.id)
    again = await open_session(shop.services, form.checkout.id, ORIGIN)
    assert again.checkout.session_id != form.checkout.session_id
    assert await trial_in_the_browser(shop, again) == 14


async def test_a_lost_answer_is_asked_after(shop: LocalStore):
    form = await opened(shop)
    await referred(shop, form.checkout)
    shop.wire.answers_to_lose = 3
    with pytest.raises(Refusal):
        await sync(shop.services, form.checkout.id)
    checkout = await sync(shop.services, form.checkout.id)
    assert (checkout.session_id, checkout.in_step) == (form.checkout.session_id, True)
    assert await trial_in_the_browser(shop, form) == 14


async def test_an_account_without_the_preview_gets_a_new_session_in_place_of_the_old(
    ordinary: LocalStore, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.WARNING, "rxapp.payments.previews")
    form, secrets = await opened(ordinary), set[str]()
    for member, days in (("gold", 30), ("", 7), ("gold", 30)):
        await change(ordinary.services, "anna", form.checkout.id, SignIn(member=member))
        with pytest.raises(SessionEnded):
            await sync(ordinary.services, form.checkout.id)
        form = await open_session(ordinary.services, form.checkout.id, ORIGIN)
        secrets.add(form.client_secret)
        assert await trial_in_the_browser(ordinary, form) == days
    sessions = (await ordinary.stripe.v1.checkout.sessions.list_async()).data
    assert (len(secrets), [one.status for one in sessions]) == (3, ["open", *["expired"] * 3])
    assert [record.getMessage() for record in caplog.records if record.name == "rxapp.payments.previews"] == [
        "this account may not update trials: another one begins a new session from now on"
    ]
    await confirmed(ordinary, form)
    await ordinary.report_all()
    order = await ordinary.services.ledger.joined("anna", PLAN)
    assert order and order.flag is None and order.quote.trial_days == 30


async def test_without_the_preview_a_change_that_leaves_the_trial_keeps_the_session(ordinary: LocalStore):
    await change(ordinary.services, "anna", (await opened(ordinary)).checkout.id, SignIn(member="gold"))
    form = await opened(ordinary)
    with pytest.raises(SessionEnded):
        await sync(ordinary.services, form.checkout.id)
    form = await open_session(ordinary.services, form.checkout.id, ORIGIN)
    checkout = await sync(ordinary.services, (await referred(ordinary, form.checkout)).id)
    assert (checkout.session_id, checkout.in_step) == (form.checkout.session_id, True)


async def test_without_the_preview_another_term_and_address_keep_the_session(ordinary: LocalStore):
    form = await opened(ordinary)
    for wanted in (ChooseTerm(key="yearly"), SetDestination.read({"destination": NEW_YORK.model_dump()})):
        await change(ordinary.services, "anna", form.checkout.id, wanted)
        checkout = await sync(ordinary.services, form.checkout.id)
        assert (checkout.session_id, checkout.in_step) == (form.checkout.session_id, True)
    payment = await ordinary.services.sessions.retrieve(checkout.session_id or "")
    assert (payment.follows, payment.trial_days) == ((24000, "1 year"), 7)


async def test_a_session_that_cannot_be_ended_leaves_no_second_way_to_pay(ordinary: LocalStore):
    form = await opened(ordinary)
    await change(ordinary.services, "anna", form.checkout.id, SignIn(member="gold"))
    path = f"/v1/checkout/sessions/{form.checkout.session_id}/expire"
    await ordinary.fault("server_error", path=path, times=3)
    with pytest.raises(Refusal, match="couldn't reach"):
        await sync(ordinary.services, form.checkout.id)
    assert (await ordinary.services.ledger.checkout(form.checkout.id)).session_id == form.checkout.session_id
    with pytest.raises(SessionEnded):
        await sync(ordinary.services, form.checkout.id)
    [open_one] = [
        session
        for session in (await ordinary.stripe.v1.checkout.sessions.list_async()).data
        if session.id == form.checkout.session_id
    ]
    assert open_one.status == "expired"
