"""What the ledger knows of the past, and that two shoppers never share the last use of a code: SQLite and Postgres."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.migrating import migrate
from rxapp.orders.records import Checkout, Status
from rxapp.shop import cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.changes import ApplyCode, SetQuantity, Undo
from rxapp.shop.history import History
from rxapp.shop.refusal import Refusal
from tests.carts import ADD_TEA, KNOWN, TEA, Put
from tests.unit.orders.payments import paid


async def opened(ledger: Ledger, shopper: str, code: str = "LASTTIN") -> Checkout:
    """A checkout with a code on, in step with its session."""
    begun = await ledger.change(shopper, None, ADD_TEA, KNOWN)
    checkout = await ledger.change(shopper, begun.id, ApplyCode(code=code), KNOWN)
    return await ledger.start_session(checkout.id, f"cs_{checkout.id}", checkout.revision, {})


def place(ledger: Ledger, checkout: Checkout) -> Awaitable[Checkout]:
    permit = partial(cart.refuse_if_over, catalog=CATALOG)
    return ledger.place(checkout.id, checkout.revision, checkout.quote.total, permit)


async def pay(ledger: Ledger, checkout: Checkout) -> None:
    total = checkout.quote.total
    assert checkout.session_id
    await ledger.settle(checkout.id, paid(checkout.session_id, f"pi_{checkout.id}", checkout.revision, total))


async def test_a_use_counts_from_the_payments_start_and_not_before(ledger: Ledger):
    checkout = await opened(ledger, "anna")
    assert await ledger.history("anna", "LASTTIN") == History(uses={"LASTTIN": 0})
    placed = await place(ledger, checkout)
    assert await ledger.history("ben", "LASTTIN") == History(uses={"LASTTIN": 1})
    await ledger.release(placed.id, placed.placed_at, "declined")
    assert await ledger.history("ben", "LASTTIN") == History(uses={"LASTTIN": 0})
    await place(ledger, checkout)
    await pay(ledger, checkout)
    assert await ledger.history("ben", "LASTTIN") == History(uses={"LASTTIN": 1})
    assert await ledger.history("anna", "LASTTIN") == History(has_ordered=True, uses={"LASTTIN": 1})


async def test_a_code_that_took_nothing_off_was_not_used(ledger: Ledger):
    two, one = (SetQuantity(slug="yame-sencha", quantity=quantity) for quantity in (2, 1))
    await ledger.change("anna", None, two, KNOWN)
    await ledger.change("anna", None, ApplyCode(code="POUR5"), KNOWN)
    checkout = await ledger.change("anna", None, one, KNOWN)
    checkout = await ledger.start_session(checkout.id, "cs_anna", checkout.revision, {})
    await place(ledger, checkout)
    assert (await ledger.history("ben", "POUR5")).uses == {"POUR5": 0}
    await pay(ledger, checkout)
    assert (await ledger.history("ben", "POUR5")).uses == {"POUR5": 0}


@pytest.mark.parametrize(
    ("enough", "counted"),
    [({}, 4), ({"LASTTIN": 1}, 4), *(({"WELCOME10": n}, u) for n, u in enumerate((0, 2, 3, 4, 4)))],
)
async def test_orders_with_a_code_are_counted_until_it_is_enough(
    database: Database, enough: dict[str, int], counted: int
):
    """Three of them, and one payment under way, which counts as well unless nothing is to be known."""
    ledger = Ledger(database, uses=enough)
    for shopper in ("anna", "ben", "cleo"):
        await pay(ledger, await opened(ledger, shopper, "WELCOME10"))
    await place(ledger, await opened(ledger, "dora", "WELCOME10"))
    assert (await ledger.history("emil", "WELCOME10")).uses == {"WELCOME10": counted}


@pytest.mark.parametrize(("code", "comes_back"), [("WELCOME10", True), ("LASTTIN", False), ("FIRSTCUP", False)])
@pytest.mark.parametrize("now_has", ["", "WELCOME10", "LASTTIN"])
async def test_an_undone_change_brings_its_code_back_where_that_one_still_holds(
    ledger: Ledger, code: str, comes_back: bool, now_has: str
):
    """Whatever the cart that it was undone from has to say: the last use and the first order are had by now."""
    for shopper, entered in (("anna", "FIRSTCUP"), ("ben", "LASTTIN")):
        await pay(ledger, await opened(ledger, shopper, entered))
    entered_before, without = TEA.model_copy(update={"code": code}), TEA.model_copy(update={"code": now_has})
    checkout = await ledger.change("anna", None, Put(cart=entered_before), KNOWN)
    await ledger.change("anna", checkout.id, Put(cart=without), KNOWN)
    undone = await ledger.change("anna", checkout.id, Undo(revision=checkout.revision), KNOWN)
    assert undone.cart == (entered_before if comes_back else TEA)


async def test_the_last_use_is_had_by_one_of_many_at_once(ledger: Ledger, other_worker: Database):
    workers = (ledger, Ledger(other_worker))
    checkouts = [await opened(ledger, f"shopper {number}") for number in range(8)]
    results = await asyncio.gather(
        *(place(workers[number % 2], checkout) for number, checkout in enumerate(checkouts)), return_exceptions=True
    )
    placed = [result for result in results if isinstance(result, Checkout)]
    refused = [result.message for result in results if isinstance(result, Refusal)]
    assert (len(placed), refused) == (1, ["That code has been used up."] * 7)
    statuses = [(await ledger.checkout(checkout.id)).status for checkout in checkouts]
    assert sorted(statuses) == [Status.OPEN] * 7 + [Status.PLACING]


async def test_a_first_order_is_first_only_once(ledger: Ledger):
    first = await opened(ledger, "anna", "FIRSTCUP")
    await place(ledger, first)
    await pay(ledger, first)
    entered_before = Put(cart=first.cart)  # in another tab, while the first was still to be paid
    second = await ledger.change("anna", None, entered_before, KNOWN)
    second = await ledger.start_session(second.id, "cs_second", second.revision, {})
    with pytest.raises(Refusal, match="first order"):
        await place(ledger, second)


async def test_when_a_timed_code_runs_out_is_remembered_from_its_first_time(ledger: Ledger):
    checkout = await opened(ledger, "anna", "TEATIME")
    first = checkout.cart.code_until
    assert first
    assert (await ledger.history("anna", "TEATIME")).until == {"TEATIME": first}
    later = first + timedelta(minutes=5)
    await ledger.change("anna", checkout.id, Put(cart=checkout.cart.model_copy(update={"code_until": later})), KNOWN)
    assert (await ledger.history("anna", "TEATIME")).until == {"TEATIME": first}
    assert (await ledger.history("ben", "TEATIME")).until == {}


def test_books_from_before_know_their_codes_too(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    migrate(url, "0003")
    checkout = (
        "INSERT INTO checkouts (id, shopper, status, cart, quote, revision, synced_revision, session_count,"
        " stripe_items, writing_attempt, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, '{}', 1, 1, 1, '{}', 0, '2026-05-01 12:00:00', '2026-05-01 12:00:00')"
    )
    order = (
        "INSERT INTO orders (number, checkout_id, shopper, session_id, currency, subtotal, discount, shipping,"
        " total, paid, quote, created_at) VALUES (?, ?, 'anna', ?, 'usd', 1, 1, 1, 1, 1, ?, '2026-05-01 12:00:00')"
    )
    codes = [{"key": "loyalty", "name": "Loyalty", "amount": 1}, {"key": "code", "name": "LASTTIN", "amount": 9}]
    timed = {"code": "TEATIME", "code_until": "2026-05-01T12:10:00Z"}
    with sqlite3.connect(tmp_path / "store.db") as books:
        books.execute(checkout, ("co_1", "anna", "paid", json.dumps(timed)))
        books.execute(checkout, ("co_2", "anna", "paid", "{}"))
        books.execute(checkout, ("co_3", "ben", "open", json.dumps(timed)))
        books.execute(order, ("KK-1", "co_1", "cs_1", json.dumps({"deductions": codes})))
        books.execute(order, ("KK-2", "co_2", "cs_2", json.dumps({"deductions": []})))
    migrate(url)
    with sqlite3.connect(tmp_path / "store.db") as books:
        assert books.execute("SELECT number, code FROM orders").fetchall() == [("KK-1", "LASTTIN"), ("KK-2", None)]
        [known] = books.execute("SELECT shopper, code, until FROM timed_codes").fetchall()
    assert known == ("ben", "TEATIME", "2026-05-01 12:10:00.000000")


def test_books_from_before_know_who_is_a_member(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    migrate(url, "0007")
    checkout = (
        "INSERT INTO checkouts (id, shopper, plan, status, cart, quote, revision, synced_revision, flow, session_count,"
        " stripe_items, writing_attempt, created_at, updated_at)"
        " VALUES (?, 'anna', ?, 'paid', '{}', '{}', 1, 1, 'checkout_session', 1, '{}', 0,"
        " '2026-05-01 12:00:00', '2026-05-01 12:00:00')"
    )
    order = (
        "INSERT INTO orders (number, checkout_id, shopper, session_id, subscription_id, trial_ends, currency, subtotal,"
        " discount, shipping, tax, total, paid, quote, created_at)"
        " VALUES (?, ?, 'anna', ?, ?, ?, 'usd', 0, 0, 0, 0, 0, 0, ?, '2026-05-01 12:00:00')"
    )
    agreed = json.dumps({"recurring": {"amount": 2400, "interval": "month"}})
    with sqlite3.connect(tmp_path / "store.db") as books:
        books.execute(checkout, ("co_1", "tea_club"))
        books.execute(checkout, ("co_2", ""))
        books.execute(order, ("KK-1", "co_1", "cs_1", "sub_1", "2026-05-08 12:00:00.000000", agreed))
        books.execute(order, ("KK-2", "co_2", "cs_2", None, None, json.dumps({"recurring": None})))
    migrate(url)
    with sqlite3.connect(tmp_path / "store.db") as books:
        asked = (
            "SELECT subscription_id, number, shopper, plan, status, amount, interval, every, leaves FROM memberships"
        )
        [known] = books.execute(asked).fetchall()
        [(trial_ends, period_ends)] = books.execute("SELECT trial_ends, period_ends FROM memberships").fetchall()
    assert known == ("sub_1", "KK-1", "anna", "tea_club", "trialing", 2400, "month", 1, None)
    assert trial_ends == period_ends == "2026-05-08 12:00:00.000000"
