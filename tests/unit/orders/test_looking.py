"""What the reconciler finds, what shoppers find, whose Customer is whose, and who has a lease until when."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from rxapp.orders import overdue, rows
from rxapp.orders.database import Database
from rxapp.orders.events import Events
from rxapp.orders.known_customers import KnownCustomers
from rxapp.orders.leases import Leases
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import now
from rxapp.orders.records import SHUT, Checkout, Flow, Status
from rxapp.payments.values import Event, Item
from rxapp.shop.cart import Cart
from rxapp.shop.changes import Undo
from rxapp.shop.refusal import BeingPaid, Finished, NothingToUndo
from tests.carts import ADD_TEA, KNOWN
from tests.unit.orders.test_ledger import opened, payment, placed
from tests.unit.orders.test_leftovers import ended
from tests.unit.orders.test_writes import paid, without_session, writing

HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)

State = Callable[[Ledger], Awaitable[Checkout]]


async def failed(ledger: Ledger) -> Checkout:
    """A write has failed, and nobody knows what Stripe made of it."""
    checkout = await writing(ledger)
    return await ledger.fail_write(checkout.id)


async def without_a_session_any_more(ledger: Ledger) -> Checkout:
    checkout = await failed(ledger)
    return await ledger.replace_session(checkout.id, "cs_anna")


async def given_up(ledger: Ledger) -> Checkout:
    checkout = await failed(ledger)
    return await ledger.move(checkout.id, Status.ABANDONED, "untouched for long")


@pytest.mark.parametrize(
    ("state", "unsettled", "forgotten"),
    [
        (without_session, False, True),
        (opened, False, True),
        (writing, True, True),
        (failed, True, True),
        (without_a_session_any_more, False, True),
        (placed, True, False),
        (paid, False, False),
        (given_up, False, False),
    ],
)
async def test_what_is_left_lying(ledger: Ledger, database: Database, state: State, unsettled: bool, forgotten: bool):
    checkout = await state(ledger)
    assert await ledger.unsettled(now() + HOUR) == [checkout] * unsettled
    assert await ledger.forgotten(now() + HOUR) == [checkout] * forgotten
    assert (await ledger.unsettled(now() - HOUR), await ledger.forgotten(now() - HOUR)) == ([], [])
    touched = await database.run(lambda session: rows.locked(session, checkout.id).updated_at)
    assert (await ledger.unsettled(touched), await ledger.forgotten(touched)) == ([], []), "not before that moment"
    assert await ledger.forgotten(touched + MOMENT) == [checkout] * forgotten


@pytest.mark.parametrize(
    ("status", "paid_for", "asked", "is_due"),
    [
        (Status.ON_ITS_WAY, 24 * HOUR, HOUR, True),
        (Status.ON_ITS_WAY, 24 * HOUR, HOUR - MOMENT, False),
        (Status.ON_ITS_WAY, 240 * HOUR, 10 * HOUR, True),
        (Status.ON_ITS_WAY, 240 * HOUR, 9 * HOUR, False),
        (Status.ON_ITS_WAY, None, MOMENT, True),
        (Status.PLACING, 24 * HOUR, MOMENT, True),
        (Status.OPEN, 24 * HOUR, MOMENT, True),
    ],
)
async def test_the_longer_money_is_on_its_way_the_less_often_stripe_is_asked(
    ledger: Ledger, database: Database, status: Status, paid_for: timedelta | None, asked: timedelta, is_due: bool
):
    """About once an hour after a day; whatever else is stuck is looked at each time."""
    checkout, before = await failed(ledger), now()

    def paid_then(session: Session) -> None:
        row = rows.locked(session, checkout.id)
        row.status, row.updated_at = status, before - asked
        row.placed_at = before - paid_for if paid_for else None

    await database.run(paid_then)
    assert [one.id for one in await ledger.unsettled(before)] == [checkout.id] * is_due


async def test_forgotten_carts_come_a_part_at_a_time_the_oldest_first(
    ledger: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
):
    anna, ben, cleo = [await opened(ledger, shopper) for shopper in ("anna", "ben", "cleo")]

    def age(session: Session) -> None:
        for checkout, days in ((anna, 2), (ben, 3), (cleo, 1)):
            rows.locked(session, checkout.id).updated_at = now() - timedelta(days=days)

    await database.run(age)
    assert await ledger.forgotten(now()) == [ben, anna, cleo]
    monkeypatch.setattr(overdue, "AT_ONCE", 2)
    assert await ledger.forgotten(now()) == [ben, anna]
    assert await ledger.forgotten(now(), 1) == [anna, cleo]
    assert await ledger.forgotten(now(), 3) == []


async def test_a_line_that_an_older_version_wrote_down_has_no_quantity(ledger: Ledger, database: Database):
    checkout = await opened(ledger)

    def write(session: Session) -> None:
        row = rows.locked(session, checkout.id)
        row.stripe_items = {"product:yame-sencha": {"id": "li_1", "unit_amount": 1800}}

    await database.run(write)
    found = await ledger.checkout(checkout.id)
    assert found.stripe_items == {"product:yame-sencha": Item(id="li_1", unit_amount=1800, quantity=0)}


async def test_what_is_not_there(ledger: Ledger):
    with pytest.raises(LookupError, match="co_nobody"):
        await ledger.checkout("co_nobody")
    assert await ledger.checkout_of_session("cs_nobody") is None
    assert await ledger.unfinished("nobody") is None


async def test_a_checkout_is_found_by_whoever_it_belongs_to(ledger: Ledger):
    anna, ben = await opened(ledger), await opened(ledger, "ben")
    assert (await ledger.unfinished("anna"), await ledger.unfinished("ben")) == (anna, ben)
    assert (await ledger.checkout(anna.id), await ledger.checkout(ben.id)) == (anna, ben)
    for revision, of in ((1, ben), (2, anna)):
        with pytest.raises((Finished, NothingToUndo)):
            await ledger.change("anna", of.id, Undo(revision=revision), KNOWN)
    await ledger.settle(anna.id, payment(anna))
    assert await ledger.unfinished("anna") is None
    assert await ledger.order("anna", "cs_ben") is None
    assert (await ledger.order("anna", "cs_anna")) is not None


@pytest.mark.parametrize("status", Status)
async def test_of_somebody_elses_checkout_nobody_learns_how_it_stands(ledger: Ledger, status: Status):
    checkout = await ended(ledger, "anna", status)
    for named in (checkout.id, "co_nobody"):
        with pytest.raises(Finished):
            await ledger.change("ben", named, ADD_TEA, KNOWN)
        with pytest.raises(Finished):
            await ledger.change_and_begin_write("ben", named, ADD_TEA, KNOWN, timedelta(0))
    assert await ledger.checkout(checkout.id) == checkout
    if status != Status.OPEN:
        with pytest.raises(BeingPaid if status in SHUT else Finished):
            await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)


async def test_a_customer_is_kept_for_each_shopper_and_member_and_the_first_one_counts(database: Database):
    accounts = KnownCustomers(database)
    assert await accounts.customer("anna", "gold") is None
    assert await accounts.keep("anna", "gold", "cus_1") == "cus_1"
    assert await accounts.keep("anna", "gold", "cus_2") == "cus_1"
    assert await accounts.keep("anna", "silver", "cus_3") == "cus_3"
    assert await accounts.keep("ben", "gold", "cus_4") == "cus_4"
    who = [("anna", "gold"), ("anna", "silver"), ("ben", "gold"), ("ben", "silver")]
    assert [await accounts.customer(*one) for one in who] == ["cus_1", "cus_3", "cus_4", None]


NOON = datetime.fromisoformat("2026-05-01T12:00:00+00:00")


@pytest.mark.parametrize(
    ("holder", "later", "taken"),
    [
        ("anna", timedelta(0), True),
        ("ben", timedelta(0), False),
        ("ben", HOUR - MOMENT, False),
        ("ben", HOUR, True),
        ("anna", 5 * HOUR, True),
    ],
)
async def test_a_lease_ends_to_the_moment(leases: Leases, holder: str, later: timedelta, taken: bool):
    assert await leases.take("reconciler", "anna", HOUR, NOON)
    assert await leases.take("sweeper", "ben", HOUR, NOON), "each name is a lease of its own"
    assert await leases.take("reconciler", holder, HOUR, NOON + later) == taken
    # Whoever has it now has it for an hour from when they took it.
    until = later + HOUR if taken else HOUR
    assert not await leases.take("reconciler", "cleo", HOUR, NOON + until - MOMENT)
    assert await leases.take("reconciler", "cleo", HOUR, NOON + until)


async def test_a_lease_begins_now(leases: Leases):
    assert await leases.take("reconciler", "anna", HOUR)
    assert not await leases.take("reconciler", "ben", HOUR)
    assert await leases.take("reconciler", "ben", HOUR, now() + HOUR)


async def test_events_are_unhandled_oldest_first_and_whole(events: Events, database: Database):
    # the ids say nothing of the order
    kept = [
        Event(f"evt_{9 - number}", f"kind_{number}", session) for number, session in enumerate(["cs_1", None, "cs_2"])
    ]
    for event in kept:
        assert await events.receive(event)
    assert await events.unhandled() == kept
    await events.failed("evt_9", "Traceback …")
    await events.handled("evt_8")
    assert await events.unhandled() == [kept[0], kept[2]]
    assert [await events.receive(event) for event in kept] == [True, False, True]
    await events.handled("evt_9")
    await events.handled("evt_9")
    assert not await events.receive(kept[0])


@pytest.mark.parametrize("unknown", ["handled", "failed"])
async def test_an_event_that_nobody_has_is_an_error(events: Events, unknown: str):
    noting = {"handled": lambda: events.handled("evt_9"), "failed": lambda: events.failed("evt_9", "why")}
    with pytest.raises(Exception, match="No row"):
        await noting[unknown]()


async def test_a_cart_that_another_worker_has_just_begun_is_found(ledger: Ledger, database: Database):
    begun = await ledger.change("anna", None, ADD_TEA, KNOWN)
    found = await database.run(lambda session: rows.begun(session, "anna", Cart(), KNOWN, Flow.CHECKOUT_SESSION, "").id)
    assert found == begun.id
