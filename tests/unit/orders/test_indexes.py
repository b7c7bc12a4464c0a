"""Nothing is looked for by reading a whole table: each query of the books, as the database plans it, uses an index."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import event
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from rxapp.orders.attention import Attention
from rxapp.orders.bought import Place
from rxapp.orders.database import Books, Database
from rxapp.orders.events import Events
from rxapp.orders.known_customers import KnownCustomers
from rxapp.orders.leases import Leases
from rxapp.orders.ledger import Ledger
from rxapp.orders.memberships import Memberships
from rxapp.orders.models import now
from rxapp.orders.numbers import Numbers
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.orders.refund_book import RefundBook
from rxapp.orders.returns import Returns
from rxapp.orders.sales import Key, Looked, Sales, Standing
from rxapp.payments.values import Event, Refund
from rxapp.shop.changes import ApplyCode, Undo
from rxapp.shop.refusal import Refusal
from tests.carts import ADD_TEA, KNOWN
from tests.unit.orders.payments import subscription
from tests.unit.orders.test_ledger import ITEMS, opened, payment

# As few rows as there are counted products, or one, or what somebody counted by hand.
SMALL = {"stock", "leases", "alembic_version", "corrections"}
OF_SMALL = {"pk_stock", "pk_leases", "alembic_version_pkc", "pk_corrections"}
# An index of little else than what is looked for, so that all of it may be gone through.
OF_FEW_ROWS = {"ix_checkouts_being_written", "ix_flags_waiting", "ix_webhook_events_failed"}
# Read from the newest on, and only so far as it is shown.
BY_AGE = {"ix_refunds_asked", "ix_orders_created_at_number", "ix_orders_flagged", "ix_orders_refunded"}
# By these alone much more is found than what is one shopper's.
OF_MANY = {"status", "subscription_id", "updated_at", "created_at", "plan"}
Call = Callable[[Any, Checkout], Awaitable[object]]
EVERYTHING = Looked("KK-23456789", ("product:yame-sencha", "add_on:gift_wrap"), 2300)
COUNTED = {"yame-sencha": 10}
AN_EVENT = Event("evt_1", "checkout.session.completed", "cs_anna")

A_REFUND = Refund("re_1", "pi_anna", 100, "usd", "succeeded", None, None, "rf_1", False)


async def _in_vain(asking: Awaitable[object]) -> None:
    """There is no such order."""
    with suppress(Refusal, LookupError, NoResultFound):
        await asking


CALLS: dict[type[Books], dict[str, Call]] = {
    Ledger: {
        "up_to_date": lambda books, _at: books.up_to_date(),
        "unfinished": lambda books, at: books.unfinished(at.shopper),
        "checkout": lambda books, at: books.checkout(at.id),
        "checkout_of_session": lambda books, at: books.checkout_of_session(at.session_id),
        "left": lambda books, at: books.left(at.id),
        "history": lambda books, at: books.history(at.shopper, "TEATIME"),
        "change": lambda books, at: books.change(at.shopper, at.id, ApplyCode(code="TEATIME"), KNOWN),
        "change_and_begin_write": lambda books, at: books.change_and_begin_write(
            at.shopper, None, Undo(revision=1), KNOWN, timedelta(0)
        ),
        "begin_write": lambda books, at: books.begin_write(at.id),
        "fail_write": lambda books, at: books.fail_write(at.id),
        "doubt": lambda books, at: books.doubt(at.id),
        "finish_write": lambda books, at: books.finish_write(at.id, at.session_id, at.revision, ITEMS),
        "end_leases": lambda books, _at: books.end_leases(),
        "start_session": lambda books, at: books.start_session(at.id, "cs_2", at.revision, ITEMS),
        "place": lambda books, at: books.place(at.id, at.revision, at.quote.total),
        "release": lambda books, at: books.release(at.id, at.placed_at, "declined"),
        "replace_session": lambda books, at: books.replace_session(at.id, at.session_id),
        "choose_flow": lambda books, at: books.choose_flow(at.id, None, Flow.PAYMENT_INTENT),
        "move": lambda books, at: books.move(at.id, Status.PLACING, "confirmed elsewhere"),
        "confirm": lambda books, at: books.confirm(at.id, at.session_id),
        "under_way": lambda books, at: books.under_way(at.shopper),
        "came_back": lambda books, at: books.came_back(at.id),
        "settle": lambda books, at: books.settle(at.id, payment(at)),
        "order": lambda books, at: books.order(at.shopper, at.session_id),
        "orders": lambda books, at: books.orders(at.shopper, 20, Place(now(), "KK-2")),
        "joined": lambda books, at: books.joined(at.shopper, "tea_club"),
        "unsettled": lambda books, _at: books.unsettled(now()),
        "forgotten": lambda books, _at: books.forgotten(now()),
        "throw_away": lambda books, _at: books.throw_away(now()),
    },
    Events: {
        "receive": lambda books, _at: books.receive(AN_EVENT),
        "keep_odd": lambda books, _at: books.keep_odd("[]"),
        "failed": lambda books, _at: books.failed(AN_EVENT.id, "Traceback …"),
        "unhandled": lambda books, _at: books.unhandled(),
        "put_aside": lambda books, _at: books.put_aside(AN_EVENT.id),
        "take": lambda books, _at: books.take(AN_EVENT.id),
        "handled": lambda books, _at: books.handled(AN_EVENT.id),
        "throw_away": lambda books, _at: books.throw_away(now()),
    },
    KnownCustomers: {
        "keep": lambda books, at: books.keep(at.shopper, "gold", "cus_1"),
        "customer": lambda books, at: books.customer(at.shopper, "gold"),
    },
    Leases: {"take": lambda books, _at: books.take("reconciler", "anna", timedelta(minutes=1))},
    Memberships: {
        "of": lambda books, at: books.of(at.shopper, "tea_club"),
        "is_known": lambda books, _at: books.is_known("sub_1"),
        "keep": lambda books, _at: books.keep(subscription("sub_1"), now()),
    },
    Attention: {
        "waiting": lambda books, _at: books.waiting(now()),
        "flagged": lambda books, _at: books.flagged(),
        "handle": lambda books, _at: books.handle("KK-1", 1, "seen"),
        "failed_events": lambda books, _at: books.failed_events(now()),
        "stuck": lambda books, _at: books.stuck(now()),
        "stock": lambda books, _at: books.stock(),
        "correct": lambda books, _at: books.correct("yame-sencha", 3, 10, "counted"),
        "corrections": lambda books, _at: books.corrections(),
    },
    Numbers: {"of": lambda books, _at: books.of(now().date(), 90, "usd")},
    Returns: {
        "order": lambda books, _at: books.order("KK-1"),
        "put_back": lambda books, _at: books.put_back("pi_anna"),
    },
    RefundBook: {
        "ask": lambda books, at: _in_vain(books.ask("rf_1", "KK-1", 1, None, 0)),
        "note": lambda books, _at: books.note(A_REFUND),
        "refuse": lambda books, _at: _in_vain(books.refuse("rf_1", "no")),
        "payment_of": lambda books, _at: books.payment_of("KK-1"),
        "of_order": lambda books, _at: books.of_order("KK-1"),
        "unfinished": lambda books, _at: books.unfinished(now()),
    },
    Sales: {
        "page": lambda books, _at: books.page(10, EVERYTHING),
        "story": lambda books, _at: books.story("KK-1"),
    },
}


@pytest.fixture
def asked(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database, word for word."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            statements.append((statement, parameters[0] if many else parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def test_every_transaction_is_asked_for_its_plan():
    for kind, calls in CALLS.items():
        transactions = {name for name, one in vars(kind).items() if hasattr(one, "__wrapped__")}
        assert set(calls) == transactions, kind


@pytest.mark.parametrize("kind", CALLS)
async def test_no_table_is_read_from_end_to_end(kind: type[Books], database: Database, asked: list[tuple[str, Any]]):
    ledger = Ledger(database, counted=COUNTED)
    checkout = await opened(ledger)
    await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    await ledger.move((await opened(ledger, "ben")).id, Status.EXPIRED, "to be thrown away")
    books = ledger if kind is Ledger else Attention(database, COUNTED) if kind is Attention else kind(database)
    seen = 0
    for name, call in CALLS[kind].items():
        asked.clear()
        await call(books, await ledger.checkout(checkout.id))
        statements = list(asked)
        for statement, parameters in statements:
            plan = await planned(database, statement, parameters)
            assert plan.read_whole <= SMALL, f"{name}: {plan} for {statement}"
            if "shopper" in statement.partition("WHERE")[2]:
                assert not any(by <= OF_MANY for by in plan.found_by), f"{name}: {plan} for {statement}"
        seen += len(statements)
    assert seen >= len(CALLS[kind])


async def test_what_the_reconciler_looks_for_each_time_is_found_by_its_age(
    database: Database, ledger: Ledger, events: Events, asked: list[tuple[str, Any]]
):
    expected = [
        (ledger.unsettled, {"ix_checkouts_status_updated_at", "ix_checkouts_being_written"}),
        (ledger.forgotten, {"ix_checkouts_status_updated_at"}),
        (ledger.throw_away, {"ix_checkouts_status_updated_at"}),
        (events.throw_away, {"ix_webhook_events_handled_at"}),
    ]
    for look, indexes in expected:
        asked.clear()
        await look(now())
        plans = [await planned(database, *one) for one in list(asked)]
        assert indexes <= set().union(*(plan.indexes for plan in plans)), plans


PAGES: list[tuple[Looked, Standing | None, set[str]]] = [
    (Looked(), None, {"ix_orders_created_at_number", "ix_checkouts_unpaid"}),
    (Looked(), Standing.PAID, {"ix_orders_created_at_number"}),
    (Looked(), Standing.FLAGGED, {"ix_orders_flagged"}),
    (Looked(), Standing.REFUNDED, {"ix_orders_refunded"}),
    (Looked(), Standing.FAILED, {"ix_checkouts_unpaid"}),
    (Looked("a@example.com"), Standing.PAID, {"ix_orders_email"}),
    (Looked("a tea", ("product:yame-sencha",)), Standing.PAID, {"ix_orders_email", "ix_order_lines_key"}),
    (Looked("$23.00", (), 2300), Standing.PAID, {"ix_orders_email", "ix_orders_paid"}),
]


@pytest.mark.parametrize("after", [None, Key(now(), "KK-23456789")], ids=["the first page", "a later page"])
@pytest.mark.parametrize(("looked", "standing", "indexes"), PAGES)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_page_of_orders_is_read_in_the_order_of_an_index(
    database: Database,
    asked: list[tuple[str, Any]],
    looked: Looked,
    standing: Standing | None,
    indexes: set[str],
    after: Key | None,
):
    await Sales(database).page(10, looked, standing, after)
    plans = [await planned(database, *one) for one in list(asked)]
    named = {name for plan in plans for name in plan.indexes if name.startswith("ix_")}
    assert named == indexes, plans
    assert not any(plan.sorts for plan in plans), plans


class Plan(NamedTuple):
    """How a database goes about a statement.

    Attributes:
        indexes: Those it uses.
        read_whole: The tables that it reads from end to end.
        found_by: The columns by which each index is used.
        sorts: Whether it puts rows in order, for which it needs all of them.
    """

    indexes: set[str]
    read_whole: set[str]
    found_by: list[set[str]]
    sorts: bool


async def planned(database: Database, statement: str, parameters: Any) -> Plan:
    """What the database says of a statement, with the reading of whole tables as the last of its choices."""

    def explained(session: Session) -> Plan:
        ask = session.connection().exec_driver_sql
        if database.one_process:
            return _by_sqlite([row.detail for row in ask(f"EXPLAIN QUERY PLAN {statement}", parameters)])
        ask("SET LOCAL enable_seqscan = off")
        return _by_postgres(ask(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one())

    return await database.run(explained)


def _by_sqlite(steps: list[str]) -> Plan:
    scans = [re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step) for step in steps]
    whole = {scan[1] for scan in scans if scan and scan[2] not in OF_FEW_ROWS | BY_AGE}
    found_by = [set(re.findall(r"(\w+)[=<>]", step)) for step in steps if step.startswith("SEARCH")]
    return Plan(set(re.findall(r"INDEX (\w+)", " ".join(steps))), whole, found_by, "TEMP B-TREE" in " ".join(steps))


def _by_postgres(plan: str | list[dict[str, Any]]) -> Plan:
    nodes = list(_nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    indexes = {node["Index Name"] for node in nodes if "Index Name" in node}
    through_all = {node["Index Name"] for node in nodes if "Index Name" in node and "Index Cond" not in node}
    whole = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
    found_by = [
        set(re.findall(r"(\w+)\)?(?:::\w+)? [=<>]", node["Index Cond"])) for node in nodes if "Index Cond" in node
    ]
    sorts = any("Sort" in node["Node Type"] for node in nodes)
    return Plan(indexes, whole | (through_all - OF_FEW_ROWS - BY_AGE - OF_SMALL), found_by, sorts)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("Plans", []):
        yield from _nodes(part)
