"""Refunds in the books, on both databases: never more than was paid, and one at a time whoever asks."""

import asyncio

import pytest

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import now
from rxapp.orders.records import Order
from rxapp.orders.refund_book import OrderRefund, RefundBook, Stage
from rxapp.payments.values import Refund
from rxapp.shop.refusal import AlreadyRefunding, ChangedMeanwhile, NothingToRefund
from tests.unit.orders.payments import paid
from tests.unit.orders.test_ledger import opened


@pytest.fixture
def book(database: Database) -> RefundBook:
    return RefundBook(database)


@pytest.fixture
async def order(ledger: Ledger) -> Order:
    checkout = await opened(ledger)
    return await ledger.settle(
        checkout.id, paid("cs_anna", "pi_anna", checkout.revision, checkout.quote.total, "a@example.com")
    )


def said(status: str, amount: int = 500, id: str = "re_1", reference: str | None = None) -> Refund:
    return Refund(id, "pi_anna", amount, "usd", status, None, None, reference, False)


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
    with pytest.raises(ChangedMeanwhile):
        await book.ask("rf_2", order.number, 500, None, 0)
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
