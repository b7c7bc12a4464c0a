"""Shoppers toggle and pay through four workers, while these and what they stand on are killed and restarted."""

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Any

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
import httpx
import pytest
import stripe
from websockets.exceptions import WebSocketException

from rxapp.orders.migrating import LOCK, migrate
from tests.faults.fault_table import the_books_are_right
from tests.faults.processes import WEBHOOK_SECRET
from tests.faults.shopper import Refused, Shopper, Tab
from tests.scale.conftest import ManyWorkers, pays
from tests.security.visitor import CHECKOUT_STATE
from tests.serving import eventually

SHOPPERS, TOGGLES = 4, 4
PATIENCE_SECONDS = 10  # then a shopper looks at the checkout again, whose answer Redis may have taken along


def toggle(shopper: Shopper, on: bool) -> None:
    """One change, whose answer may be lost with the line; then the shopper looks at the checkout again."""
    try:
        shopper.tab.call(f"{CHECKOUT_STATE}.set_add_on", key="gift_wrap", on=on)
        before = shopper.accepted
        shopper.tab.until(lambda told: told["revision"] > before or told["problems"], PATIENCE_SECONDS)
        shopper._remember()
        with suppress(Refused):
            shopper.tab.ask(f"{CHECKOUT_STATE}.sync", lambda told: told["synced_revision"] == told["revision"])
    except (WebSocketException, OSError):
        shopper.open()


def shops(many: ManyWorkers) -> Shopper:
    """From the first change to a paid order, whatever happens meanwhile."""
    shopper = Shopper(many)
    for number in range(TOGGLES):
        toggle(shopper, on=number % 2 == 0)
    pays(shopper)
    return shopper


def changed(many: ManyWorkers) -> int:
    """How many carts a shopper has changed at the checkout."""
    return len(many.rows("SELECT 1 FROM revisions WHERE revision = 2"))


def worker_killed(many: ManyWorkers) -> None:
    many.workers[1].kill()
    many.workers[1].start()


def all_restarted_one_after_the_other(many: ManyWorkers) -> None:
    for worker in many.workers:
        worker.stop()
        worker.start()


def redis_restarted(many: ManyWorkers) -> None:
    many.redis.kill()
    many.redis.start()


def postgres_restarted(many: ManyWorkers) -> None:
    assert many.postgres
    many.postgres.restart()


@pytest.mark.parametrize(
    "happens", [worker_killed, all_restarted_one_after_the_other, redis_restarted, postgres_restarted]
)
def test_nothing_is_lost_and_nothing_is_paid_twice(many: ManyWorkers, happens: Callable[[ManyWorkers], None]):
    with many.lines, ThreadPoolExecutor(SHOPPERS) as people:
        before = changed(many)
        shopping: list[Future[Shopper]] = [people.submit(shops, many) for _ in range(SHOPPERS)]
        eventually(lambda: changed(many) >= before + SHOPPERS)
        happens(many)
        shoppers = [one.result() for one in shopping]
    for shopper in shoppers:
        the_books_are_right(many, shopper)


def test_a_socket_that_comes_back_to_another_worker_goes_on_there(many: ManyWorkers):
    with many.lines:
        shopper = Shopper(many)
        for worker in many.workers:
            shopper.tab.reset()
            shopper.tab = Tab(many, shopper.cookie, at=worker, instead_of=shopper.tab)
            shopper.begins_change(on=worker in many.workers[::2])
            shopper.ends_change()
            shopper.begins_sync()
            shopper.ends_sync()
            assert shopper.accepted == shopper.tab.told["synced_revision"]
        shopper.pays_in_the_end()
    the_books_are_right(many, shopper)


def test_what_a_killed_worker_was_writing_is_written_by_another(many: ManyWorkers):
    killed = many.workers[2]
    with many.lines:
        shopper = Shopper(many)
        shopper.tab = Tab(many, shopper.cookie, at=killed)
        shopper.tab.ask(f"{CHECKOUT_STATE}.load", lambda told: told.get("client_secret"))
        slow = many.fault("latency", ("POST", "/v1/checkout/sessions/cs_*"), seconds=1)
        shopper.begins_change()
        shopper.begins_sync()
        many.has_struck(slow)
        killed.kill()
        left = many.checkout(shopper.id)
        assert left["writing_until"] and left["synced_revision"] < left["revision"]
        killed.start()
        shopper.pays_in_the_end()
    the_books_are_right(many, shopper)


