"""The ledger against real databases: SQLite and Postgres."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.orders.database import Database
from rxapp.orders.events import Events
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import MoveRow, RevisionRow, now
from rxapp.orders.records import MOVES, Checkout, Order, Status
from rxapp.payments.values import Event, Item, Payment
from rxapp.shop.cart import Cart
from rxapp.shop.change import Change, Known
from rxapp.shop.changes import AddProduct, EndOffers, SetAddOn, Undo
from rxapp.shop.pricing import Quote
from rxapp.shop.refusal import Finished, NothingToUndo, Refusal, SessionEnded
from tests.carts import ADD_TEA, KNOWN
from tests.unit.orders.payments import paid

ITEMS = {"product:yame-sencha": Item(id="li_1", unit_amount=1800)}


class TurnGiftWrap(Change):
    """On where it is off, off where it is on: what two at once do shows."""

    offered = False

    def rule(self, cart: Cart, known: Known) -> Cart:
        return SetAddOn(key="gift_wrap", on="gift_wrap" not in cart.add_ons).applied(cart, known)


async def opened(ledger: Ledger, shopper: str = "anna", session_id: str = "") -> Checkout:
    """A checkout with one tea and a session in step."""
    checkout = await ledger.change(shopper, None, ADD_TEA, KNOWN)
    return await ledger.start_session(checkout.id, session_id or f"cs_{shopper}", checkout.revision, ITEMS)


async def placed(ledger: Ledger, shopper: str = "anna", session_id: str = "") -> Checkout:
    checkout = await opened(ledger, shopper, session_id)
    return await ledger.place(checkout.id, checkout.revision, checkout.quote.total)


def payment(checkout: Checkout, session_id: str = "cs_anna", amount: int = 2300, intent: str = "pi_anna") -> Payment:
    return paid(session_id, intent, checkout.revision, amount)


async def moves(database: Database, checkout_id: str) -> list[tuple[str, str]]:
    theirs = select(MoveRow).where(MoveRow.checkout_id == checkout_id).order_by(MoveRow.id)
    return await database.run(lambda session: [(move.before, move.after) for move in session.scalars(theirs)])


async def test_every_change_raises_the_revision_by_one(ledger: Ledger):
    first = await ledger.change("anna", None, ADD_TEA, KNOWN)
    second = await ledger.change("anna", first.id, ADD_TEA, KNOWN)
    assert (first.revision, second.revision, second.cart.pieces) == (1, 2, 2)


async def test_a_change_that_changes_nothing_leaves_the_revision(ledger: Ledger):
    first = await ledger.change("anna", None, ADD_TEA, KNOWN)
    again = await ledger.change("anna", first.id, EndOffers(), KNOWN)
    assert again == first


async def test_every_revision_of_a_cart_is_kept_for_its_shopper(ledger: Ledger):
    checkout = await ledger.change("anna", None, ADD_TEA, KNOWN)
    await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    assert (await ledger.change("anna", checkout.id, Undo(revision=1), KNOWN)).cart == checkout.cart
    with pytest.raises(NothingToUndo):
        await ledger.change("anna", checkout.id, Undo(revision=4), KNOWN)
    with pytest.raises(Finished):
        await ledger.change("ben", checkout.id, Undo(revision=1), KNOWN)


async def test_a_doubted_total_can_not_be_paid_and_keeps_the_cart(ledger: Ledger):
    checkout = await opened(ledger)
    doubted = await ledger.doubt(checkout.id)
    assert (doubted.cart, doubted.quote, doubted.in_step) == (checkout.cart, checkout.quote, False)
    back = await ledger.change("anna", checkout.id, Undo(revision=doubted.synced_revision), KNOWN)
    assert (back.cart, back.revision) == (checkout.cart, doubted.revision)
    assert await ledger.doubt(checkout.id) == doubted
    with pytest.raises(Refusal):
        await ledger.place(checkout.id, checkout.revision, checkout.quote.total)


async def test_a_refused_change_leaves_no_trace(ledger: Ledger):
    with pytest.raises(Refusal):
        await ledger.change("anna", None, AddProduct(slug="samovar"), KNOWN)
    assert await ledger.unfinished("anna") is None


async def test_shoppers_have_carts_of_their_own(ledger: Ledger):
    await ledger.change("anna", None, ADD_TEA, KNOWN)
    assert await ledger.unfinished("ben") is None


async def test_twenty_changes_at_once_are_twenty_revisions(ledger: Ledger):
    checkout = await ledger.change("anna", None, ADD_TEA, KNOWN)
    await asyncio.gather(*(ledger.change("anna", checkout.id, TurnGiftWrap(), KNOWN) for _ in range(20)))
    assert (await ledger.checkout(checkout.id)).revision == 21


async def test_only_one_write_at_a_time(ledger: Ledger):
    checkout = await opened(ledger)
    assert await ledger.begin_write(checkout.id)
    assert await ledger.begin_write(checkout.id) is None
    await ledger.finish_write(checkout.id, "cs_anna", checkout.revision, ITEMS)
    assert await ledger.begin_write(checkout.id)


async def test_a_write_with_an_unknown_end_is_remembered(ledger: Ledger):
    checkout = await opened(ledger)
    await ledger.begin_write(checkout.id)
    await ledger.fail_write(checkout.id)
    noted = await ledger.begin_write(checkout.id)
    assert noted and noted.writing_revision == checkout.revision and noted.writing_attempt == 1


async def test_place_shuts_the_checkout(ledger: Ledger):
    checkout = await placed(ledger)
    assert checkout.status == Status.PLACING
    assert await ledger.unfinished("anna") == checkout
    for named in (checkout.id, None):
        with pytest.raises(Refusal, match="on its way"):
            await ledger.change("anna", named, ADD_TEA, KNOWN)
    with pytest.raises(Refusal, match="on its way"):
        await ledger.place(checkout.id, checkout.revision, checkout.quote.total)


@pytest.mark.parametrize(
    ("ahead", "more", "said"),
    [(0, 1, "has another total than your cart"), (1, 0, "has changed in the meantime"), (-1, 0, "new total")],
)
async def test_place_refuses_what_the_shopper_did_not_see(ledger: Ledger, ahead: int, more: int, said: str):
    checkout = await opened(ledger)
    with pytest.raises(Refusal, match=said):
        await ledger.place(checkout.id, checkout.revision + ahead, checkout.quote.total + more)
    assert (await ledger.checkout(checkout.id)).status == Status.OPEN


async def test_place_refuses_what_stripe_has_not_confirmed(ledger: Ledger):
    checkout = await opened(ledger)
    changed = await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    with pytest.raises(Refusal):
        await ledger.place(changed.id, changed.revision, changed.quote.total)


async def test_twenty_reports_are_one_order(ledger: Ledger, other_worker: Database, database: Database):
    checkout = await placed(ledger)
    workers = (ledger, Ledger(other_worker))
    orders = await asyncio.gather(*(workers[i % 2].settle(checkout.id, payment(checkout)) for i in range(20)))
    assert len({order.number for order in orders}) == 1
    assert orders[0].flag is None
    assert (await ledger.checkout(checkout.id)).status == Status.PAID
    assert await moves(database, checkout.id) == [("open", "placing"), ("placing", "paid")]


async def flagged(ledger: Ledger, checkout: Checkout, *payments: Payment) -> Order:
    orders = [await ledger.settle(checkout.id, one) for one in payments]
    assert len({order.number for order in orders}) == 1
    assert (await ledger.checkout(checkout.id)).status == Status.FLAGGED
    return orders[-1]


@pytest.mark.parametrize("amount", [2299, 2301])
async def test_another_amount_is_flagged_for_a_person_with_all_ids(ledger: Ledger, amount: int):
    checkout = await placed(ledger)
    order = await flagged(ledger, checkout, payment(checkout, amount=amount))
    assert order.flag == f"asked 2300 usd, paid {amount} usd by pi_anna in cs_anna"
    assert (order.total, order.paid) == (2300, amount)


async def test_a_second_payment_is_flagged_with_its_ids_once(ledger: Ledger, database: Database):
    checkout = await placed(ledger)
    first, second = payment(checkout), payment(checkout, "cs_other", intent="pi_other")
    order = await flagged(ledger, checkout, first, second, second, first)
    assert order.flag == "paid again: 2300 usd by pi_other in cs_other"
    assert await moves(database, checkout.id) == [("open", "placing"), ("placing", "paid"), ("paid", "flagged")]


async def test_a_third_payment_is_not_dropped_either(ledger: Ledger):
    checkout = await placed(ledger)
    more = [payment(checkout, f"cs_{'x' * 200}{n}", intent=f"pi_{n}") for n in range(9)]
    order = await flagged(ledger, checkout, payment(checkout), *more)
    assert order.flag and all(f"by pi_{n} in cs_{'x' * 200}{n}" in order.flag for n in range(9))


async def test_a_payment_is_held_against_the_revision_it_was_made_for(ledger: Ledger):
    checkout = await placed(ledger)
    await ledger.release(checkout.id, checkout.placed_at, "the payment did not come about")
    await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    order = await flagged(ledger, checkout, payment(checkout))
    assert (order.total, order.paid, order.quote.total) == (2300, 2300, 2300), "what was bought is what was paid"
    assert order.flag == "paid at revision 1, changed to 2 since: 2300 usd by pi_anna in cs_anna"


async def test_a_payment_for_what_had_been_given_up_is_flagged(ledger: Ledger):
    checkout = await opened(ledger)
    await ledger.move(checkout.id, Status.ABANDONED, "untouched for long")
    order = await flagged(ledger, checkout, payment(checkout))
    assert order.flag == "paid while abandoned: 2300 usd by pi_anna in cs_anna"


async def test_every_accepted_change_is_kept_with_its_quote(ledger: Ledger, database: Database):
    checkout = await opened(ledger)
    await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    by_revision = select(RevisionRow).order_by(RevisionRow.revision)
    kept = await database.run(lambda session: session.scalars(by_revision).all())
    totals = [(row.revision, Quote.model_validate(row.quote).total) for row in kept]
    assert totals == [(1, 2300), (2, 4100)]


@pytest.mark.parametrize("start", list(Status))
@pytest.mark.parametrize("end", list(Status))
async def test_only_the_moves_in_the_table_happen(ledger: Ledger, database: Database, start: Status, end: Status):
    checkout = await opened(ledger)
    path = {Status.OPEN: [], Status.FAILED: [Status.ON_ITS_WAY, Status.FAILED]}.get(start, [start])
    for status in path:
        await ledger.move(checkout.id, status, "on the way")
    before = await moves(database, checkout.id)
    moved = await ledger.move(checkout.id, end, "the move itself")
    allowed = end in MOVES[start]
    assert moved.status == (end if allowed else start)
    assert await moves(database, checkout.id) == before + ([(start, end)] if allowed else [])


async def test_a_release_leaves_a_later_payment_alone(ledger: Ledger):
    first = await placed(ledger)
    await ledger.release(first.id, first.placed_at, "declined")
    second = await ledger.place(first.id, first.revision, first.quote.total)
    await ledger.release(first.id, first.placed_at, "the reconciler, late")
    assert (await ledger.checkout(first.id)).status == Status.PLACING
    await ledger.release(first.id, second.placed_at, "declined")
    assert (await ledger.checkout(first.id)).status == Status.OPEN


async def test_nothing_is_placed_without_a_session(ledger: Ledger):
    checkout = await opened(ledger)
    await ledger.replace_session(checkout.id, "cs_anna")
    with pytest.raises(SessionEnded):
        await ledger.place(checkout.id, checkout.revision, checkout.quote.total)


async def test_the_second_session_of_two_at_once_gives_way(ledger: Ledger):
    checkout = await opened(ledger)
    kept = await ledger.start_session(checkout.id, "cs_other", checkout.revision, ITEMS)
    assert (kept.session_id, kept.session_count) == ("cs_anna", 1)


async def test_a_write_that_was_overtaken_has_nothing_to_say(ledger: Ledger):
    checkout = await opened(ledger)
    await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    await ledger.begin_write(checkout.id)
    await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    await ledger.begin_write(checkout.id, at=now() + timedelta(minutes=1))
    late = await ledger.finish_write(checkout.id, "cs_anna", 2, {})
    assert (late.synced_revision, late.writing_revision, late.stripe_items) == (1, 3, ITEMS)


async def test_two_first_clicks_at_once_are_one_cart(ledger: Ledger, other_worker: Database):
    workers = (ledger, Ledger(other_worker))
    carts = await asyncio.gather(*(workers[i % 2].change("anna", None, ADD_TEA, KNOWN) for i in range(6)))
    assert len({checkout.id for checkout in carts}) == 1
    assert max(checkout.cart.pieces for checkout in carts) == 6


async def test_two_workers_change_without_losing_one(ledger: Ledger, other_worker: Database):
    checkout = await ledger.change("anna", None, EndOffers(), KNOWN)
    workers = (ledger, Ledger(other_worker))
    await asyncio.gather(*(workers[i % 2].change("anna", checkout.id, ADD_TEA, KNOWN) for i in range(10)))
    after = await ledger.checkout(checkout.id)
    assert (after.revision, after.cart.pieces) == (10, 10)


async def test_place_and_change_at_once_never_both_happen(ledger: Ledger, other_worker: Database):
    for shopper in ("anna", "ben", "cleo"):
        checkout = await opened(ledger, shopper)
        results = await asyncio.gather(
            ledger.place(checkout.id, checkout.revision, checkout.quote.total),
            Ledger(other_worker).change(shopper, checkout.id, ADD_TEA, KNOWN),
            return_exceptions=True,
        )
        assert sum(isinstance(result, Refusal) for result in results) == 1


async def test_a_finished_checkout_takes_no_change_and_the_next_cart_is_new(ledger: Ledger):
    checkout = await placed(ledger)
    await ledger.settle(checkout.id, payment(checkout))
    with pytest.raises(Refusal, match="finished"):
        await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    assert (await ledger.change("anna", None, ADD_TEA, KNOWN)).id != checkout.id


async def test_an_order_is_shown_to_its_shopper_alone(ledger: Ledger):
    checkout = await placed(ledger)
    await ledger.settle(checkout.id, payment(checkout))
    assert await ledger.order("anna", "cs_anna")
    assert await ledger.order("ben", "cs_anna") is None


async def test_the_effect_of_an_event_and_the_note_of_it_are_one(ledger: Ledger, events: Events):
    checkout = await placed(ledger)
    event = Event("evt_1", "checkout.session.completed", "cs_anna")
    assert await events.receive(event)
    with pytest.raises(LookupError):
        await ledger.settle("co_unknown", payment(checkout), event.id)
    assert await events.unhandled() == [event]
    await ledger.settle(checkout.id, payment(checkout), event.id)
    assert await events.unhandled() == []
    assert not await events.receive(event)
