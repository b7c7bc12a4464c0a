"""The ledger against a real database file."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rxapp.orders.database import Database, migrate
from rxapp.orders.ledger import Ledger
from rxapp.orders.records import Checkout, Status, StripeItem
from rxapp.shop import cart
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import Quote, quote
from rxapp.shop.refusal import Refusal

ITEMS = {"product:yame-sencha": StripeItem(id="li_1", unit_amount=1800)}


def price(chosen: Cart) -> Quote:
    return quote(chosen, CATALOG)


def add_tea(chosen: Cart) -> Cart:
    return cart.add_product(chosen, CATALOG, "yame-sencha")


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"
    await asyncio.to_thread(migrate, url)
    database = Database(url)
    yield Ledger(database)
    await database.close()


async def opened(ledger: Ledger, shopper: str = "anna") -> Checkout:
    """A checkout with one tea and a session in step."""
    checkout = await ledger.change(shopper, None, add_tea, price)
    return await ledger.start_session(checkout.id, f"cs_{shopper}", checkout.revision, ITEMS)


async def placed(ledger: Ledger) -> Checkout:
    checkout = await opened(ledger)
    return await ledger.place(checkout.id, checkout.revision, checkout.quote.total)


def settle(ledger: Ledger, checkout: Checkout, session_id: str = "cs_anna", paid: int = 2300):
    return ledger.settle(
        checkout.id, session_id=session_id, payment_intent_id=f"pi_{session_id}", paid=paid, currency="usd", email=None
    )


async def test_every_change_raises_the_revision_by_one(ledger: Ledger):
    first = await ledger.change("anna", None, add_tea, price)
    second = await ledger.change("anna", first.id, add_tea, price)
    assert (first.revision, second.revision, second.cart.pieces) == (1, 2, 2)


async def test_a_change_that_changes_nothing_leaves_the_revision(ledger: Ledger):
    first = await ledger.change("anna", None, add_tea, price)
    again = await ledger.change("anna", first.id, lambda same: same, price)
    assert again == first


async def test_a_refused_change_leaves_no_trace(ledger: Ledger):
    def refuse(_cart: Cart) -> Cart:
        raise Refusal("checkout", "No.")

    with pytest.raises(Refusal):
        await ledger.change("anna", None, refuse, price)
    assert await ledger.unfinished("anna") is None


async def test_shoppers_have_carts_of_their_own(ledger: Ledger):
    await ledger.change("anna", None, add_tea, price)
    assert await ledger.unfinished("ben") is None


async def test_twenty_changes_at_once_are_twenty_revisions(ledger: Ledger):
    checkout = await ledger.change("anna", None, add_tea, price)

    def turn(chosen: Cart) -> Cart:
        return cart.set_add_on(chosen, CATALOG, "gift_wrap", "gift_wrap" not in chosen.add_ons)

    await asyncio.gather(*(ledger.change("anna", checkout.id, turn, price) for _ in range(20)))
    assert (await ledger.checkout(checkout.id)).revision == 21


async def test_only_one_write_at_a_time(ledger: Ledger):
    checkout = await opened(ledger)
    assert await ledger.begin_write(checkout.id)
    assert await ledger.begin_write(checkout.id) is None
    await ledger.finish_write(checkout.id, checkout.revision, ITEMS)
    assert await ledger.begin_write(checkout.id)


async def test_a_write_with_an_unknown_end_is_remembered(ledger: Ledger):
    checkout = await opened(ledger)
    await ledger.begin_write(checkout.id)
    await ledger.fail_write(checkout.id, nothing_happened=False)
    noted = await ledger.begin_write(checkout.id)
    assert noted and noted.writing_revision == checkout.revision and noted.writing_attempt == 1


async def test_place_shuts_the_checkout(ledger: Ledger):
    checkout = await placed(ledger)
    assert checkout.status == Status.PLACING
    with pytest.raises(Refusal, match="on its way"):
        await ledger.change("anna", checkout.id, add_tea, price)
    with pytest.raises(Refusal, match="on its way"):
        await ledger.place(checkout.id, checkout.revision, checkout.quote.total)


@pytest.mark.parametrize(("ahead", "more"), [(0, 1), (1, 0), (-1, 0)])
async def test_place_refuses_what_the_shopper_did_not_see(ledger: Ledger, ahead: int, more: int):
    checkout = await opened(ledger)
    with pytest.raises(Refusal, match="new total"):
        await ledger.place(checkout.id, checkout.revision + ahead, checkout.quote.total + more)
    assert (await ledger.checkout(checkout.id)).status == Status.OPEN


async def test_place_refuses_what_stripe_has_not_confirmed(ledger: Ledger):
    checkout = await opened(ledger)
    changed = await ledger.change("anna", checkout.id, add_tea, price)
    with pytest.raises(Refusal):
        await ledger.place(changed.id, changed.revision, changed.quote.total)


async def test_twenty_reports_are_one_order(ledger: Ledger):
    checkout = await placed(ledger)
    orders = await asyncio.gather(*(settle(ledger, checkout) for _ in range(20)))
    assert len({order.number for order in orders}) == 1
    assert (await ledger.checkout(checkout.id)).status == Status.PAID


async def test_another_amount_is_flagged_for_a_person_with_both_amounts(ledger: Ledger):
    order = await settle(ledger, await placed(ledger), paid=2299)
    assert order.flag == "paid 2299 usd, asked 2300 usd"


async def test_a_second_payment_is_flagged_with_its_ids(ledger: Ledger):
    checkout = await placed(ledger)
    first = await settle(ledger, checkout)
    second = await settle(ledger, checkout, session_id="cs_other")
    assert first.number == second.number
    assert second.flag and "cs_other" in second.flag and "pi_cs_other" in second.flag


async def test_a_finished_checkout_takes_no_change_and_the_next_cart_is_new(ledger: Ledger):
    checkout = await placed(ledger)
    await settle(ledger, checkout)
    with pytest.raises(Refusal, match="finished"):
        await ledger.change("anna", checkout.id, add_tea, price)
    assert (await ledger.change("anna", None, add_tea, price)).id != checkout.id


async def test_an_order_is_shown_to_its_shopper_alone(ledger: Ledger):
    await settle(ledger, await placed(ledger))
    assert await ledger.order("anna", "cs_anna")
    assert await ledger.order("ben", "cs_anna") is None


async def test_an_event_is_handled_once(ledger: Ledger):
    assert await ledger.receive_event("evt_1", "checkout.session.completed", "cs_1")
    assert await ledger.receive_event("evt_1", "checkout.session.completed", "cs_1"), "not handled yet"
    await ledger.note_event("evt_1", failure=None)
    assert not await ledger.receive_event("evt_1", "checkout.session.completed", "cs_1")
