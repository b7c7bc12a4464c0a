"""Counted products in the books: held while a payment runs, sold once, given back otherwise. SQLite and Postgres."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import HoldRow, StockRow
from rxapp.orders.records import MOVES, Checkout, Order, Status
from rxapp.orders.returns import Returns
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG, Present
from rxapp.shop.change import Known
from rxapp.shop.changes import EndOffers, SetQuantity
from rxapp.shop.refusal import OutOfStock
from tests.carts import KNOWN, Put
from tests.unit.orders.payments import paid
from tests.unit.orders.test_locks import of_rows, statements
from tests.unit.shop.test_changes import holding

__all__ = ["statements"]

TEA, WHISK = "yame-sencha", "bamboo-whisk"
COUNTED = {TEA: 10, WHISK: 3}


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database, counted=COUNTED)


@pytest.fixture
def others(other_worker: Database) -> Ledger:
    """What another process does."""
    return Ledger(other_worker, counted=COUNTED)


async def opened(ledger: Ledger, shopper: str = "anna", cart: Cart | None = None) -> Checkout:
    """A checkout in step with its session: of two teas, unless another cart is given."""
    checkout = await ledger.change(shopper, None, Put(cart=cart or holding(yame_sencha=2)), KNOWN)
    return await ledger.start_session(checkout.id, f"cs_{checkout.id}", checkout.revision, {})


async def place(ledger: Ledger, checkout: Checkout) -> Checkout:
    return await ledger.place(checkout.id, checkout.revision, checkout.quote.total)


async def pay(ledger: Ledger, checkout: Checkout) -> Order:
    session = checkout.session_id or f"cs_{checkout.id}"
    return await ledger.settle(checkout.id, paid(session, f"pi_{checkout.id}", checkout.revision, checkout.quote.total))


async def counts(database: Database, product: str = TEA) -> tuple[int, int]:
    """How many are held, and how many sold."""

    def look(session: Session) -> tuple[StockRow | None, list[tuple[int, bool]]]:
        held = session.scalars(select(HoldRow).where(HoldRow.product == product))
        return session.get(StockRow, product), [(hold.quantity, hold.sold) for hold in held]

    row, by_checkout = await database.run(look)
    found = (row.held, row.sold) if row else (0, 0)
    assert found == tuple(sum(number for number, sold in by_checkout if sold == state) for state in (False, True))
    return found


async def test_what_is_not_counted_is_never_gone(database: Database, statements: list[str]):
    ledger = Ledger(database)
    assert await ledger.left() == {}
    assert of_rows(statements, "stock") == [], "nobody is asked"
    await pay(ledger, await place(ledger, await opened(ledger)))
    assert await counts(database) == (0, 0)


async def test_a_cart_holds_nothing(ledger: Ledger, database: Database):
    await opened(ledger)
    assert (await counts(database), await ledger.left()) == ((0, 0), COUNTED)


Way = Callable[[Ledger, Checkout], Awaitable[object]]

# Every way out of a payment that is on its way, what its checkout is then, and what is held and sold.
WAYS: dict[str, tuple[Way, Status, tuple[int, int]]] = {
    "it goes on": (lambda ledger, at: ledger.checkout(at.id), Status.PLACING, (2, 0)),
    "it failed": (lambda ledger, at: ledger.release(at.id, at.placed_at, "declined"), Status.OPEN, (0, 0)),
    "it isn't this one": (lambda ledger, at: ledger.release(at.id, None, "declined"), Status.PLACING, (2, 0)),
    "its session ended": (lambda ledger, at: ledger.replace_session(at.id, f"cs_{at.id}"), Status.OPEN, (0, 0)),
    "another session ended": (lambda ledger, at: ledger.replace_session(at.id, "cs_2"), Status.PLACING, (2, 0)),
    "it is over": (lambda ledger, at: ledger.move(at.id, Status.EXPIRED, "over"), Status.EXPIRED, (0, 0)),
    "it can't be given up": (lambda ledger, at: ledger.move(at.id, Status.ABANDONED, "no"), Status.PLACING, (2, 0)),
    "it is confirmed": (lambda ledger, at: ledger.confirm(at.id, f"cs_{at.id}"), Status.ON_ITS_WAY, (2, 0)),
    "another is confirmed": (lambda ledger, at: ledger.confirm(at.id, "cs_2"), Status.PLACING, (2, 0)),
    "it came about": (lambda ledger, at: pay(ledger, at), Status.PAID, (0, 2)),
}


@pytest.mark.parametrize("way", WAYS)
async def test_a_payment_holds_what_it_is_for_until_it_ends(ledger: Ledger, database: Database, way: str):
    ending, status, expected = WAYS[way]
    checkout = await place(ledger, await opened(ledger))
    assert await counts(database) == (2, 0)
    await ending(ledger, checkout)
    assert (await ledger.checkout(checkout.id)).status == status
    assert await counts(database) == expected
    assert (await ledger.left())[TEA] == 10 - sum(expected)


def test_every_end_of_a_payment_is_among_them():
    assert {status for _, status, _ in WAYS.values()} | {Status.FLAGGED} == MOVES[Status.PLACING] | {Status.PLACING}


@pytest.mark.parametrize("status", [Status.OPEN, Status.EXPIRED, Status.ABANDONED])
async def test_money_for_what_nothing_was_held_for_sells_it_all_the_same(
    ledger: Ledger, database: Database, status: Status
):
    checkout = await opened(ledger)
    await ledger.move(checkout.id, status, "given up")
    order = await pay(ledger, checkout)
    assert await counts(database) == (0, 2)
    assert "sold out" not in (order.flag or "")


async def test_twenty_reports_sell_once(ledger: Ledger, others: Ledger, database: Database):
    checkout = await place(ledger, await opened(ledger))
    await asyncio.gather(*(pay((ledger, others)[number % 2], checkout) for number in range(20)))
    assert await counts(database) == (0, 2)


async def test_what_is_paid_again_is_not_sold_again(ledger: Ledger, database: Database):
    checkout = await place(ledger, await opened(ledger))
    await pay(ledger, checkout)
    again = await ledger.settle(checkout.id, paid("cs_2", "pi_2", checkout.revision, checkout.quote.total))
    assert again.flag
    assert await counts(database) == (0, 2)


async def test_all_of_a_cart_is_held_or_nothing(ledger: Ledger, database: Database):
    ben = await opened(ledger, "ben", holding(bamboo_whisk=2))
    anna = await opened(ledger, "anna", holding(yame_sencha=2, bamboo_whisk=2))
    await place(ledger, ben)
    with pytest.raises(OutOfStock) as refused:
        await place(ledger, anna)
    assert refused.value.problems == {WHISK: "Only 1 left of Bamboo Whisk."}
    assert (await counts(database, TEA), await counts(database, WHISK)) == ((0, 0), (2, 0))
    assert (await ledger.checkout(anna.id)).status == Status.OPEN


async def test_a_hundred_at_once_for_ten_pieces(ledger: Ledger, others: Ledger, database: Database):
    checkouts = [await opened(ledger, f"shopper {number}", holding(yame_sencha=1)) for number in range(100)]

    async def buy(number: int) -> str:
        at = (ledger, others)[number % 2]
        try:
            placed = await place(at, checkouts[number])
        except OutOfStock as refused:
            return refused.message
        await pay(at, placed)
        return "bought"

    ends = await asyncio.gather(*(buy(number) for number in range(100)))
    assert sorted(ends) == ["Yame Sencha is sold out."] * 90 + ["bought"] * 10
    assert (await counts(database), (await ledger.left())[TEA]) == ((0, 10), 0)


async def test_carts_that_hold_the_same_things_the_other_way_round_do_not_wait_for_each_other(
    ledger: Ledger, others: Ledger, database: Database
):
    ways = [holding(yame_sencha=1, bamboo_whisk=1), holding(bamboo_whisk=1, yame_sencha=1)]
    checkouts = [await opened(ledger, f"shopper {number}", ways[number % 2]) for number in range(12)]
    tries = (place((ledger, others)[number % 2], checkout) for number, checkout in enumerate(checkouts))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, Checkout) for result in results) == 3
    assert sum(isinstance(result, OutOfStock) for result in results) == 9
    assert (await counts(database, TEA), await counts(database, WHISK)) == ((3, 0), (3, 0))


async def test_a_late_success_for_what_is_gone_is_an_order_with_a_doubt(ledger: Ledger, database: Database):
    late = await place(ledger, await opened(ledger, "anna", holding(bamboo_whisk=2)))
    await ledger.release(late.id, late.placed_at, "the bank didn't answer")
    await pay(ledger, await place(ledger, await opened(ledger, "ben", holding(bamboo_whisk=2))))
    order = await pay(ledger, late)
    assert order.flag == "sold out: 2 of bamboo-whisk paid, 1 there"
    assert (await ledger.checkout(late.id)).status == Status.FLAGGED
    assert await counts(database, WHISK) == (0, 4), "what is owed is sold as well"
    assert (await ledger.left())[WHISK] == 0


async def test_a_late_success_puts_no_doubt_on_whoever_holds_theirs(ledger: Ledger):
    late = await place(ledger, await opened(ledger, "anna", holding(bamboo_whisk=3)))
    await ledger.release(late.id, late.placed_at, "the bank didn't answer")
    in_time = await place(ledger, await opened(ledger, "ben", holding(bamboo_whisk=3)))
    assert (await pay(ledger, late)).flag
    assert (await pay(ledger, in_time)).flag is None


@pytest.mark.parametrize(("taken", "held", "flag"), [(1, 2, None), (2, 1, "sold out: 2 of bamboo-whisk paid, 1 there")])
async def test_what_was_confirmed_without_the_store_holds_what_is_there(
    ledger: Ledger, database: Database, taken: int, held: int, flag: str | None
):
    """As by a page of somebody's own that never asks before Stripe.js confirms."""
    await pay(ledger, await place(ledger, await opened(ledger, "ben", holding(bamboo_whisk=taken))))
    checkout = await opened(ledger, "anna", holding(bamboo_whisk=2))
    await ledger.confirm(checkout.id, f"cs_{checkout.id}")
    assert await counts(database, WHISK) == (held, taken)
    assert (await pay(ledger, checkout)).flag == flag
    assert await counts(database, WHISK) == (0, taken + 2)


