"""Who may write a session at Stripe and what is noted of it; which session a checkout has, and which it lets go of."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import now
from rxapp.orders.records import MOVES, Checkout, Flow, Status
from rxapp.orders.rights import WRITE_LEASE
from rxapp.payments.values import Item
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.change import Known
from rxapp.shop.changes import ApplyCode, EndOffers, Join, Undo
from rxapp.shop.history import History
from rxapp.shop.pricing import quote
from rxapp.shop.refusal import Refusal
from tests.carts import ADD_TEA, KNOWN, TEA
from tests.unit.orders.test_ledger import ITEMS, opened, payment, placed
from tests.unit.shop.addresses import OREGON

MOMENT = timedelta(microseconds=1)
OTHER_ITEMS = {"product:yame-sencha": Item(id="li_2", unit_amount=1700, quantity=3)}


async def paid(ledger: Ledger) -> Checkout:
    checkout = await placed(ledger)
    await ledger.settle(checkout.id, payment(checkout))
    return await ledger.checkout(checkout.id)


async def without_session(ledger: Ledger) -> Checkout:
    return await ledger.change("anna", None, ADD_TEA, KNOWN)


def test_the_life_of_a_checkout():
    open, placing, on_its_way, paid, expired, abandoned, flagged, failed = Status
    assert {
        open: {placing, on_its_way, paid, expired, abandoned, flagged},
        placing: {open, on_its_way, paid, expired, flagged},
        on_its_way: {open, paid, failed, flagged},
        failed: {flagged},
        paid: {flagged},
        expired: {flagged},
        abandoned: {flagged},
        flagged: set(),
    } == MOVES


async def test_a_new_checkout_holds_nothing_but_its_cart(ledger: Ledger):
    checkout = await without_session(ledger)
    assert re.fullmatch("co_[0-9a-f]{24}", checkout.id), "nobody guesses it"
    assert checkout.model_dump(exclude={"id", "cart", "quote"}) == {
        "shopper": "anna",
        "plan": "",
        "status": Status.OPEN,
        "revision": 1,
        "synced_revision": 0,
        "flow": Flow.CHECKOUT_SESSION,
        "session_id": None,
        "session_count": 0,
        "customer_id": None,
        "stripe_items": {},
        "writing_revision": None,
        "writing_attempt": 0,
        "placed_at": None,
    }
    assert (checkout.cart, checkout.quote) == (TEA, quote(TEA, CATALOG))
    assert (await ledger.change("ben", None, ADD_TEA, KNOWN)).id != checkout.id


async def test_a_first_cart_is_that_of_goods_but_for_where_it_goes(database: Database):
    first = TEA.model_copy(update={"destination": OREGON})
    ledger = Ledger(database, first_cart=first)
    assert (await ledger.change("anna", None, EndOffers(), KNOWN)).cart == first
    joining = await ledger.change("anna", None, Join(plan="tea_club"), KNOWN, "tea_club")
    assert joining.cart == Cart(plan="tea_club", destination=OREGON)


async def test_a_price_that_moved_is_a_change(ledger: Ledger):
    dearer = CATALOG.model_copy(update={"currency": "eur"})
    checkout = await without_session(ledger)
    moved = await ledger.change("anna", checkout.id, EndOffers(), Known(dearer))
    assert (moved.revision, moved.quote.currency, moved.cart) == (2, "eur", checkout.cart)


# The right to write.


async def test_the_right_to_write_is_ones_own_for_so_long(ledger: Ledger):
    checkout = await opened(ledger)
    begun = now()
    assert await ledger.begin_write(checkout.id, begun) == checkout, "as it was before"
    assert timedelta(seconds=10) < WRITE_LEASE < timedelta(seconds=20)
    assert await ledger.begin_write(checkout.id, begun + WRITE_LEASE - MOMENT) is None
    again = await ledger.begin_write(checkout.id, begun + WRITE_LEASE)
    assert again and again.writing_revision == checkout.revision


async def test_a_right_given_back_is_to_be_had_at_once_under_another_attempt(ledger: Ledger):
    checkout = await opened(ledger)
    for attempts in range(3):
        begun = await ledger.begin_write(checkout.id)
        assert begun and begun.writing_attempt == attempts
        failed = await ledger.fail_write(checkout.id)
        assert (failed.writing_attempt, failed.writing_revision) == (attempts + 1, checkout.revision)


async def test_what_stripe_has_confirmed_is_noted_whole(ledger: Ledger):
    checkout = await opened(ledger)
    await ledger.begin_write(checkout.id)
    await ledger.fail_write(checkout.id)
    changed = await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    await ledger.begin_write(checkout.id)
    done = await ledger.finish_write(checkout.id, "cs_anna", changed.revision, OTHER_ITEMS, "cus_anna")
    assert done == changed.model_copy(
        update={
            "synced_revision": changed.revision,
            "stripe_items": OTHER_ITEMS,
            "customer_id": "cus_anna",
            "writing_revision": None,
            "writing_attempt": 0,
        }
    )
    assert done.in_step and not changed.in_step
    assert await ledger.begin_write(checkout.id), "nobody has the right now"


async def test_a_line_that_is_gone_at_stripe_is_known_no_more(ledger: Ledger):
    checkout = await opened(ledger)
    for items in ({"product:kyoto-hojicha": Item(id="li_9", unit_amount=1600, quantity=1)}, {}, ITEMS):
        await ledger.begin_write(checkout.id)
        done = await ledger.finish_write(checkout.id, "cs_anna", checkout.revision, items)
        assert done.stripe_items == items


@pytest.mark.parametrize(("session_id", "ahead"), [("cs_other", 0), ("cs_anna", 1), ("cs_anna", -1)])
async def test_the_end_of_another_write_says_nothing(ledger: Ledger, session_id: str, ahead: int):
    checkout = await opened(ledger)
    await ledger.begin_write(checkout.id)
    noted = await ledger.checkout(checkout.id)
    assert await ledger.finish_write(checkout.id, session_id, checkout.revision + ahead, OTHER_ITEMS) == noted


async def test_the_start_of_a_store_gives_every_right_back(ledger: Ledger):
    anna, ben = await opened(ledger), await opened(ledger, "ben")
    for checkout in (anna, ben):
        await ledger.begin_write(checkout.id)
    await ledger.end_leases()
    for checkout in (anna, ben):
        begun = await ledger.begin_write(checkout.id)
        assert begun and begun.writing_revision == checkout.revision, "and asks Stripe what came of it"


# Doubt.


async def writing(ledger: Ledger) -> Checkout:
    checkout = await opened(ledger)
    await ledger.begin_write(checkout.id)
    return await ledger.checkout(checkout.id)


@pytest.mark.parametrize("state", [placed, paid, without_session, writing])
async def test_there_is_nothing_to_doubt(ledger: Ledger, state: Callable[[Ledger], Awaitable[Checkout]]):
    checkout = await state(ledger)
    assert await ledger.doubt(checkout.id) == checkout


async def test_what_is_doubted_in_step_is_a_new_revision_and_behind_it_is_not(ledger: Ledger):
    checkout = await opened(ledger)
    doubted = await ledger.doubt(checkout.id)
    assert doubted == checkout.model_copy(update={"revision": 2, "writing_revision": 2})
    assert await ledger.change("anna", checkout.id, Undo(revision=2), KNOWN) == doubted, "the cart is kept of it"
    ben = await opened(ledger, "ben")
    behind = await ledger.change("ben", ben.id, ADD_TEA, KNOWN)
    assert await ledger.doubt(ben.id) == behind.model_copy(update={"writing_revision": behind.revision})


# The session.


async def test_a_session_is_noted_with_what_it_shows(ledger: Ledger):
    checkout = await without_session(ledger)
    started = await ledger.start_session(checkout.id, "cs_1", 1, OTHER_ITEMS, customer_id="cus_anna")
    noted = {"session_id": "cs_1", "session_count": 1, "synced_revision": 1, "customer_id": "cus_anna"}
    assert started == checkout.model_copy(update={**noted, "stripe_items": OTHER_ITEMS})
    assert await ledger.checkout_of_session("cs_1") == started
    assert await ledger.checkout_of_session("cs_2") is None


@pytest.mark.parametrize("flow", list(Flow))
async def test_a_session_of_another_way_to_pay_is_not_taken(database: Database, flow: Flow):
    ledger = Ledger(database, flow)
    checkout = await without_session(ledger)
    for other in Flow:
        started = await ledger.start_session(checkout.id, f"id_{other}", 1, ITEMS, other)
        assert started.session_id == (f"id_{flow}" if other == flow or checkout.session_id else None)
        checkout = started


async def test_a_finished_checkout_gets_no_session(ledger: Ledger):
    checkout = await without_session(ledger)
    gone = await ledger.move(checkout.id, Status.ABANDONED, "untouched for long")
    assert await ledger.start_session(checkout.id, "cs_1", 1, ITEMS) == gone


async def test_a_dead_session_is_let_go_and_the_cart_stays(ledger: Ledger):
    checkout = await opened(ledger)
    kept = await ledger.replace_session(checkout.id, "cs_anna")
    assert kept == checkout.model_copy(update={"session_id": None, "stripe_items": {}})
    again = await ledger.start_session(checkout.id, "cs_next", checkout.revision, ITEMS)
    assert (again.session_id, again.session_count) == ("cs_next", 2)


async def test_a_payment_on_its_way_with_a_dead_session_has_ended(ledger: Ledger):
    checkout = await placed(ledger)
    kept = await ledger.replace_session(checkout.id, "cs_anna")
    assert (kept.status, kept.session_id) == (Status.OPEN, None)


@pytest.mark.parametrize(("state", "session_id"), [(opened, "cs_other"), (placed, "cs_other"), (paid, "cs_anna")])
async def test_another_session_and_that_of_an_order_stay(
    ledger: Ledger, state: Callable[[Ledger], Awaitable[Checkout]], session_id: str
):
    checkout = await state(ledger)
    assert await ledger.replace_session(checkout.id, session_id) == checkout


# Another way to pay.


async def test_another_way_to_pay_is_a_change_and_begins_without_a_session(ledger: Ledger):
    checkout = await opened(ledger)
    chosen = await ledger.choose_flow(checkout.id, "cs_anna", Flow.PAYMENT_INTENT)
    new = {"flow": Flow.PAYMENT_INTENT, "session_id": None, "stripe_items": {}, "revision": 2}
    assert chosen == checkout.model_copy(update=new)
    assert await ledger.change("anna", checkout.id, Undo(revision=2), KNOWN) == chosen, "the cart is kept of it"
    assert await ledger.choose_flow(checkout.id, None, Flow.PAYMENT_INTENT) == chosen, "the same again is no change"


async def test_a_session_begun_meanwhile_keeps_its_way_to_be_paid(ledger: Ledger):
    checkout = await opened(ledger)
    for ended in ("cs_other", None):
        assert await ledger.choose_flow(checkout.id, ended, Flow.PAYMENT_INTENT) == checkout


@pytest.mark.parametrize(("state", "said"), [(placed, "on its way"), (paid, "finished")])
async def test_what_is_being_paid_or_finished_keeps_its_way_and_its_cart(
    ledger: Ledger, state: Callable[[Ledger], Awaitable[Checkout]], said: str
):
    checkout = await state(ledger)
    for refused in (
        ledger.choose_flow(checkout.id, "cs_anna", Flow.PAYMENT_INTENT),
        ledger.place(checkout.id, checkout.revision, checkout.quote.total),
        ledger.change("anna", checkout.id, ADD_TEA, KNOWN),
    ):
        with pytest.raises(Refusal, match=said) as refusal:
            await refused
        assert refusal.value.control == "checkout"
    assert await ledger.checkout(checkout.id) == checkout


# Placing.


async def test_an_empty_cart_can_not_be_placed(ledger: Ledger):
    checkout = await ledger.change("anna", None, EndOffers(), KNOWN)
    checkout = await ledger.start_session(checkout.id, "cs_anna", checkout.revision, {})
    with pytest.raises(Refusal, match="new total") as refused:
        await ledger.place(checkout.id, checkout.revision, 0)
    assert refused.value.control == "checkout"


async def test_when_it_was_placed_is_noted_and_undone_with_it(ledger: Ledger):
    before = now()
    checkout = await placed(ledger)
    assert checkout.placed_at and before <= checkout.placed_at <= now()
    released = await ledger.release(checkout.id, checkout.placed_at, "declined")
    assert released.status == Status.OPEN
    assert await ledger.release(checkout.id, checkout.placed_at, "declined twice") == released


async def test_a_code_is_permitted_by_what_is_known_of_it_and_a_cart_without_one_is_not_asked(ledger: Ledger):
    asked: list[tuple[Cart, History]] = []

    def permit(chosen: Cart, history: History) -> None:
        asked.append((chosen, history))
        raise Refusal("code", "Not today.")

    plain = await opened(ledger)
    assert (await ledger.place(plain.id, 1, plain.quote.total, permit)).status == Status.PLACING
    await ledger.change("ben", None, ADD_TEA, KNOWN)
    checkout = await ledger.change("ben", None, ApplyCode(code="LASTTIN"), KNOWN)
    checkout = await ledger.start_session(checkout.id, "cs_ben", checkout.revision, {})
    with pytest.raises(Refusal, match="Not today"):
        await ledger.place(checkout.id, checkout.revision, checkout.quote.total, permit)
    assert asked == [(checkout.cart, History(uses={"LASTTIN": 0}))]
    assert await ledger.checkout(checkout.id) == checkout
