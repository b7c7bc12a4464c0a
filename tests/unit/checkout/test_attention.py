"""What the merchant does about an event that failed and a payment that never ended, with the real local Stripe."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from rxapp.checkout import retry_events, webhook_events
from rxapp.checkout.attention import STUCK, ask_stripe, count, look
from rxapp.checkout.placing import place
from rxapp.checkout.retry_events import handle_again
from rxapp.checkout.settling import BANK_ASKS
from rxapp.checkout.webhook_events import report
from rxapp.orders.attention import Attention
from rxapp.orders.events import HANDLING
from rxapp.orders.models import now
from rxapp.orders.records import Flow, Status
from rxapp.payments.failures import StripeFailure, StripeUnavailable
from rxapp.payments.values import Event
from rxapp.settings import settings
from rxapp.shop.refusal import BeingPaid
from tests.faults.local_store import LocalStore
from tests.unit.checkout.test_webhook_events import failed_events, kept, orders, reads

LATER = timedelta(seconds=1)
BOTH_WAYS = pytest.mark.parametrize("flow", Flow)


async def test_nothing_waits_in_a_store_where_all_is_well(shop: LocalStore):
    await shop.paid("anna")
    await shop.report_all()
    assert await count(shop.services, now() + 2 * STUCK) == 0
    found = await look(shop.services, now() + 2 * STUCK)
    assert (found.flagged, found.events, found.stuck, found.corrections) == ([], [], [], [])


async def test_a_failed_event_is_shown_with_its_traceback_and_handled_again(shop: LocalStore):
    await failed_events(shop, "anna")
    [event] = (await look(shop.services)).events
    assert event.id == "evt_1" and not event.is_odd
    assert event.failure and "StripeUnavailable" in event.failure
    assert await handle_again(shop.services, "evt_1")
    assert (await orders(shop), await kept(shop), await count(shop.services)) == (1, [("evt_1", True, None)], 0)


async def test_a_look_shows_everything_there_is_to_see(shop: LocalStore):
    store = replace(shop.services, attention=Attention(shop.database, {"yame-sencha": 3, "bamboo-whisk": 2}))
    await failed_events(shop, "anna")
    wrong = (await shop.paid("ben")).checkout
    late = replace(await store.sessions.retrieve(str(wrong.session_id)), amount=1)
    order = await store.ledger.settle(wrong.id, late)
    waits = (await shop.paid("cleo")).checkout
    await store.attention.correct("bamboo-whisk", 5, 2, "counted")
    found = await look(store, now() + STUCK + LATER)
    assert [one.order.number for one in found.flagged] == [order.number]
    assert [one.id for one in found.events] == ["evt_1"]
    assert waits.id in [one.id for one in found.stuck]
    assert {one.product: one.left for one in found.stock} == {"yame-sencha": 3, "bamboo-whisk": 5}
    assert [(one.product, one.before, one.after) for one in found.corrections] == [("bamboo-whisk", 2, 5)]
    assert await count(store, now() + STUCK + LATER) == 2 + len(found.stuck)


@pytest.mark.parametrize("at_once", [True, False])
async def test_pressed_twice_it_is_handled_once(shop: LocalStore, at_once: bool):
    await failed_events(shop, "anna")
    asked = await reads(shop)
    presses = [handle_again(shop.services, "evt_1") for _ in range(2)]
    answers = await asyncio.gather(*presses) if at_once else [await press for press in presses]
    assert sorted(answers) == [False, True]
    assert (await orders(shop), await reads(shop)) == (1, asked + 1)


async def test_the_command_and_a_merchant_do_not_handle_the_same(shop: LocalStore):
    await failed_events(shop, "anna")
    assert await shop.services.events.take("evt_1")
    assert await retry_events.retry_events(shop.services) == (0, 0)
    assert not await handle_again(shop.services, "evt_1")
    assert await shop.services.events.take("evt_1", now() + 2 * HANDLING), "whoever took it is gone by then"


async def test_one_that_is_being_handled_just_now_does_not_wait_for_anybody(shop: LocalStore):
    """Nor does one whose handling has begun a moment ago; one that nobody came back from does."""
    await shop.services.events.receive(Event("evt_1", "checkout.session.completed", "cs_1"))
    assert (await look(shop.services)).events == []
    assert (await look(shop.services, now() + STUCK - LATER * 5)).events == []
    assert [one.id for one in (await look(shop.services, now() + STUCK + LATER)).events] == ["evt_1"]


async def test_one_that_fails_again_can_be_tried_once_more(shop: LocalStore):
    await failed_events(shop, "anna")
    await shop.fault("server_error", method="GET", path="/v1/checkout/sessions/*", times=3)
    with pytest.raises(StripeUnavailable):
        await handle_again(shop.services, "evt_1")
    assert await count(shop.services) == 1
    assert await handle_again(shop.services, "evt_1")
    assert await orders(shop) == 1


async def test_an_event_that_was_never_kept_is_nothing(shop: LocalStore):
    assert not await handle_again(shop.services, "evt_of_nobody")


async def test_of_a_long_traceback_the_end_is_kept(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    async def broken(_id: str) -> None:
        raise ValueError("x" * webhook_events.LONGEST_TRACEBACK + " at last")

    monkeypatch.setattr(shop.services.sessions, "retrieve", broken)
    with pytest.raises(ValueError, match="at last"):
        await report(shop.services, Event("evt_1", "checkout.session.completed", "cs_1"))
    [(_, _, why)] = await kept(shop)
    assert why and len(why) == webhook_events.LONGEST_TRACEBACK
    assert why.startswith("…x") and why.endswith("at last\n")


@BOTH_WAYS
async def test_a_payment_that_never_ended_is_settled_if_stripe_has_it(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    paid = (await shop.paid("anna")).checkout
    assert await count(shop.services, now() + STUCK - LATER * 5) == 0, "the reconciler looks first"
    assert (await look(shop.services, now() + STUCK - LATER * 5)).stuck == []
    assert [one.id for one in (await look(shop.services, now() + STUCK + LATER)).stuck] == [paid.id]
    assert (await ask_stripe(shop.services, paid.id)).status == Status.PAID
    assert (await orders(shop), await count(shop.services, now() + STUCK + LATER)) == (1, 0)
    assert (await ask_stripe(shop.services, paid.id)).status == Status.PAID
    assert await orders(shop) == 1


@BOTH_WAYS
async def test_one_that_stripe_knows_nothing_of_is_opened_again(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    await place(shop.services, "anna", form.checkout.id, form.checkout.revision, 2300)
    assert (await ask_stripe(shop.services, form.checkout.id)).status == Status.OPEN
    assert await orders(shop) == 0


async def test_while_the_bank_asks_it_stays(shop: LocalStore):
    form = await shop.opened("anna")
    await place(shop.services, "anna", form.checkout.id, form.checkout.revision, 2300)
    assert await shop.confirmation(form.client_secret, 2300, "pm_card_authenticationRequired")
    with pytest.raises(BeingPaid) as said:
        await ask_stripe(shop.services, form.checkout.id)
    assert (said.value.control, said.value.message) == ("checkout", BANK_ASKS)
    assert (await shop.services.ledger.checkout(form.checkout.id)).status == Status.PLACING


async def test_while_stripe_is_away_it_stays(shop: LocalStore):
    paid = (await shop.paid("anna")).checkout
    await shop.fault("server_error", method="GET", times=3)
    with pytest.raises(StripeFailure):
        await ask_stripe(shop.services, paid.id)
    assert (await shop.services.ledger.checkout(paid.id)).status == Status.PLACING


def test_the_reconciler_has_had_its_turn_before_a_person_is_bothered():
    assert STUCK - timedelta(seconds=settings.stuck_seconds) == timedelta(seconds=settings.reconcile_seconds) * 2