async def test_where_more_was_sold_than_there_was_a_confirmed_payment_holds_nothing(ledger: Ledger, database: Database):
    anna = await opened(ledger, "anna", holding(bamboo_whisk=2))
    for late in [await opened(ledger, shopper, holding(bamboo_whisk=3)) for shopper in ("ben", "cleo")]:
        await pay(ledger, late)
    assert (await ledger.confirm(anna.id, f"cs_{anna.id}")).status == Status.ON_ITS_WAY
    assert await counts(database, WHISK) == (0, 6)
    assert (await pay(ledger, anna)).flag == "sold out: 2 of bamboo-whisk paid, 0 there"


async def test_what_is_paid_is_what_is_sold(ledger: Ledger, database: Database):
    """At the revision that was paid, whatever the cart has become since."""
    first = await opened(ledger)
    await ledger.change("anna", first.id, SetQuantity(slug=TEA, quantity=5), KNOWN)
    await pay(ledger, first)
    assert await counts(database) == (0, 2)


async def test_what_was_held_and_is_not_what_was_paid_is_given_back(ledger: Ledger, database: Database):
    anna = await opened(ledger)
    other = await ledger.change("anna", anna.id, Put(cart=holding(bamboo_whisk=1)), KNOWN)
    session = str(anna.session_id)
    assert await ledger.begin_write(other.id)
    await ledger.finish_write(other.id, session, other.revision, {})
    await place(ledger, other)
    assert (await counts(database), await counts(database, WHISK)) == ((0, 0), (1, 0))
    await ledger.settle(anna.id, paid(session, "pi_anna", anna.revision, anna.quote.total))
    assert (await counts(database), await counts(database, WHISK)) == ((0, 2), (0, 0))


