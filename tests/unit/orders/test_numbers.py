"""What the days came to: the same as all orders added up one by one. SQLite and Postgres."""

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rxapp.orders import daily
from rxapp.orders.daily import REFUNDED, day_of
from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.migrating import FOLDER, migrate
from rxapp.orders.models import CheckoutRow, DailyRow, FlagRow, RefundRow, now
from rxapp.orders.numbers import Day, Figures, Numbers
from rxapp.orders.records import Flow, Order, Status
from rxapp.orders.refund_book import RefundBook
from rxapp.payments.values import Refund
from rxapp.shop.cart import Cart
from rxapp.shop.changes import Join
from rxapp.shop.pricing import Quote
from tests.carts import KNOWN, TEA, Put
from tests.unit.orders.payments import PLAN_ITEMS, paid, subscription
from tests.unit.orders.test_settlement import SOHO
from tests.unit.shop.test_changes import holding

TODAY = date(2026, 5, 31)
CARTS = [
    TEA,
    TEA.model_copy(update={"destination": SOHO, "code": "WELCOME10", "add_ons": frozenset({"gift_wrap"})}),
    holding(kyusu_teapot=3, yame_sencha=2).model_copy(update={"member": "gold", "donation": 350}),
    holding(pair_of_cups=1).model_copy(update={"code": "WELCOME10"}),
]


@pytest.fixture
def numbers(database: Database) -> Numbers:
    return Numbers(database)


async def ordered(ledger: Ledger, shopper: str, cart: Cart = TEA, **said: object) -> Order:
    checkout = await ledger.change(shopper, None, Put(cart=cart), KNOWN)
    checkout = await ledger.start_session(checkout.id, f"cs_{shopper}", checkout.revision, {})
    payment = paid(f"cs_{shopper}", f"pi_{shopper}", checkout.revision, checkout.quote.total)
    return await ledger.settle(checkout.id, replace(payment, **said))


async def on(monkeypatch: pytest.MonkeyPatch, at: datetime, ledger: Ledger, shopper: str, cart: Cart = TEA) -> Order:
    """An order of that moment."""
    with monkeypatch.context() as then:
        then.setattr("rxapp.orders.settlement.now", lambda: at)
        return await ordered(ledger, shopper, cart)


def added_up(quotes: Iterable[Quote]) -> dict[str, tuple[int, int, int]]:
    """By key, as a person would: one line after the other."""
    orders, pieces, amounts = Counter[str](), Counter[str](), Counter[str]()
    for quote in quotes:
        for line in quote.lines:
            orders[line.key] += 1
            pieces[line.key] += line.quantity
            amounts[line.key] += line.amount
        for part in quote.deductions:
            key = f"code:{part.name}" if part.key == "code" else f"rule:{part.key}"
            orders[key] += 1
            amounts[key] += part.amount
    return {key: (orders[key], pieces[key], amounts[key]) for key in orders}


def sold(figures: Figures) -> dict[str, tuple[int, int, int]]:
    return {one.key: (one.orders, one.quantity, one.amount) for one in figures.sold}


async def test_without_an_order_every_day_is_there_and_empty(numbers: Numbers):
    figures = await numbers.of(TODAY, 7, "usd")
    assert figures.days == tuple(Day(day=TODAY - timedelta(days=ago)) for ago in (6, 5, 4, 3, 2, 1, 0))
    assert (figures.sold, figures.orders, figures.revenue, figures.elsewhere) == ((), 0, 0, 0)


async def test_the_sums_are_those_of_all_orders(ledger: Ledger, numbers: Numbers):
    orders = [await ordered(ledger, f"shopper{number}", cart) for number, cart in enumerate(CARTS)]
    figures = await numbers.of(day_of(now()), 7, "usd")
    assert figures.orders == len(orders)
    assert figures.revenue == sum(order.paid for order in orders)
    assert figures.discount == sum(order.discount for order in orders) > 0
    assert sold(figures) == added_up(order.quote for order in orders)
    assert [one.key for one in figures.of_kinds("code")] == ["code:WELCOME10"]
    amounts = [one.amount for one in figures.of_kinds("product")]
    assert amounts == sorted(amounts, reverse=True) and len(amounts) == 3


async def test_a_payment_counts_once_however_often_it_is_reported(ledger: Ledger, numbers: Numbers):
    order = await ordered(ledger, "anna")
    again = paid("cs_anna", "pi_anna", 1, order.paid)
    await asyncio.gather(*(ledger.settle(order.checkout_id, again) for _ in range(3)))
    await ledger.settle(order.checkout_id, paid("cs_other", "pi_other", 1, 700))
    figures = await numbers.of(day_of(now()), 7, "usd")
    assert (figures.orders, figures.revenue, figures.ordered) == (1, order.paid, 1)


