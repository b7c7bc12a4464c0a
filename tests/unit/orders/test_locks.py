"""What Postgres is told to lock. SQLite has one lock for everything, so the statements themselves are looked at."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import ClauseElement, Select, event
from sqlalchemy.dialects import postgresql

from rxapp.orders import past
from rxapp.orders.database import Database
from rxapp.orders.events import Event, Events
from rxapp.orders.leases import Leases
from rxapp.orders.ledger import Ledger
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.orders.refund_book import RefundBook
from rxapp.orders.returns import Returns
from rxapp.payments.values import Refund
from tests.carts import ADD_TEA, KNOWN
from tests.unit.orders.test_ledger import ITEMS, opened, payment, placed
from tests.unit.orders.test_past import opened as with_a_code

POSTGRES = postgresql.dialect()


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """What is read from the database, as Postgres would hear it."""
    asked: list[str] = []

    def note(_connection: object, statement: ClauseElement, *_: object) -> None:
        if isinstance(statement, Select):  # what is written is in the words of the one database or the other
            asked.append(str(statement.compile(dialect=POSTGRES)))

    event.listen(database.engine, "before_execute", note)
    yield asked
    event.remove(database.engine, "before_execute", note)


def of_rows(statements: list[str], table: str) -> list[str]:
    return [one for one in statements if one.startswith("SELECT") and f"FROM {table}" in one]


Write = Callable[[Ledger, Checkout], Awaitable[Any]]
WRITES: dict[str, Write] = {
    "change": lambda ledger, at: ledger.change(at.shopper, at.id, ADD_TEA, KNOWN),
    "begin_write": lambda ledger, at: ledger.begin_write(at.id),
    "finish_write": lambda ledger, at: ledger.finish_write(at.id, "cs_anna", at.revision, ITEMS),
    "fail_write": lambda ledger, at: ledger.fail_write(at.id),
    "doubt": lambda ledger, at: ledger.doubt(at.id),
    "start_session": lambda ledger, at: ledger.start_session(at.id, "cs_2", at.revision, ITEMS),
    "place": lambda ledger, at: ledger.place(at.id, at.revision, at.quote.total),
    "move": lambda ledger, at: ledger.move(at.id, Status.EXPIRED, "over"),
    "release": lambda ledger, at: ledger.release(at.id, at.placed_at, "declined"),
    "replace_session": lambda ledger, at: ledger.replace_session(at.id, "cs_anna"),
    "choose_flow": lambda ledger, at: ledger.choose_flow(at.id, "cs_anna", Flow.PAYMENT_INTENT),
    "settle": lambda ledger, at: ledger.settle(at.id, payment(at)),
}


async def test_a_checkout_is_locked_before_it_is_written(ledger: Ledger, statements: list[str]):
    for name, write in WRITES.items():
        checkout = await opened(ledger, name)
        statements.clear()
        await write(ledger, checkout)
        reads = of_rows(statements, "checkouts")
        assert reads and all(read.endswith("FOR UPDATE") for read in reads), name


async def test_a_checkout_is_locked_before_what_it_sold_is_looked_at(
    ledger: Ledger, database: Database, statements: list[str]
):
    checkout = await placed(ledger)
    await ledger.settle(checkout.id, payment(checkout))
    statements.clear()
    await Returns(database).put_back("pi_anna")
    [checkout_read], [holds_read] = of_rows(statements, "checkouts"), of_rows(statements, "holds")
    assert checkout_read.endswith("FOR UPDATE")
    assert statements.index(checkout_read) < statements.index(holds_read)


REFUNDED = Refund("re_1", "pi_anna", 500, "usd", "succeeded", None, None, "rf_1", False)
OF_MONEY: dict[str, Callable[[RefundBook, str], Awaitable[Any]]] = {
    "ask": lambda book, number: book.ask("rf_1", number, 500, None, 0),
    "refuse": lambda book, _number: book.refuse("rf_1", "no"),
    "note": lambda book, _number: book.note(REFUNDED),
}


async def test_an_order_is_locked_before_what_is_left_of_it_is_counted(
    ledger: Ledger, database: Database, statements: list[str]
):
    checkout = await placed(ledger)
    order = await ledger.settle(checkout.id, payment(checkout))
    for name, write in OF_MONEY.items():
        statements.clear()
        await write(RefundBook(database), order.number)
        [order_read], refund_reads = of_rows(statements, "orders"), of_rows(statements, "refunds")
        assert order_read.endswith("FOR UPDATE"), name
        assert statements.index(order_read) < statements.index(refund_reads[-1]), name


async def test_an_event_is_locked_before_anything_is_noted_of_it(events: Events, statements: list[str]):
    kept = Event("evt_1", "checkout.session.completed", "cs_1")
    await events.receive(kept)
    await events.receive(kept)
    await events.failed(kept.id, "Traceback …")
    await events.handled(kept.id)
    reads = of_rows(statements, "webhook_events")
    assert len(reads) == 3 and all(read.endswith("FOR UPDATE") for read in reads)


async def test_a_lease_is_locked_before_it_is_taken_over(leases: Leases, statements: list[str]):
    for holder in ("anna", "ben"):
        await leases.take("reconciler", holder, timedelta(hours=1))
    assert [read.endswith("FOR UPDATE") for read in of_rows(statements, "leases")] == [True]


@pytest.mark.parametrize(("dialect", "locked"), [("postgresql", [["code LASTTIN", 0]]), ("sqlite", [])])
def test_the_uses_of_a_code_are_counted_by_one_at_a_time(dialect: str, locked: list[list[Any]]):
    class Session:
        """Notes what would be asked of a database of this kind."""

        asked: list[Any] = []

        def get_bind(self) -> Any:
            return type("Engine", (), {"dialect": type("Dialect", (), {"name": dialect})})

        def execute(self, statement: ClauseElement) -> None:
            said = statement.compile(dialect=POSTGRES)
            assert str(said).startswith("SELECT pg_advisory_xact_lock(hashtextextended(")
            self.asked.append(list((said.params or {}).values()))

    session: Any = Session()
    past.one_at_a_time(session, "LASTTIN")
    assert session.asked == locked


async def test_whoever_pays_with_a_code_is_counted_alone(ledger: Ledger, monkeypatch: pytest.MonkeyPatch):
    waited: list[str] = []

    def one_at_a_time(_session: object, code: str) -> None:
        waited.append(code)

    monkeypatch.setattr(past, "one_at_a_time", one_at_a_time)
    await placed(ledger)
    assert waited == []
    checkout = await with_a_code(ledger, "ben")
    await ledger.place(checkout.id, checkout.revision, checkout.quote.total)
    assert waited == ["LASTTIN"]
