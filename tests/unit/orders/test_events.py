"""Events are kept before they are handled, leases are one process's at a time, and a lock that is taken is said so."""

import asyncio
from datetime import timedelta

import pytest

from rxapp.orders import rows
from rxapp.orders.database import Database, DatabaseBusy
from rxapp.orders.events import Events
from rxapp.orders.leases import Leases
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import now
from rxapp.payments.values import Event
from tests.carts import ADD_TEA, KNOWN
from tests.transactions import held

EVENT = Event("evt_1", "checkout.session.completed", "cs_1")


async def test_an_event_is_handled_once(events: Events):
    assert await events.receive(EVENT)
    assert await events.receive(EVENT), "not handled yet"
    await events.handled(EVENT.id)
    assert not await events.receive(EVENT)


async def test_an_event_that_comes_to_two_workers_at_once_is_kept_once(events: Events, other_worker: Database):
    workers = (events, Events(other_worker))
    assert all(await asyncio.gather(*(workers[i % 2].receive(EVENT) for i in range(8))))
    assert await events.unhandled() == [EVENT]


async def test_a_failure_is_kept_until_the_event_is_handled(events: Events):
    await events.receive(EVENT)
    await events.failed(EVENT.id, "Traceback …")
    assert await events.unhandled() == [EVENT]
    await events.handled(EVENT.id)
    assert await events.unhandled() == []


async def test_a_lease_is_one_holders_until_it_ends(leases: Leases):
    minute = timedelta(minutes=1)
    assert await leases.take("reconciler", "worker-1", minute)
    assert not await leases.take("reconciler", "worker-2", minute)
    assert await leases.take("reconciler", "worker-1", minute), "its holder may prolong it"
    assert await leases.take("reconciler", "worker-2", minute, at=now() + 2 * minute)
    assert not await leases.take("reconciler", "worker-1", minute, at=now() + 2 * minute)


async def test_of_many_workers_one_gets_the_lease(leases: Leases, other_worker: Database):
    workers = (leases, Leases(other_worker))
    taken = await asyncio.gather(*(workers[i % 2].take("reconciler", f"{i}", timedelta(minutes=1)) for i in range(8)))
    assert taken.count(True) == 1


async def test_a_lock_that_is_not_to_be_had_is_a_plain_sentence(
    ledger: Ledger, other_worker: Database, impatient_worker: Database
):
    checkout = await ledger.change("anna", None, ADD_TEA, KNOWN)
    async with held(other_worker, lambda session: rows.locked(session, checkout.id)):
        with pytest.raises(DatabaseBusy, match="very busy"):
            await Ledger(impatient_worker).change("anna", checkout.id, ADD_TEA, KNOWN)
    assert (await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)).cart.pieces == 2