async def test_what_was_paid_for_an_emptied_cart_that_was_never_opened_is_paid_all_the_same(
    ledger: Ledger, numbers: Numbers
):
    """At a revision that nobody knows: a person is told, and there is nothing to add up but the money."""
    checkout = await ledger.change("anna", None, Put(cart=Cart()), KNOWN)
    assert (await ledger.settle(checkout.id, paid("cs_anna", "pi_anna", 9, 700))).flag
    figures = await numbers.of(day_of(now()), 7, "usd")
    assert (figures.orders, figures.revenue, figures.ordered, figures.sold) == (1, 700, 0, ())


@pytest.mark.parametrize("place", range(len(CARTS)))
async def test_what_was_paid_is_added_and_not_what_the_cart_has_become(ledger: Ledger, numbers: Numbers, place: int):
    bought, becomes = [*pairwise(CARTS), (CARTS[-1], CARTS[0])][place]
    checkout = await ledger.change("anna", None, Put(cart=bought), KNOWN)
    checkout = await ledger.start_session(checkout.id, "cs_anna", checkout.revision, {})
    await ledger.change("anna", checkout.id, Put(cart=becomes), KNOWN)
    await ledger.settle(checkout.id, paid("cs_anna", "pi_anna", checkout.revision, checkout.quote.total))
    figures = await numbers.of(day_of(now()), 7, "usd")
    assert (figures.revenue, figures.discount) == (checkout.quote.total, checkout.quote.discount)
    assert sold(figures) == added_up([checkout.quote])


async def test_two_workers_add_to_the_same_day_at_once(ledger: Ledger, other_worker: Database, numbers: Numbers):
    workers = [ledger, Ledger(other_worker)] * 4
    orders = await asyncio.gather(
        *(ordered(worker, f"shopper{number}", CARTS[number % 4]) for number, worker in enumerate(workers))
    )
    figures = await numbers.of(day_of(now()), 7, "usd")
    assert (figures.orders, figures.revenue) == (8, sum(order.paid for order in orders))
    assert sold(figures) == added_up(order.quote for order in orders)


async def test_what_is_taken_back_leaves_no_trace(ledger: Ledger, database: Database, numbers: Numbers):
    with pytest.raises(KeyError):
        await database.run(_added_and_broken)
    assert (await numbers.of(TODAY, 7, "usd")).revenue == 0


def _added_and_broken(session: Session) -> None:
    daily.note_refund(session, datetime(2026, 5, 31, tzinfo=UTC), "usd", 100)
    raise KeyError


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-05-30T23:59:59.999999+00:00", date(2026, 5, 30)),
        ("2026-05-31T00:00:00+00:00", date(2026, 5, 31)),
        ("2026-05-31T23:59:59+00:00", date(2026, 5, 31)),
        ("2026-05-31T23:30:00-04:00", date(2026, 6, 1)),
        ("2026-06-01T00:30:00+02:00", date(2026, 5, 31)),
    ],
)
async def test_days_are_those_of_utc(
    ledger: Ledger, numbers: Numbers, monkeypatch: pytest.MonkeyPatch, at: str, day: date
):
    order = await on(monkeypatch, datetime.fromisoformat(at), ledger, "anna")
    figures = await numbers.of(date(2026, 6, 3), 7, "usd")
    assert {one.day: one.revenue for one in figures.days if one.orders} == {day: order.paid}


@pytest.mark.parametrize("days", [7, 30, 90])
async def test_a_period_has_its_first_and_its_last_day_and_no_other(
    ledger: Ledger, numbers: Numbers, monkeypatch: pytest.MonkeyPatch, days: int
):
    noon = datetime(2026, 5, 31, 12, tzinfo=UTC)
    for ago in (-1, 0, days - 1, days):
        await on(monkeypatch, noon - timedelta(days=ago), ledger, f"shopper{ago}")
    figures = await numbers.of(TODAY, days, "usd")
    assert [day.orders for day in figures.days] == [1, *[0] * (days - 2), 1]
    assert sum(one.orders for one in figures.sold) == 2


