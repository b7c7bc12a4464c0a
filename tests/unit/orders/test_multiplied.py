"""Many purchases out of one, for the benchmark of growth: SQLite and Postgres."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.multiplied import OF_A_CHECKOUT, Copies, multiply, multiply_event
from rxapp.orders.database import Database
from rxapp.orders.events import Events
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import Base, WebhookEventRow, now
from rxapp.payments.values import Event
from tests.unit.orders.test_ledger import payment, placed

COPIES, A_SHOPPER = 9, 3


async def rows(database: Database, kind: type[Base]) -> int:
    return await database.run(lambda session: session.scalars(select(func.count()).select_from(kind)).one())


@pytest.mark.parametrize("at_once", [4, COPIES])
async def test_each_copy_is_a_purchase_like_the_first(
    database: Database, events: Events, monkeypatch: pytest.MonkeyPatch, at_once: int
):
    monkeypatch.setattr("bench.multiplied.AT_ONCE", at_once)
    ledger = Ledger(database, counted={"yame-sencha": 100})
    first = await ledger.settle((await placed(ledger)).id, payment(await placed(ledger, "ben")))
    await events.receive(Event("evt_1", "checkout.session.completed", first.session_id))
    before = {kind: await rows(database, kind) for kind, _ in OF_A_CHECKOUT}
    copies = Copies(COPIES, now() - timedelta(days=9), now() - timedelta(days=1), a_shopper=A_SHOPPER)
    loop = asyncio.get_running_loop()

    def run(work: Callable[[Session], None]) -> None:
        asyncio.run_coroutine_threadsafe(database.run(work), loop).result()

    await asyncio.to_thread(multiply, run, first.checkout_id, copies)
    await asyncio.to_thread(multiply_event, run, "evt_1", copies)
    assert await rows(database, WebhookEventRow) == 1 + COPIES
    own = {kind: await rows(database, kind) - number for kind, number in before.items()}
    assert all(number and number % COPIES == 0 for number in own.values()), own
    assert len(await ledger.orders("anna", 2 * COPIES)) == 1
    listed = [await ledger.orders(f"anna-{number}", 2 * COPIES) for number in range(COPIES // A_SHOPPER)]
    assert [len(orders) for orders in listed] == [A_SHOPPER] * (COPIES // A_SHOPPER)
    assert all(order.quote == first.quote for orders in listed for order in orders)
    assert all(order.created_at < first.created_at for orders in listed for order in orders)
