"""Refunds in the books, on both databases: never more than was paid, and one at a time whoever asks."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import update

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import RefundRow, now
from rxapp.orders.records import Order
from rxapp.orders.refund_book import REFUNDED_MEANWHILE, OrderRefund, RefundBook, Stage
from rxapp.payments.values import Refund
from rxapp.shop.refusal import AlreadyRefunding, ChangedMeanwhile, NothingToRefund
from tests.unit.orders.payments import paid
from tests.unit.orders.test_ledger import opened


@pytest.fixture
def book(database: Database) -> RefundBook:
    return RefundBook(database)


async def ordered(ledger: Ledger, shopper: str, intent: str | None) -> Order:
    checkout = await opened(ledger, shopper)
    return await ledger.settle(checkout.id, paid(f"cs_{shopper}", intent, checkout.revision, checkout.quote.total))


@pytest.fixture
async def order(ledger: Ledger) -> Order:
    return await ordered(ledger, "anna", "pi_anna")


def said(
    status: str, amount: int = 500, id: str = "re_1", reference: str | None = None, intent: str | None = "pi_anna"
) -> Refund:
    return Refund(id, intent, amount, "usd", status, None, None, reference, False)


async def test_of_many_at_once_one_is_written_down(
    book: RefundBook, other_worker: Database, ledger: Ledger, order: Order
):
    books = [book, RefundBook(other_worker)]
    asking = [books[number % 2].ask(f"rf_{number}", order.number, 500, None, 0) for number in range(6)]
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert len([one for one in answers if isinstance(one, OrderRefund)]) == 1
    assert {type(one) for one in answers} == {OrderRefund, AlreadyRefunding}
    assert [one.status for one in await book.of_order(order.number)] == [Stage.ASKED]


async def test_reports_at_once_are_one_refund(book: RefundBook, other_worker: Database, order: Order):
    books = [book, RefundBook(other_worker)]
    await asyncio.gather(*(books[number % 2].note(said("succeeded")) for number in range(6)))
    assert [(one.id, one.amount) for one in await book.of_order(order.number)] == [("re_1", 500)]


async def test_what_is_left_is_counted_as_it_stands(book: RefundBook, ledger: Ledger, order: Order):
    async def refunded() -> int:
        found = await ledger.order("anna", order.session_id)
        assert found
        return found.refunded

    asked = await book.ask("rf_1", order.number, 500, "duplicate", 0)
    assert (await refunded(), asked.status) == (500, Stage.ASKED)
    assert await book.unfinished(now()) == [asked]
    await book.note(said("pending", reference="rf_1"))
    assert await book.unfinished(now()) == []
    with pytest.raises(ChangedMeanwhile) as changed:
        await book.ask("rf_2", order.number, 500, None, 0)
    assert changed.value.problems == {"refund": REFUNDED_MEANWHILE}
    with pytest.raises(NothingToRefund):
        await book.ask("rf_2", order.number, order.paid - 499, None, 500)
    await book.note(said("failed"))
    assert await refunded() == 0
    again = await book.ask("rf_2", order.number, order.paid, None, 0)
    assert (await book.refuse(again.id, "charge_disputed")).status == Stage.REFUSED
    assert await refunded() == 0
    done = await book.ask("rf_3", order.number, order.paid, None, 0)
    await book.note(said("succeeded", order.paid, "re_3", done.id))
    assert (await book.refuse(done.id, "too late")).status == Stage.SUCCEEDED
    assert await refunded() == order.paid


async def test_from_one_cent_to_all_that_was_paid_can_be_asked_for(book: RefundBook, ledger: Ledger):
    for shopper, amount in enumerate((-1, 0, 1, 2299, 2300, 2301)):
        order = await ordered(ledger, f"shopper{shopper}", f"pi_{shopper}")
        asked = [await book.ask(f"rf_{shopper}", order.number, amount, None, 0)] if 1 <= amount <= order.paid else []
        if not asked:
            with pytest.raises(NothingToRefund):
                await book.ask(f"rf_{shopper}", order.number, amount, None, 0)
        assert await book.of_order(order.number) == asked


async def test_one_that_is_asked_for_keeps_no_other_order_waiting(book: RefundBook, ledger: Ledger, order: Order):
    other = await ordered(ledger, "ben", "pi_ben")
    mine = await book.ask("rf_1", order.number, 500, None, 0)
    theirs = await book.ask("rf_2", other.number, 500, None, 0)
    assert [await book.of_order(one.number) for one in (order, other)] == [[mine], [theirs]]
    assert [await book.payment_of(one.number) for one in (order, other)] == ["pi_anna", "pi_ben"]


async def test_what_no_intent_has_paid_is_given_back_elsewhere(book: RefundBook, ledger: Ledger):
    order = await ordered(ledger, "anna", None)
    with pytest.raises(NothingToRefund):
        await book.ask("rf_1", order.number, 500, None, 0)
    assert await book.note(said("succeeded", intent=None)) is None, "nobody's intent is not this order's"
    assert await book.of_order(order.number) == []
    with pytest.raises(NothingToRefund):
        await book.ask("rf_1", "KK-NONE", 500, None, 0)


UNDER_WAY, OF_NO_USE = {"pending", "requires_action"}, {"failed", "canceled"}
SAID_BY_STRIPE = ("pending", "requires_action", "succeeded", "failed", "canceled")


async def test_in_whatever_order_it_is_said_the_last_word_holds(book: RefundBook, ledger: Ledger, order: Order):
    left: list[str] = []
    for first, then in product(SAID_BY_STRIPE, repeat=2):
        for status in (first, then):
            noted = await book.note(said(status, 10, f"re_{first}_{then}"))
        late = then in UNDER_WAY and first not in UNDER_WAY
        left.append(first if late else then)
        assert noted and (noted.status, noted.came_to_nothing) == (left[-1], left[-1] in OF_NO_USE), (first, then)
    asked = [f"re_{first}_{then}" for first, then in product(SAID_BY_STRIPE, repeat=2)]
    assert [one.id for one in await book.of_order(order.number)] == asked, "the oldest first"
    found = await ledger.order("anna", order.session_id)
    assert found and found.refunded == 10 * sum(status not in OF_NO_USE for status in left)


async def test_only_what_is_older_is_left_unfinished_and_the_oldest_comes_first(book: RefundBook, ledger: Ledger):
    at = datetime(2026, 11, 1, tzinfo=UTC)
    for minutes in (2, 0, 1):
        order = await ordered(ledger, f"shopper{minutes}", f"pi_{minutes}")
        await book.ask(f"rf_{minutes}", order.number, 500, None, 0)
        asked = update(RefundRow).where(RefundRow.id == f"rf_{minutes}")
        asked = asked.values(updated_at=at + timedelta(minutes=minutes))
        await ledger.database.run(lambda session, asked=asked: session.execute(asked))
    assert [one.id for one in await book.unfinished(at + timedelta(minutes=2))] == ["rf_0", "rf_1"]


async def test_a_refusal_is_cut_where_its_column_ends(book: RefundBook, order: Order):
    asked = await book.ask("rf_1", order.number, 500, None, 0)
    assert (await book.refuse(asked.id, "x" * 600)).failure == "x" * 500


@pytest.mark.parametrize("seen", [-1, 1, 500])
async def test_whoever_has_seen_another_amount_given_back_is_told(book: RefundBook, order: Order, seen: int):
    with pytest.raises(ChangedMeanwhile):
        await book.ask("rf_1", order.number, 500, None, seen)
    assert await book.of_order(order.number) == []


async def test_another_refund_that_names_one_that_stripe_has_is_one_of_its_own(book: RefundBook, order: Order):
    await book.ask("rf_1", order.number, 500, None, 0)
    for id in ("re_1", "re_2"):
        await book.note(said("succeeded", id=id, reference="rf_1"))
    assert [one.stripe_id for one in await book.of_order(order.number)] == ["re_1", "re_2"]


async def test_what_was_given_back_at_stripe_itself_is_written_down_as_stripe_says_it(book: RefundBook, order: Order):
    before = now()
    noted = await book.note(Refund("re_1", "pi_anna", 400, "eur", "pending", "fraudulent", None, "rf_of_nobody", True))
    assert noted and before <= noted.asked_at <= now()
    assert noted.model_dump(exclude={"asked_at"}) == {
        "id": "re_1",
        "number": order.number,
        "amount": 400,
        "currency": "eur",
        "reason": "fraudulent",
        "status": Stage.PENDING,
        "stripe_id": "re_1",
        "failure": None,
    }
    failed = Refund("re_1", "pi_anna", 300, "eur", "failed", "fraudulent", "lost_or_stolen_card", None, True)
    told = {"amount": 300, "status": Stage.FAILED, "failure": "lost_or_stolen_card"}
    assert await book.note(failed) == noted.model_copy(update=told)
    assert await book.of_order(order.number) == [noted.model_copy(update=told)]


async def test_of_what_was_asked_for_here_stripe_says_what_became_of_it_and_the_reason_stays(
    book: RefundBook, order: Order
):
    asked = await book.ask("rf_1", order.number, 500, "duplicate", 0)
    for status, failure in (("failed", "declined"), ("succeeded", None)):
        said_so = Refund("re_1", "pi_anna", 500, "usd", status, None, failure, "rf_1", False)
        told = {"status": Stage(status), "stripe_id": "re_1", "failure": failure}
        assert await book.note(said_so) == asked.model_copy(update=told)
    assert len(await book.of_order(order.number)) == 1