async def test_another_currency_is_another_sum(ledger: Ledger, numbers: Numbers):
    for shopper in ("anna", "ben", "cleo"):
        await ordered(ledger, shopper)
    await ordered(ledger, "dora", currency="eur", amount=500)
    await ordered(ledger, "emil", currency="jpy", amount=70)
    figures = {currency: await numbers.of(day_of(now()), 7, currency) for currency in ("usd", "eur", "jpy", "gbp")}
    assert {currency: (of.orders, of.elsewhere) for currency, of in figures.items()} == {
        **{"usd": (3, 2), "eur": (1, 4), "jpy": (1, 4), "gbp": (0, 5)},
    }
    assert [figures[currency].revenue for currency in ("eur", "jpy", "gbp")] == [500, 70, 0]


async def test_joining_a_plan_is_no_order_here(ledger: Ledger, numbers: Numbers):
    checkout = await ledger.change("anna", None, Join(plan="tea_club"), KNOWN, "tea_club")
    checkout = await ledger.start_session(checkout.id, "cs_anna", checkout.revision, {})
    joined = paid("cs_anna", None, checkout.revision, 0, items=PLAN_ITEMS, trial_days=checkout.quote.trial_days)
    await ledger.settle(checkout.id, replace(joined, subscription=subscription("sub_1", now())))
    figures = await numbers.of(day_of(now()), 7, "usd")
    assert (figures.orders, figures.opened, figures.ordered, figures.sold) == (0, 0, 0, ())


async def test_of_the_carts_begun_so_many_were_opened_and_ordered(
    ledger: Ledger, database: Database, numbers: Numbers, monkeypatch: pytest.MonkeyPatch
):
    await ledger.change("only looked", None, Put(cart=TEA), KNOWN)
    left = await ledger.change("left", None, Put(cart=TEA), KNOWN)
    await ledger.start_session(left.id, "cs_left", left.revision, {})
    await ledger.replace_session(left.id, "cs_left")
    await ledger.start_session(left.id, "cs_again", left.revision, {})
    await ledger.move(left.id, Status.EXPIRED, "over")
    await ledger.throw_away(now() + timedelta(days=1))
    begun = await ledger.change("came back", None, Put(cart=TEA), KNOWN)
    yesterday = now() - timedelta(days=1)
    await database.run(lambda session: session.execute(update(CheckoutRow).values(created_at=yesterday)))
    await ordered(ledger, "came back")
    figures = await numbers.of(day_of(now()), 7, "usd")
    assert begun.session_id is None
    assert [(day.opened, day.ordered, day.orders) for day in figures.days][-2:] == [(1, 1, 0), (1, 0, 1)]
    assert (figures.opened, figures.ordered) == (2, 1)


async def test_what_was_given_back_is_of_its_own_day(ledger: Ledger, database: Database, numbers: Numbers):
    noon = datetime(2026, 5, 31, 12, tzinfo=UTC)
    for at, amount in ((noon, 500), (noon, 300), (noon - timedelta(days=2), 100), (noon, -300)):
        await database.run(lambda session, at=at, amount=amount: daily.note_refund(session, at, "usd", amount))
    figures = await numbers.of(TODAY, 7, "usd")
    assert [day.refunded for day in figures.days] == [0, 0, 0, 0, 100, 0, 500]
    assert (figures.refunded, figures.revenue) == (600, 0)


def refund(id: str, amount: int, status: str) -> Refund:
    return Refund(id, "pi_anna", amount, "usd", status, reason=None, failure=None, reference=None, unsent=False)


async def test_a_refund_counts_once_and_not_at_all_if_it_fails(ledger: Ledger, database: Database, numbers: Numbers):
    book, order = RefundBook(database), await ordered(ledger, "anna")
    await book.ask("refund_1", order.number, 500, None, refunded=0)
    await book.ask("refund_1", order.number, 500, None, refunded=0)
    for status in ("pending", "succeeded", "succeeded"):
        await book.note(replace(refund("re_1", 500, status), reference="refund_1"))
    await book.note(refund("re_2", 300, "pending"))
    assert (await numbers.of(day_of(now()), 7, "usd")).refunded == 800
    await book.note(refund("re_2", 300, "failed"))
    assert (await numbers.of(day_of(now()), 7, "usd")).refunded == 500
    await book.ask("refund_3", order.number, 200, None, refunded=500)
    await book.refuse("refund_3", "no")
    assert (await numbers.of(day_of(now()), 7, "usd")).refunded == 500


