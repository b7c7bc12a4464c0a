"""Events: which are acted upon, how often, and what is kept of one that failed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from rxapp.checkout import retry_events
from rxapp.checkout.services import Services
from rxapp.checkout.webhook_events import report
from rxapp.orders.records import Flow
from rxapp.payments.failures import StripeRefused, StripeUnavailable
from rxapp.payments.values import Event
from rxapp.payments.webhooks import CHARGE_EVENTS, REFUND_EVENTS, SUBSCRIPTION_EVENTS
from rxapp.settings import settings
from tests.faults.local_store import LocalStore

OF = {
    "checkout.session.completed": Flow.CHECKOUT_SESSION,
    "checkout.session.async_payment_succeeded": Flow.CHECKOUT_SESSION,
    "checkout.session.async_payment_failed": Flow.CHECKOUT_SESSION,
    "checkout.session.expired": Flow.CHECKOUT_SESSION,
    "payment_intent.succeeded": Flow.PAYMENT_INTENT,
    "payment_intent.canceled": Flow.PAYMENT_INTENT,
    "payment_intent.processing": Flow.PAYMENT_INTENT,
    "payment_intent.payment_failed": Flow.PAYMENT_INTENT,
}
IGNORED = [
    "payment_intent.created",
    "checkout.session.created",
    "charge.succeeded",
    "customer.created",
    "checkout.session",
    "",
]


async def orders(shop: LocalStore) -> int:
    return len(await shop.query("SELECT number FROM orders WHERE flag IS NULL"))


async def reads(shop: LocalStore) -> int:
    return len(await shop.calls("GET"))


async def kept(shop: LocalStore) -> list[tuple[str, bool, str | None]]:
    """The events by id, whether they are handled, and how they failed."""
    rows = await shop.query("SELECT id, handled_at, failure FROM webhook_events ORDER BY id")
    return [(row["id"], row["handled_at"] is not None, row["failure"]) for row in rows]


@pytest.mark.parametrize(("type", "flow"), OF.items())
async def test_what_may_be_a_payment_is_looked_up(shop: LocalStore, type: str, flow: Flow):
    shop = shop.with_new_account(flow)
    paid = (await shop.paid("anna")).checkout.session_id
    await report(shop.services, Event("evt_1", type, paid))
    assert await orders(shop) == 1
    asked = await reads(shop)
    await report(shop.services, Event("evt_1", type, paid))
    assert await reads(shop) == asked, "an event is handled once"
    assert await kept(shop) == [("evt_1", True, None)]
    await report(shop.services, Event("evt_2", type, paid))
    assert await reads(shop) == asked + 1, "another one may know more"
    assert await orders(shop) == 1


@pytest.mark.parametrize("type", IGNORED)
async def test_everything_else_is_kept_and_left_alone(shop: LocalStore, type: str):
    paid = (await shop.paid("anna")).checkout.session_id
    asked = await reads(shop)
    await report(shop.services, Event("evt_1", type, paid))
    assert (await orders(shop), await reads(shop)) == (0, asked)
    assert await kept(shop) == [("evt_1", True, None)]


@pytest.mark.parametrize("type", [*OF, *sorted(SUBSCRIPTION_EVENTS | REFUND_EVENTS | CHARGE_EVENTS)])
async def test_an_event_about_nothing_is_handled(shop: LocalStore, type: str):
    await report(shop.services, Event("evt_1", type, None))
    assert await kept(shop) == [("evt_1", True, None)]


@pytest.mark.parametrize("type", OF)
async def test_of_another_account_or_long_gone(shop: LocalStore, type: str):
    await report(shop.services, Event("evt_1", type, "cs_of_nobody"))
    assert await kept(shop) == [("evt_1", True, None)]


@pytest.mark.parametrize("flow", Flow)
async def test_what_the_store_never_made_is_nobodys_order(shop: LocalStore, flow: Flow):
    """Made in the dashboard, or by another program of the same account."""
    shop = shop.with_new_account(flow)
    paid = (await shop.paid("anna")).checkout.session_id
    shop.wire.retouch = lambda answer: answer.update(metadata={"checkout": "co_of_nobody"}, id="cs_other")
    type = "checkout.session.completed" if flow == Flow.CHECKOUT_SESSION else "payment_intent.succeeded"
    await report(shop.services, Event("evt_1", type, paid))
    assert (await orders(shop), await kept(shop)) == (0, [("evt_1", True, None)])


@pytest.mark.parametrize("flow", Flow)
@pytest.mark.parametrize("noted", [{}, {"checkout": "co_of_nobody"}])
async def test_a_payment_that_the_books_know_is_an_order_whatever_is_noted_on_it(
    shop: LocalStore, flow: Flow, noted: dict[str, str]
):
    """Somebody may have changed that in the dashboard; a person is told."""
    shop = shop.with_new_account(flow)
    paid = (await shop.paid("anna")).checkout
    shop.wire.retouch = lambda answer: answer.update(metadata=noted) if answer.get("id") == paid.session_id else None
    type = "checkout.session.completed" if flow == Flow.CHECKOUT_SESSION else "payment_intent.succeeded"
    await report(shop.services, Event("evt_1", type, paid.session_id))
    [order] = await shop.query("SELECT checkout_id, paid, flag FROM orders")
    assert (order["checkout_id"], order["paid"]) == (paid.id, 2300)
    assert "paid at revision 0, which is not known" in order["flag"]


async def test_a_sessions_own_intent_is_no_second_order(shop: LocalStore):
    opened = await shop.paid("anna")
    session = await shop.stripe.v1.checkout.sessions.retrieve_async(str(opened.checkout.session_id))
    await report(shop.services, Event("evt_1", "payment_intent.succeeded", str(session.payment_intent)))
    assert (await orders(shop), await kept(shop)) == (0, [("evt_1", True, None)])
    await report(shop.services, Event("evt_2", "checkout.session.completed", opened.checkout.session_id))
    assert await orders(shop) == 1


@pytest.mark.parametrize("type", ["payment_intent.processing", "payment_intent.payment_failed"])
async def test_of_an_attempt_at_a_sessions_own_intent_the_session_tells(shop: LocalStore, type: str):
    opened = await shop.paid("anna")
    session = await shop.stripe.v1.checkout.sessions.retrieve_async(str(opened.checkout.session_id))
    asked = await reads(shop)
    await report(shop.services, Event("evt_1", type, str(session.payment_intent)))
    assert (await reads(shop), await kept(shop)) == (asked, [("evt_1", True, None)])


FAILURES = [({"kind": "server_error"}, StripeUnavailable), ({"kind": "connection_reset"}, StripeUnavailable)]


@pytest.mark.parametrize(("fault", "failure"), FAILURES)
async def test_a_failure_is_kept_and_said_again_to_stripe(
    shop: LocalStore, fault: dict[str, str], failure: type[Exception]
):
    paid = (await shop.paid("anna")).checkout.session_id
    event = Event("evt_1", "checkout.session.completed", paid)
    await shop.fault(**fault, method="GET", times=3)
    with pytest.raises(failure):
        await report(shop.services, event)
    [(_, handled, why)] = await kept(shop)
    assert not handled and why and "Traceback" in why and failure.__name__ in why
    await report(shop.services, event)
    assert (await orders(shop), await kept(shop)) == (1, [("evt_1", True, None)])


async def test_a_no_is_a_failure_too_and_its_secrets_are_not_kept(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    paid = (await shop.paid("anna")).checkout.session_id
    secret = "sk_" + "live_" + "a" * 24

    async def refused(_id: str) -> None:
        raise StripeRefused(f"Invalid API Key provided: {secret}", "api_key_expired")

    monkeypatch.setattr(shop.services.sessions, "retrieve", refused)
    with pytest.raises(StripeRefused):
        await report(shop.services, Event("evt_1", "checkout.session.completed", paid))
    [(_, handled, why)] = await kept(shop)
    assert not handled and why and "Invalid API Key" in why
    assert secret not in why


async def failed_events(shop: LocalStore, *shoppers: str) -> None:
    """Payments whose reports could not be handled."""
    for number, shopper in enumerate(shoppers, 1):
        paid = (await shop.paid(shopper)).checkout.session_id
        await shop.fault("server_error", method="GET", path="/v1/checkout/sessions/*", times=3)
        with pytest.raises(StripeUnavailable):
            await report(shop.services, Event(f"evt_{number}", "checkout.session.completed", paid))


async def test_an_event_with_an_order_is_noted_with_it_and_not_once_more(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch
):
    async def handled(event_id: str) -> None:
        raise AssertionError(event_id)

    monkeypatch.setattr(shop.services.events, "handled", handled)
    paid = (await shop.paid("anna")).checkout.session_id
    await report(shop.services, Event("evt_1", "checkout.session.completed", paid))
    assert (await orders(shop), await shop.services.events.unhandled()) == (1, [])


@pytest.mark.parametrize("failing", [0, 1, 2])
async def test_one_that_fails_again_keeps_no_other_waiting(
    shop: LocalStore, failing: int, caplog: pytest.LogCaptureFixture
):
    await failed_events(shop, "anna", "ben", "cleo")
    await shop.fault("server_error", method="GET", path="/v1/checkout/sessions/*", times=3, skip=failing)
    assert await retry_events.retry_events(shop.services) == (2, 1)
    assert await orders(shop) == 2
    assert f"event evt_{failing + 1} failed again" in caplog.text
    assert await retry_events.retry_events(shop.services) == (1, 0)
    assert await orders(shop) == 3


async def test_the_command_tells_how_it_went(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    how: list[Any] = []

    @asynccontextmanager
    async def opened(*where: str | None, beside_the_store: bool) -> AsyncIterator[Services]:
        how.append((*where, beside_the_store))
        yield replace(shop.services)

    monkeypatch.setattr(retry_events, "open_services", opened)
    monkeypatch.setattr(retry_events, "migrate", how.append)
    await failed_events(shop, "anna", "ben")
    await shop.fault("server_error", method="GET", path="/v1/checkout/sessions/*", times=3)
    assert await retry_events.main() == 1
    assert await retry_events.main() == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 events handled, 1 failed again",
        "1 events handled, 0 failed again",
    ]
    there = (settings.database, settings.secret_key, settings.api_base)
    assert how == [settings.database, (*there, True)] * 2, "on tables of today; and the store may be running"
