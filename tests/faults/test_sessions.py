"""What a checkout does when its session ends, hangs, is opened twice, or when its payment never came back."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rxapp.checkout import opening
from rxapp.checkout.changing import change
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.checkout.reconciling import COOKIE_LIFE, reconcile
from rxapp.checkout.settling import release
from rxapp.checkout.syncing import SessionEnded
from rxapp.orders.models import now
from rxapp.orders.records import Flow, Status
from rxapp.payments import client
from rxapp.payments.breaker import PAUSE_SECONDS, CircuitBreaker
from rxapp.payments.client import RETRIES
from rxapp.payments.sessions import Sessions
from rxapp.shop.changes import AddProduct, EndOffers
from rxapp.shop.refusal import ChangedMeanwhile, Refusal
from tests.faults.local_store import ORIGIN, LocalStore

DAY = 86_400
EVERY_TRY = RETRIES + 1


async def statuses(shop: LocalStore) -> list[str]:
    return [row["status"] for row in await shop.query("SELECT status FROM checkouts ORDER BY created_at")]


async def test_a_session_that_expires_on_the_page_is_replaced_once_and_the_cart_stays(shop: LocalStore):
    before = await shop.opened("anna")
    await shop.control("clock", {"seconds": DAY + 1})
    changed = await shop.toggled("anna", before.checkout.id)
    with pytest.raises(SessionEnded):
        await shop.synced(changed.id)
    tabs = await asyncio.gather(*(open_session(shop.services, changed.id, ORIGIN) for _ in range(3)))
    assert len({tab.client_secret for tab in tabs}) == 1
    after = tabs[0]
    assert after.client_secret != before.client_secret
    assert (after.checkout.session_count, after.checkout.in_step) == (2, True)
    assert after.checkout.cart == changed.cart
    assert await shop.confirm(after.client_secret, after.checkout.quote.total)


async def test_an_expiry_that_stripe_reports_lets_go_of_the_session(shop: LocalStore):
    opened = await shop.opened("anna")
    await shop.control("clock", {"seconds": DAY + 1})
    await shop.report_all()
    assert (await shop.services.ledger.checkout(opened.checkout.id)).session_id is None
    assert await statuses(shop) == ["open"]


async def test_a_second_device_comes_to_the_same_session(shop: LocalStore):
    first = await shop.opened("anna")
    second = await open_session(shop.services, first.checkout.id, ORIGIN)
    assert second.client_secret == first.client_secret


async def test_workers_that_open_at_once_leave_one_way_to_pay(shop: LocalStore):
    first = await shop.opened("anna")
    assert first.checkout.session_id
    await shop.services.ledger.replace_session(first.checkout.id, first.checkout.session_id)
    await shop.stripe.v1.checkout.sessions.expire_async(first.checkout.session_id)

    async def another_worker(gift_wrap: bool) -> opening.Opened:
        worker = shop.another_worker()
        await shop.toggled("anna", first.checkout.id, gift_wrap)
        return await open_session(worker, first.checkout.id, ORIGIN)

    tabs = await asyncio.gather(*(another_worker(bool(n % 2)) for n in range(4)))
    assert len({tab.client_secret for tab in tabs}) == 1
    sessions = (await shop.stripe.v1.checkout.sessions.list_async({"status": "open"})).data
    assert [session.id for session in sessions] == [tabs[0].checkout.session_id]


async def test_a_second_tab_does_not_open_the_cart_under_a_payment(shop: LocalStore):
    opened = await shop.opened("anna")
    await place(shop.services, "anna", opened.checkout.id, opened.checkout.revision, 2300)
    second_tab = asyncio.create_task(open_session(shop.services, opened.checkout.id, ORIGIN))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(second_tab), 0.6)
    with pytest.raises(Refusal, match="on its way"):
        await shop.toggled("anna", opened.checkout.id)
    assert await shop.confirm(opened.client_secret, 2300)
    await shop.report_all()
    assert (await second_tab).checkout.status == Status.PAID


async def test_the_tab_that_is_left_after_a_crash_may_go_on(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    opened = await shop.opened("anna")
    await place(shop.services, "anna", opened.checkout.id, opened.checkout.revision, 2300)
    monkeypatch.setattr(opening, "PAYMENT_LASTS", timedelta(0))
    again = await open_session(shop.services, opened.checkout.id, ORIGIN)
    assert (again.checkout.status, again.client_secret) == (Status.OPEN, opened.client_secret)


async def asked_by_the_bank(shop: LocalStore) -> tuple[opening.Opened, str]:
    """A shopper who has pressed Pay and is at the bank's now, with the question there."""
    opened = await shop.opened("anna")
    await place(shop.services, "anna", opened.checkout.id, opened.checkout.revision, 2300)
    answer = await shop.confirmation(opened.client_secret, 2300, "pm_card_authenticationRequired")
    assert answer
    return opened, answer["next_action"]["url"].rpartition("/")[2]