def test_two_tabs_of_one_cart_at_two_workers_are_one_cart(many: ManyWorkers):
    with many.lines, ThreadPoolExecutor(2) as hands:
        shopper = Shopper(many)
        tabs = [Tab(many, shopper.cookie, at=worker) for worker in many.workers[:2]]
        for tab in tabs:
            tab.ask(f"{CHECKOUT_STATE}.load", lambda told: told.get("client_secret"))
        for number in range(TOGGLES):
            for tab in tabs:
                tab.call(f"{CHECKOUT_STATE}.set_add_on", key="gift_wrap", on=number % 2 == 0)
                tab.call(f"{CHECKOUT_STATE}.sync")
        list(hands.map(Tab.settle, tabs))
        shopper.pays_in_the_end()
    the_books_are_right(many, shopper)


def test_two_workers_write_one_session_one_after_the_other(many: ManyWorkers):
    with many.lines:
        shopper = Shopper(many)
        path = f"/v1/checkout/sessions/{many.checkout(shopper.id)['session_id']}"
        for worker, on in zip(many.workers[:2], (True, False), strict=True):
            tab = Tab(many, shopper.cookie, at=worker)
            tab.ask(f"{CHECKOUT_STATE}.load", lambda told: told.get("client_secret"))
            slow = many.fault("latency", ("POST", path), seconds=1)
            tab.call(f"{CHECKOUT_STATE}.set_add_on", key="gift_wrap", on=on)
            tab.call(f"{CHECKOUT_STATE}.sync")
            if on:
                many.has_struck(slow)
        eventually(lambda: in_step(many, shopper))
        _, first, second = writes(many, path)  # the one before gave the address
        assert first[1] <= second[0]
        shopper.pays_in_the_end()
    the_books_are_right(many, shopper)


def in_step(many: ManyWorkers, shopper: Shopper) -> bool:
    checkout = many.checkout(shopper.id)
    return checkout["synced_revision"] == checkout["revision"]


def writes(many: ManyWorkers, path: str) -> list[tuple[float, float]]:
    """From when until when each write to a session was under way, by the local Stripe's log."""
    calls = many.control("requests", method="GET")
    written = [call for call in calls if (call["method"], call["path"]) == ("POST", path)]
    return sorted((call["time"] - call["milliseconds"] / 1000, call["time"]) for call in written)


def test_a_webhook_that_reaches_every_worker_at_once_is_one_order(many: ManyWorkers):
    with many.lines:
        shopper = Shopper(many)
        shopper.places()
        assert shopper._confirm()
    checkout = many.checkout(shopper.id)
    event = {
        "id": f"evt_{shopper.id[3:]}",
        "object": "event",
        "type": "checkout.session.completed",
        "api_version": "2026-10-28.endive",
        "created": 1_780_000_000,
        "livemode": False,
        "data": {"object": {"id": checkout["session_id"], "object": "checkout.session"}},
    }
    body = json.dumps(event)
    signed = {"stripe-signature": signature(body), "content-type": "application/json"}

    def tells(port: int) -> int:
        return httpx.post(
            f"http://127.0.0.1:{port}/webhooks/stripe", content=body, headers=signed, timeout=30
        ).status_code

    with ThreadPoolExecutor(8) as hands:
        assert set(hands.map(tells, [worker.port for worker in many.workers] * 2)) == {200}
    the_books_are_right(many, shopper)


def signature(body: str) -> str:
    """As Stripe signs what it sends."""
    now = int(time.time())
    signed = stripe.WebhookSignature._compute_signature(f"{now}.{body}", WEBHOOK_SECRET)
    return f"t={now},v1={signed}"


def test_who_starts_while_another_migrates_waits_for_it(many: ManyWorkers):
    assert many.postgres
    url = many.postgres.url(many.postgres.create())
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    with closing(asyncio.new_event_loop()) as loop, ThreadPoolExecutor(1) as other:
        do = loop.run_until_complete
        connection: Any = do(asyncpg.connect(url.replace("+asyncpg", "")))
        do(connection.execute(f"SELECT pg_advisory_lock({LOCK})"))
        migrating = other.submit(migrate, url)
        eventually(lambda: migrating.done() or do(connection.fetchval(waiting)))
        assert (migrating.done(), do(connection.fetchval(tables))) == (False, 0)
        do(connection.execute(f"SELECT pg_advisory_unlock({LOCK})"))
        migrating.result()
        assert do(connection.fetchval(tables)) > 1
        do(connection.close())


def test_the_tables_were_made_once_though_all_started_at_one_moment(many: ManyWorkers):
    assert len(many.rows("SELECT version_num FROM alembic_version")) == 1
    for worker in many.workers:
        assert httpx.get(f"http://127.0.0.1:{worker.port}/ready").json()["ok"]