@pytest.mark.parametrize(
    ("status", "amount", "given"),
    [("succeeded", 500, 500), ("succeeded", 300, 300), ("failed", 500, 0), ("canceled", 500, 0), ("refused", 500, 0)],
)
async def test_whatever_becomes_of_a_refund_later_is_of_the_day_on_which_it_was_asked_for(
    ledger: Ledger, database: Database, numbers: Numbers, status: str, amount: int, given: int
):
    book, order, then = RefundBook(database), await ordered(ledger, "anna"), now() - timedelta(days=3)
    await book.ask("refund_1", order.number, 500, None, refunded=0)
    for asked_then in (
        update(RefundRow).values(asked_at=then),
        update(DailyRow).where(DailyRow.key == REFUNDED).values(day=day_of(then)),
    ):
        await database.run(lambda session, asked_then=asked_then: session.execute(asked_then))
    if status == "refused":
        await book.refuse("refund_1", "no")
    else:
        await book.note(replace(refund("re_1", amount, status), reference="refund_1"))
    figures = await numbers.of(day_of(now()), 7, "usd")
    assert {one.day: one.refunded for one in figures.days if one.refunded} == ({day_of(then): given} if given else {})


async def test_sums_grow_beyond_what_one_order_may_cost(database: Database, numbers: Numbers):
    for _ in range(2):
        await database.run(lambda session: daily.note_refund(session, now(), "usd", 2_000_000_000))
    assert (await numbers.of(day_of(now()), 7, "usd")).refunded == 4_000_000_000


async def test_books_from_before_come_to_the_same(url: str, ledger: Ledger, database: Database):
    """What the migration adds up of the orders that were there is what would have been written with them."""
    for number, cart in enumerate(CARTS):
        await ordered(ledger, f"shopper{number}", cart)
    await ordered(ledger, "wrong", amount=1, currency="eur")
    opened = await ledger.change("opened", None, Put(cart=TEA), KNOWN)
    await ledger.start_session(opened.id, "cs_opened", 1, {}, Flow.CHECKOUT_SESSION)
    book = RefundBook(database)
    for number, status in enumerate(("succeeded", "failed", "pending")):
        await book.note(replace(refund(f"re_{number}", 100, status), payment_intent_id="pi_shopper0"))
    written, flags = await _summed(database), await database.run(_flags)
    await asyncio.to_thread(_before, url)
    await asyncio.to_thread(migrate, url)
    again = Database(url)
    assert await _summed(again) == written
    assert len(written) > 10
    assert await again.run(_flags) == [(number, "earlier", said) for number, _, said in flags]
    await again.close()


def _before(url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", url)
    command.downgrade(config, "0011")


async def _summed(database: Database) -> list[tuple[object, ...]]:
    columns = (DailyRow.day, DailyRow.currency, DailyRow.key, DailyRow.orders, DailyRow.quantity, DailyRow.amount)
    asked = select(*columns).order_by(*columns)
    return await database.run(lambda session: [tuple(row) for row in session.execute(asked)])


def _flags(session: Session) -> list[tuple[object, ...]]:
    found = session.execute(select(FlagRow.number, FlagRow.doubt, FlagRow.said))
    return [tuple(row) for row in found]


def test_books_that_are_larger_than_a_part_are_added_up_to_their_end(tmp_path: Path):
    url, file = f"sqlite:///{tmp_path / 'store.db'}", tmp_path / "store.db"
    migrate(url, "0011")
    quote = json.dumps({"currency": "usd", "lines": [], "deductions": []})
    at = "2026-05-31 12:00:00.000000"
    checkouts = [(f"co_{number}", f"s{number}", quote, at, at) for number in range(2001)]
    orders = [(f"KK-{number}", f"co_{number}", f"cs_{number}", quote, at) for number in range(2001)]
    with sqlite3.connect(file) as books:
        books.executemany(
            "INSERT INTO checkouts (id, shopper, plan, status, cart, quote, revision, synced_revision, flow,"
            " session_count, stripe_items, writing_attempt, created_at, updated_at)"
            " VALUES (?, ?, '', 'paid', '{}', ?, 1, 1, 'checkout_session', 1, '{}', 0, ?, ?)",
            checkouts,
        )
        books.executemany(
            "INSERT INTO orders (number, checkout_id, shopper, session_id, currency, subtotal, discount, shipping,"
            " tax, total, paid, quote, created_at) VALUES (?, ?, 'anna', ?, 'usd', 3, 0, 0, 0, 3, 3, ?, ?)",
            orders,
        )
    migrate(url)
    with sqlite3.connect(file) as books:
        found = books.execute("SELECT day, key, orders, amount FROM daily ORDER BY key").fetchall()
    assert found == [
        ("2026-05-31", "opened", 2001, 0),
        ("2026-05-31", "ordered", 2001, 0),
        ("2026-05-31", "paid", 2001, 6003),
    ]