async def test_a_shopper_sees_what_they_hold_themselves_as_left(ledger: Ledger):
    checkout = await place(ledger, await opened(ledger))
    await place(ledger, await opened(ledger, "ben", holding(yame_sencha=3)))
    assert (await ledger.left())[TEA] == 5
    assert (await ledger.left(checkout.id))[TEA] == 7
    await pay(ledger, checkout)
    assert (await ledger.left(checkout.id))[TEA] == 5


async def test_changes_know_what_is_left(ledger: Ledger):
    await place(ledger, await opened(ledger, "ben", holding(bamboo_whisk=2)))
    begun = await ledger.change("anna", None, SetQuantity(slug=WHISK, quantity=1), KNOWN)
    with pytest.raises(OutOfStock, match=r"^Only 1 left\.$"):
        await ledger.change("anna", begun.id, SetQuantity(slug=WHISK, quantity=2), KNOWN)


async def test_what_was_never_sent_is_put_back_once(ledger: Ledger, database: Database):
    checkout = await place(ledger, await opened(ledger))
    returns, paid_by = Returns(database), f"pi_{checkout.id}"
    assert not await returns.put_back(paid_by), "it is only held"
    order = await pay(ledger, checkout)
    assert (await returns.order(order.number), await returns.order("KK-NONE")) == (order, None)
    assert not await returns.put_back("pi_of_nobody")
    assert [await returns.put_back(paid_by) for _ in range(2)] == [True, False]
    assert (await counts(database), await ledger.left()) == ((0, 0), COUNTED)


