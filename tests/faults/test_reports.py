"""However often, late, early and by whomever a payment is reported: one order."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
import stripe
from starlette.applications import Starlette
from starlette.routing import Route

from rxapp.api import webhooks
from rxapp.checkout.retry_events import retry_events
from rxapp.checkout.settling import order_for
from rxapp.checkout.webhook_events import report
from rxapp.orders import rows
from rxapp.orders.database import Database
from rxapp.payments.failures import StripeUnavailable
from rxapp.payments.values import Event
from rxapp.settings import settings
from tests.faults.local_store import LocalStore, local_store
from tests.thoroughness import many
from tests.transactions import held

pytestmark = pytest.mark.early

SESSIONS, SESSIONS_ON_POSTGRES = many(1_000), 50


async def test_a_thousand_paid_sessions_reported_five_times_at_once_are_a_thousand_orders(shop: LocalStore):
    await each_is_one_order(shop, SESSIONS, at_a_time=50)


async def test_the_same_on_postgres_where_reports_are_truly_at_once(tmp_path: Path, postgres_url: str):
    async with local_store(tmp_path, url=postgres_url) as shop:
        await each_is_one_order(shop, SESSIONS_ON_POSTGRES, at_a_time=10)  # fewer than connections


async def each_is_one_order(shop: LocalStore, sessions: int, at_a_time: int) -> None:
    """Buys so many, each reported five times in the same moment."""
    turn = asyncio.Semaphore(at_a_time)

    async def buy(number: int) -> None:
        async with turn:
            shopper = f"shopper-{number}"
            session = (await shop.paid(shopper)).checkout.session_id
            assert session
            event = Event(f"evt_{number}", "checkout.session.completed", session)
            webhooks = (report(shop.services, event) for _ in range(3))
            visits = (order_for(shop.services, shopper, session) for _ in range(2))
            await asyncio.gather(*webhooks, *visits)

    await asyncio.gather(*(buy(number) for number in range(sessions)))
    [counted] = await shop.query(
        "SELECT count(*) AS orders, count(DISTINCT session_id) AS sessions, "
        "count(CASE WHEN paid = 2300 THEN 1 END) AS paid, count(flag) AS flags FROM orders"
    )
    assert counted == {"orders": sessions, "sessions": sessions, "paid": sessions, "flags": 0}
    [events] = await shop.query("SELECT count(*) AS kept, count(handled_at) AS handled FROM webhook_events")
    assert events == {"kept": sessions, "handled": sessions}


def completed(session_id: str | None, number: int = 1) -> Event:
    return Event(f"evt_{number}", "checkout.session.completed", session_id)


async def test_a_report_that_fails_is_kept_with_its_traceback_and_handled_later(shop: LocalStore):
    opened = await shop.paid("anna")
    await shop.fault("server_error", method="GET", times=10)
    with pytest.raises(StripeUnavailable):
        await report(shop.services, completed(opened.checkout.session_id))
    [kept] = await shop.query("SELECT handled_at, failure FROM webhook_events")
    assert kept["handled_at"] is None
    assert "Traceback" in kept["failure"] and "StripeUnavailable" in kept["failure"]
    assert await retry_events(shop.services) == (0, 1)
    await shop.no_faults()
    assert await retry_events(shop.services) == (1, 0)
    assert await retry_events(shop.services) == (0, 0)
    assert len(await shop.query("SELECT number FROM orders WHERE paid = 2300 AND flag IS NULL")) == 1


async def test_a_lock_that_is_not_to_be_had_asks_stripe_to_come_again(
    shop: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    opened = await shop.paid("anna")
    [event] = [event for event in await shop.raw_events() if event["type"] == "checkout.session.completed"]
    body = json.dumps(event)
    signature = {"stripe-signature": stripe.WebhookSignature.generate_signature_header(body, settings.webhook_secret)}
    impatient = Database(f"sqlite:///{tmp_path / 'store.db'}", busy_seconds=0.2)
    monkeypatch.setattr(webhooks, "services", lambda: shop.another_worker(impatient))
    app = Starlette(routes=[Route("/", webhooks.stripe_webhook, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://store") as client:
        async with held(shop.database, lambda session: rows.locked(session, opened.checkout.id)):
            busy = await client.post("/", content=body, headers=signature)
        again = await client.post("/", content=body, headers=signature)
    await impatient.close()
    assert (busy.status_code, busy.json()["error"]["code"]) == (503, "database_busy")
    assert again.status_code == 200
    assert len(await shop.query("SELECT number FROM orders")) == 1


async def test_events_that_tell_nothing_are_handled_too(shop: LocalStore):
    opened = await shop.opened("anna")
    await report(shop.services, Event("evt_1", "charge.succeeded", None))
    await report(shop.services, completed(opened.checkout.session_id, 2))
    await report(shop.services, completed("cs_of_another_account", 3))
    assert await shop.services.events.unhandled() == []
    assert await shop.query("SELECT number FROM orders") == []


async def test_every_event_of_a_purchase_backwards_and_twice_is_one_order(shop: LocalStore):
    await shop.paid("anna")
    for event in [*reversed(await shop.events()), *await shop.events()]:
        await report(shop.services, event)
    assert len(await shop.query("SELECT number FROM orders WHERE paid = 2300 AND flag IS NULL")) == 1


async def test_a_second_payment_in_a_session_that_was_replaced_is_flagged_with_its_ids(shop: LocalStore):
    first = await shop.opened("anna")
    assert first.checkout.session_id
    # what no code of ours does: the checkout lets go of a session that can still be paid
    await shop.services.ledger.replace_session(first.checkout.id, first.checkout.session_id)
    second = await shop.paid("anna")
    assert await shop.confirm(first.client_secret, 2300)
    await shop.report_all()
    [order] = await shop.query("SELECT session_id, payment_intent_id, flag FROM orders")
    paid = {first.checkout.session_id, second.checkout.session_id}
    [other] = paid - {order["session_id"]}
    intent = (await shop.stripe.v1.checkout.sessions.retrieve_async(other)).payment_intent
    assert order["flag"] == f"paid again: 2300 usd by {intent} in {other}"
    [checkout] = await shop.query("SELECT status FROM checkouts")
    assert checkout["status"] == "flagged"


async def test_a_session_that_nobody_knows_any_more_is_found_by_what_it_says_of_itself(shop: LocalStore):
    opened = await shop.opened("anna")
    assert opened.checkout.session_id
    await shop.services.ledger.replace_session(opened.checkout.id, opened.checkout.session_id)
    assert await shop.confirm(opened.client_secret, 2300)
    await shop.report_all()
    assert len(await shop.query("SELECT number FROM orders WHERE paid = 2300 AND flag IS NULL")) == 1
