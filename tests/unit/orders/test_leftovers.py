"""What is thrown away after its time, and what never is."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from rxapp.orders import leftovers
from rxapp.orders.database import Database
from rxapp.orders.events import Events
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import Base, CheckoutRow, HoldRow, MoveRow, RevisionRow, now
from rxapp.orders.records import MOVES, Checkout, Status
from rxapp.payments.values import Event
from tests.unit.orders.test_ledger import opened, payment

DAY = timedelta(days=1)


async def ended(ledger: Ledger, shopper: str, status: Status) -> Checkout:
    checkout = await opened(ledger, shopper)
    if status == Status.FAILED:
        await ledger.move(checkout.id, Status.ON_ITS_WAY, "confirmed")
    if status != Status.OPEN:
        checkout = await ledger.move(checkout.id, status, "a test says so")
    assert checkout.status == status
    return checkout


async def kept(database: Database) -> list[set[str]]:
    """Of which checkouts there is anything, in each table."""
    columns = [CheckoutRow.id, RevisionRow.checkout_id, MoveRow.checkout_id]
    return await database.run(lambda session: [set(session.scalars(select(column))) for column in columns])


@pytest.mark.parametrize("status", Status)
async def test_only_a_cart_that_was_closed_without_an_order_is_thrown_away(
    ledger: Ledger, database: Database, status: Status
):
    checkout = await ended(ledger, "anna", status)
    gone = status in (Status.ABANDONED, Status.EXPIRED)
    assert await ledger.throw_away(now() - DAY) == 0, "not yet"
    assert await ledger.throw_away(now() + DAY) == gone
    checkouts, revisions, moves = await kept(database)
    assert checkouts == revisions == (set() if gone else {checkout.id})
    assert moves <= checkouts


@pytest.mark.parametrize("status", [Status.ABANDONED, Status.EXPIRED])
async def test_whatever_speaks_of_a_cart_goes_with_it_and_nothing_of_another(
    ledger: Ledger, database: Database, status: Status
):
    """Also a piece that it holds still, though whatever closes a cart gives back what that holds."""
    gone, stays = await ended(ledger, "anna", status), await ended(ledger, "ben", Status.OPEN)
    await ledger.place(stays.id, stays.revision, stays.quote.total)
    holds = [HoldRow(checkout_id=one.id, product="yame-sencha", quantity=1, sold=False) for one in (gone, stays)]
    await database.run(lambda session: session.add_all(holds))
    of_cart = CheckoutRow.__table__.c.id
    speak = [key.parent for table in Base.metadata.sorted_tables for key in table.foreign_keys if key.column is of_cart]

    async def spoken_of() -> dict[str, set[str]]:
        return await database.run(lambda session: {str(one): set(session.scalars(select(one))) for one in speak})

    everything = {str(one): {gone.id, stays.id} for one in speak} | {"orders.checkout_id": set()}
    assert await spoken_of() == everything
    assert await ledger.throw_away(now() + DAY) == 1
    assert await spoken_of() == {name: ids - {gone.id} for name, ids in everything.items()}


async def test_an_order_keeps_what_it_was_made_of(ledger: Ledger, database: Database):
    checkout = await opened(ledger)
    await ledger.settle(checkout.id, payment(checkout))
    other = await ended(ledger, "ben", Status.ABANDONED)
    assert await ledger.throw_away(now() + DAY) == 1
    assert other.id not in set().union(*await kept(database))
    assert await kept(database) == [{checkout.id}] * 3


async def test_not_all_is_thrown_away_at_once(ledger: Ledger, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(leftovers, "AT_ONCE", 2)
    for shopper in ("anna", "ben", "carla"):
        await ended(ledger, shopper, Status.ABANDONED)
    assert [await ledger.throw_away(now() + DAY) for _ in range(3)] == [2, 1, 0]


async def test_a_payment_that_is_reported_after_all_finds_the_cart_for_as_long_as_it_may(ledger: Ledger):
    checkout = await ended(ledger, "anna", Status.EXPIRED)
    await ledger.throw_away(now() - DAY)
    assert Status.FLAGGED in MOVES[Status.EXPIRED]
    assert (await ledger.settle(checkout.id, payment(checkout))).flag


async def test_handled_events_go_and_what_a_person_is_to_see_stays(events: Events, database: Database):
    for number, name in enumerate(("handled", "waiting", "failed")):
        await events.receive(Event(f"evt_{name}", "checkout.session.completed", f"cs_{number}"))
    await events.handled("evt_handled")
    await events.failed("evt_failed", "Traceback …")
    await events.keep_odd("[]")
    assert await events.throw_away(now() - DAY) == 0
    assert await events.throw_away(now() + DAY) == 1
    assert {one.id for one in await events.unhandled()} == {"evt_waiting", "evt_failed"}
    assert await events.receive(Event("evt_handled", "checkout.session.completed", "cs_0")), "it would be a new one"


async def test_a_start_gives_back_the_rights_alone(ledger: Ledger, database: Database):
    checkout, other = await opened(ledger), await opened(ledger, "ben")
    await ledger.begin_write(checkout.id)
    long_ago = update(CheckoutRow).values(updated_at=now() - DAY)
    await database.run(lambda session: session.execute(long_ago))
    await ledger.end_leases()
    assert [one.id for one in await ledger.forgotten(now() - DAY / 2)] == [other.id], (
        "who wasn't writing stays as it was"
    )
    assert await ledger.begin_write(checkout.id)