BOTH_WAYS = pytest.mark.parametrize("flow", Flow)


@BOTH_WAYS
async def test_a_second_tab_does_not_open_the_cart_while_the_bank_asks(
    shop: LocalStore, flow: Flow, monkeypatch: pytest.MonkeyPatch
):
    shop = shop.with_new_account(flow)
    opened, question = await asked_by_the_bank(shop)
    monkeypatch.setattr(opening, "PAYMENT_LASTS", timedelta(0))
    with pytest.raises(Refusal, match="Your bank is still asking"):
        await open_session(shop.services, opened.checkout.id, ORIGIN)
    await reconcile(shop.services, at=now() + timedelta(minutes=3))
    with pytest.raises(Refusal, match="on its way"):
        await shop.toggled("anna", opened.checkout.id)
    assert await shop.answer_the_bank(question, "complete")
    after = await open_session(shop.services, opened.checkout.id, ORIGIN)
    assert after.checkout.status == Status.PAID


@BOTH_WAYS
async def test_a_question_that_nobody_answers_is_withdrawn_before_the_cart_opens(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    opened, question = await asked_by_the_bank(shop)
    await reconcile(shop.services, at=now() + timedelta(minutes=10))
    assert await statuses(shop) == ["open"]
    await shop.toggled("anna", opened.checkout.id)
    assert not await shop.answer_the_bank(question, "complete"), "that payment was withdrawn"
    again = await open_session(shop.services, opened.checkout.id, ORIGIN)
    assert again.client_secret != opened.client_secret
    assert await shop.confirm(again.client_secret, 2800)
    assert set(await shop.payments()) == {again.checkout.session_id}


@BOTH_WAYS
async def test_the_paying_tab_may_withdraw_its_payment_at_once(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    opened, question = await asked_by_the_bank(shop)
    released = await release(shop.services, opened.checkout.id, patience=timedelta(0))
    assert (released.status, released.session_id) == (Status.OPEN, None)
    assert not await shop.answer_the_bank(question, "complete")


@BOTH_WAYS
async def test_a_yes_that_comes_just_before_the_withdrawal_is_an_order(
    shop: LocalStore, flow: Flow, monkeypatch: pytest.MonkeyPatch
):
    shop = shop.with_new_account(flow)
    opened, question = await asked_by_the_bank(shop)
    payments = shop.services.payments(flow)
    expire = payments.expire

    async def after_the_yes(payment_id: str) -> None:
        assert await shop.answer_the_bank(question, "complete")
        await expire(payment_id)

    monkeypatch.setattr(payments, "expire", after_the_yes)
    released = await release(shop.services, opened.checkout.id, patience=timedelta(0))
    assert released.status == Status.PAID


async def test_a_lost_update_is_asked_about_before_the_next_one(shop: LocalStore):
    """A line that Stripe no longer has must not make every later update fail."""
    opened = await shop.opened("anna")
    wrapped = await shop.synced((await shop.toggled("anna", opened.checkout.id)).id)
    shop.wire.answers_to_lose = EVERY_TRY
    await shop.toggled("anna", wrapped.id, on=False)
    with pytest.raises(Refusal, match="couldn't reach"):
        await shop.synced(wrapped.id)  # Stripe has taken the line out, and we don't know
    await shop.toggled("anna", wrapped.id)
    assert (await shop.synced(wrapped.id)).in_step
    assert await shop.confirm(opened.client_secret, 2800)


async def test_the_reconciler_settles_what_was_paid_and_never_reported(shop: LocalStore):
    await shop.paid("anna")
    await reconcile(shop.services)
    assert await statuses(shop) == ["placing"], "that payment may still be on its way"
    await reconcile(shop.services, at=now() + timedelta(minutes=3))
    assert await statuses(shop) == ["paid"]


async def test_the_reconciler_opens_what_was_never_paid(shop: LocalStore):
    opened = await shop.opened("anna")
    await place(shop.services, "anna", opened.checkout.id, opened.checkout.revision, 2300)
    await reconcile(shop.services, at=now() + timedelta(minutes=3))
    assert await statuses(shop) == ["open"]


async def test_the_reconciler_leaves_a_later_payment_alone(shop: LocalStore):
    opened = await shop.opened("anna")
    await place(shop.services, "anna", opened.checkout.id, opened.checkout.revision, 2300)
    stuck = await shop.services.ledger.checkout(opened.checkout.id)
    await release(shop.services, stuck.id)
    await place(shop.services, "anna", opened.checkout.id, opened.checkout.revision, 2300)
    await shop.services.ledger.release(stuck.id, stuck.placed_at, "read before all that")
    assert await statuses(shop) == ["placing"]


async def test_the_reconciler_learns_what_came_of_a_lost_answer(shop: LocalStore):
    opened = await shop.opened("anna")
    await shop.toggled("anna", opened.checkout.id)
    shop.wire.answers_to_lose = EVERY_TRY
    with pytest.raises(Refusal, match="couldn't reach"):
        await shop.synced(opened.checkout.id)
    await reconcile(shop.services, at=now() + timedelta(minutes=3))
    assert (await shop.services.ledger.checkout(opened.checkout.id)).in_step


async def test_one_trouble_does_not_keep_the_others_waiting(shop: LocalStore):
    troubled = [await shop.paid(shopper) for shopper in ("anna", "ben", "cleo")][1]
    path = f"/v1/checkout/sessions/{troubled.checkout.session_id}"
    await shop.fault("server_error", method="GET", path=path, times=None, should_retry=False)
    await reconcile(shop.services, at=now() + timedelta(minutes=3))
    assert await statuses(shop) == ["paid", "placing", "paid"]
    await shop.no_faults()
    await reconcile(shop.services, at=now() + timedelta(minutes=3))
    assert await statuses(shop) == ["paid", "paid", "paid"]


async def test_carts_that_nobody_can_come_back_to_are_closed(shop: LocalStore):
    await shop.opened("anna")
    await shop.services.ledger.change("ben", None, EndOffers(), shop.services.known)
    await reconcile(shop.services, at=now() + COOKIE_LIFE + timedelta(minutes=1))
    assert await statuses(shop) == ["expired", "abandoned"]


@pytest.mark.parametrize("flow", Flow)
async def test_nobody_can_pay_for_a_cart_that_was_closed(shop: LocalStore, flow: Flow):
    """Stripe ends a session by itself, an intent it keeps for ever; the cart is thrown away later."""
    shop = shop.with_new_account(flow)
    opened = await shop.opened("sh_gone")
    await reconcile(shop.services, at=now() + COOKIE_LIFE + timedelta(minutes=1))
    assert (await shop.services.ledger.checkout(opened.checkout.id)).status in ("expired", "abandoned")
    assert not await shop.confirm(opened.client_secret, opened.checkout.quote.total)


@pytest.mark.parametrize("flow", Flow)
async def test_a_cart_is_closed_whose_payment_stripe_knows_nothing_of(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    await shop.opened("sh_gone")
    await shop.control("reset")
    await reconcile(shop.services, at=now() + COOKIE_LIFE + timedelta(minutes=1))
    assert await statuses(shop) == ["expired"]


async def test_while_stripe_is_down_pay_stays_closed_and_opens_by_itself(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch
):
    clock = [0.0]
    breaker = CircuitBreaker(failures=2, clock=lambda: clock[0])
    monkeypatch.setattr(client, "breaker", breaker)
    opened = await shop.opened("anna")
    await shop.fault("server_error", times=None)
    changed = await shop.toggled("anna", opened.checkout.id)
    for _ in range(2):
        with pytest.raises(Refusal, match="couldn't reach the payment service"):
            await shop.synced(changed.id)
    with pytest.raises(Refusal, match="couldn't reach the payment service"):
        await place(shop.services, "anna", changed.id, changed.revision, changed.quote.total)
    await shop.no_faults()
    clock[0] += PAUSE_SECONDS
    assert (await shop.synced(changed.id)).in_step
    await place(shop.services, "anna", changed.id, changed.revision, changed.quote.total)


async def test_what_stripe_refuses_to_open_is_said_as_it_is_and_logged(
    shop: LocalStore, caplog: pytest.LogCaptureFixture
):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    misled = replace(shop.services, sessions=Sessions(shop.stripe, preview_version="no version"))
    with pytest.raises(Refusal, match="The payment service refused to open this payment"):
        await open_session(misled, checkout.id, ORIGIN)
    assert "Stripe refused to open a payment" in caplog.text


@BOTH_WAYS
async def test_a_payment_that_the_account_does_not_know_is_replaced(shop: LocalStore, flow: Flow):
    """As after the store has been given other keys."""
    checkout = (await shop.with_new_account(flow).opened("anna")).checkout
    elsewhere = shop.with_new_account(flow)
    opened = await open_session(elsewhere.services, checkout.id, ORIGIN)
    assert opened.checkout.session_id != checkout.session_id
    assert await elsewhere.confirm(opened.client_secret, 2300)


@BOTH_WAYS
async def test_nothing_is_placed_that_stripe_would_charge_otherwise(shop: LocalStore, flow: Flow):
    """Somebody changed it at Stripe: in the dashboard, or with the shopper's own Stripe.js."""
    shop = shop.with_new_account(flow)
    opened = await shop.opened("anna")
    id = opened.checkout.session_id
    assert id
    if flow == Flow.PAYMENT_INTENT:
        await shop.stripe.v1.payment_intents.update_async(id, {"amount": 100})
    else:
        [item] = (await shop.stripe.v1.checkout.sessions.line_items.list_async(id)).data
        items: Any = [{"id": item.id, "quantity": 2}]
        await shop.stripe.v1.checkout.sessions.update_async(id, {"line_items": items})
    with pytest.raises(Refusal, match=ChangedMeanwhile.another_total):
        await place(shop.services, "anna", opened.checkout.id, opened.checkout.revision, 2300)
    assert await statuses(shop) == ["open"]
    again = await shop.synced(opened.checkout.id)
    assert (await place(shop.services, "anna", again.id, again.revision, 2300)).status == Status.PLACING
    assert await shop.confirm(opened.client_secret, 2300)


async def test_nothing_is_placed_while_stripe_does_not_answer(shop: LocalStore):
    opened = await shop.opened("anna")
    await shop.fault("server_error", method="GET", times=EVERY_TRY)
    with pytest.raises(Refusal, match="couldn't reach the payment service"):
        await place(shop.services, "anna", opened.checkout.id, opened.checkout.revision, 2300)
    assert await statuses(shop) == ["open"]
