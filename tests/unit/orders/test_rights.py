"""The right to write that is taken with a change itself, and what the end of a write says of changes made meanwhile."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import CheckoutRow
from rxapp.orders.records import Checkout
from rxapp.orders.rights import BURST
from rxapp.shop.cart import Cart
from rxapp.shop.change import Change
from rxapp.shop.changes import EndOffers
from rxapp.shop.refusal import ChangedMeanwhile
from tests.carts import ADD_TEA, KNOWN, Put
from tests.unit.orders.test_ledger import ITEMS, opened
from tests.unit.orders.test_looking import failed
from tests.unit.orders.test_writes import OTHER_ITEMS, without_session, writing

MOMENT = timedelta(microseconds=1)
NO_REST = timedelta(0)
EMPTIED = Put(cart=Cart())

State = Callable[[Ledger], Awaitable[Checkout]]


async def behind(ledger: Ledger) -> Checkout:
    """Stripe hasn't heard of the latest change."""
    checkout = await opened(ledger)
    return await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)


@pytest.mark.parametrize(
    ("state", "change", "begins"),
    [
        (opened, ADD_TEA, True),
        (opened, EndOffers(), False),
        (opened, EMPTIED, False),
        (without_session, ADD_TEA, False),
        (behind, ADD_TEA, False),
        (writing, ADD_TEA, False),
        (failed, ADD_TEA, False),
    ],
    ids=["a change", "none", "emptied", "no session", "behind", "being written", "of unknown end"],
)
async def test_a_change_begins_a_write_where_stripe_has_the_cart_and_there_is_something_to_write(
    ledger: Ledger, state: State, change: Change, begins: bool
):
    before = await state(ledger)
    changed, begun = await ledger.change_and_begin_write("anna", before.id, change, KNOWN, NO_REST)
    assert begun == begins
    assert changed.writing_revision == before.writing_revision, "as it was before the write was noted"
    noted = await ledger.checkout(before.id)
    assert noted == changed.model_copy(update={"writing_revision": changed.revision} if begins else {})
    has_the_right = begins or state is writing
    assert (await ledger.begin_write(before.id) is None) == has_the_right


async def test_a_first_change_begins_no_write(ledger: Ledger):
    changed, begun = await ledger.change_and_begin_write("anna", None, ADD_TEA, KNOWN, NO_REST)
    assert (changed.cart.pieces, changed.writing_revision, begun) == (1, None, False)


@pytest.mark.parametrize(("rested", "begins"), [(NO_REST, False), (BURST - MOMENT, False), (BURST, True)])
async def test_what_follows_too_closely_waits_for_the_rest_of_its_burst(
    ledger: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch, rested: timedelta, begins: bool
):
    checkout, at = await opened(ledger), datetime(2026, 5, 1, 12, tzinfo=UTC)
    touched = update(CheckoutRow).where(CheckoutRow.id == checkout.id).values(updated_at=at - rested)
    await database.run(lambda session: session.execute(touched))
    monkeypatch.setattr("rxapp.orders.rights.now", lambda: at)
    _, begun = await ledger.change_and_begin_write("anna", checkout.id, ADD_TEA, KNOWN, BURST)
    assert begun == begins


async def test_what_was_changed_during_a_write_is_not_confirmed_by_its_end(ledger: Ledger):
    checkout = await behind(ledger)
    await ledger.begin_write(checkout.id)
    later = await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    done = await ledger.finish_write(checkout.id, "cs_anna", checkout.revision, OTHER_ITEMS)
    assert (done.synced_revision, done.revision, done.in_step) == (checkout.revision, later.revision, False)
    with pytest.raises(ChangedMeanwhile):
        await ledger.place(later.id, later.revision, later.quote.total)


async def test_what_was_changed_while_a_session_was_made_is_not_in_it(ledger: Ledger):
    checkout = await without_session(ledger)
    later = await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    started = await ledger.start_session(checkout.id, "cs_anna", checkout.revision, ITEMS)
    assert (started.synced_revision, started.revision, started.in_step) == (checkout.revision, later.revision, False)