async def test_a_count_that_was_lowered_leaves_nothing(ledger: Ledger, database: Database):
    await pay(ledger, await place(ledger, await opened(ledger)))
    fewer, more = (Ledger(database, counted={TEA: number}) for number in (1, 12))
    assert (await fewer.left(), await more.left()) == ({TEA: 0}, {TEA: 10})
    with pytest.raises(OutOfStock):
        await place(fewer, await opened(fewer, "ben", holding(yame_sencha=1)))


async def test_what_is_no_longer_counted_is_still_given_back(ledger: Ledger, database: Database):
    checkout = await place(ledger, await opened(ledger))
    await Ledger(database).release(checkout.id, checkout.placed_at, "declined")
    assert await counts(database) == (0, 0)


async def test_a_present_is_held_and_sold_too_and_comes_while_there_is_one(ledger: Ledger, database: Database):
    giving = Known(CATALOG.model_copy(update={"present": Present(product=WHISK, over=3600)}))
    begun = await ledger.change("anna", None, Put(cart=holding(yame_sencha=2)), giving)
    anna = await ledger.start_session(begun.id, "cs_anna", begun.revision, {})
    assert [line.kind for line in anna.quote.lines] == ["product", "present"]
    await place(ledger, await opened(ledger, "ben", holding(bamboo_whisk=3)))
    with pytest.raises(OutOfStock, match="left to give"):
        await place(ledger, anna)
    without = await ledger.change("anna", anna.id, EndOffers(), giving)
    assert [line.kind for line in without.quote.lines] == ["product"]
    cleo = await ledger.checkout((await opened(ledger, "cleo", holding(bamboo_whisk=1))).id)
    with pytest.raises(OutOfStock):
        await place(ledger, cleo)
    assert await counts(database, WHISK) == (3, 0)


async def test_the_books_take_no_count_below_zero(ledger: Ledger, database: Database):
    await place(ledger, await opened(ledger))
    for column in ("held", "sold"):
        lower = text(f"UPDATE stock SET {column} = -1")
        with pytest.raises(IntegrityError):
            await database.run(lambda session: session.execute(lower))  # noqa: B023


async def test_a_count_is_locked_before_it_is_changed(ledger: Ledger, database: Database, statements: list[str]):
    checkout, returns = await opened(ledger), Returns(database)
    writes = (
        lambda: place(ledger, checkout),
        lambda: pay(ledger, checkout),
        lambda: returns.put_back(f"pi_{checkout.id}"),
    )
    for write in writes:
        statements.clear()
        await write()
        reads = of_rows(statements, "stock")
        assert reads and all(read.endswith("FOR UPDATE") for read in reads)
