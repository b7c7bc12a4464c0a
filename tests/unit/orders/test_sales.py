"""What the merchant finds: everything, the newest first, in pages without a gap or a repeat."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, update

from rxapp.orders.database import Database
from rxapp.orders.events import Events
from rxapp.orders.ledger import Ledger
from rxapp.orders.migrating import FOLDER, migrate
from rxapp.orders.models import CheckoutRow, OrderLineRow, OrderRow, WebhookEventRow
from rxapp.orders.records import Flow, Order, Status
from rxapp.orders.refund_book import RefundBook
from rxapp.orders.sales import Looked, Reported, Sales, Standing
from rxapp.payments.values import Event, Refund
from tests.carts import ADD_TEA, KNOWN
from tests.unit.orders.payments import paid
from tests.unit.orders.test_ledger import opened

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def sales(database: Database) -> Sales:
    return Sales(database)


async def order(ledger: Ledger, shopper: str, minutes: int = 0, amount: int | None = None) -> Order:
    """One that was placed so many minutes after the first."""
    checkout = await opened(ledger, shopper)
    asked = checkout.quote.total if amount is None else amount
    payment = paid(f"cs_{shopper}", f"pi_{shopper}", checkout.revision, asked, f"{shopper}@Example.com")
    made = await ledger.settle(checkout.id, payment)
    at = BEGAN + timedelta(minutes=minutes)
    for rows in (OrderRow, OrderLineRow):
        changed = update(rows).where(rows.number == made.number).values(created_at=at)
        await ledger.database.run(lambda session, changed=changed: session.execute(changed))
    return made


async def unpaid(ledger: Ledger, shopper: str, status: Status, minutes: int) -> str:
    """A checkout whose money is on its way, or never came."""
    checkout = await opened(ledger, shopper)
    await ledger.move(checkout.id, Status.ON_ITS_WAY, "confirmed")
    await ledger.move(checkout.id, status, "no money")
    placed = update(CheckoutRow).where(CheckoutRow.id == checkout.id)
    at = BEGAN + timedelta(minutes=minutes)
    await ledger.database.run(lambda session: session.execute(placed.values(placed_at=at)))
    return checkout.id


async def all_pages(sales: Sales, most: int, looked: Looked = Looked(), standing: Standing | None = None) -> list[str]:  # noqa: B008 – frozen
    """The names on every page, one after the other."""
    names, after = list[str](), None
    while page := await sales.page(most, looked, standing, after):
        assert len(page) <= most
        names += [one.key.name for one in page]
        after = page[-1].key
    return names


@pytest.mark.parametrize("most", [1, 2, 3, 50])
async def test_pages_have_everything_once_the_newest_first(ledger: Ledger, sales: Sales, most: int):
    made = [(await order(ledger, f"shopper{number}", number // 2)).number for number in range(5)]
    waiting = await unpaid(ledger, "ben", Status.ON_ITS_WAY, 1)
    never = await unpaid(ledger, "cleo", Status.FAILED, 60)
    names = await all_pages(sales, most)
    assert sorted(names) == sorted([*made, waiting, never])
    rank = {name: number // 2 for number, name in enumerate(made)} | {waiting: 1, never: 60}
    assert [rank[name] for name in names] == sorted(rank.values(), reverse=True)


@pytest.mark.parametrize("at_once", [1, 2, 3, 4, 5])
async def test_unpaid_ones_are_read_a_few_at_once_until_there_are_no_more(
    ledger: Ledger, sales: Sales, monkeypatch: pytest.MonkeyPatch, at_once: int
):
    monkeypatch.setattr("rxapp.orders.sales.AT_ONCE", at_once)
    made = [await unpaid(ledger, f"shopper{number}", Status.FAILED, number) for number in range(4)]
    page = await sales.page(50, Looked(), Standing.FAILED)
    assert [one.key.name for one in page] == made[::-1]


async def test_a_story_has_all_reports_of_what_belongs_to_the_order(
    ledger: Ledger, sales: Sales, events: Events, database: Database
):
    made = await order(ledger, "anna")
    await RefundBook(database).note(Refund("re_1", "pi_anna", 500, "usd", "succeeded", None, None, None, False))
    joined = update(OrderRow).values(subscription_id="sub_1")
    await database.run(lambda session: session.execute(joined))
    for number, about in enumerate(("re_1", "sub_1", "pi_anna", "cs_anna", "cs_ben", None)):
        await events.receive(Event(f"evt_{number}", f"type.{number}", about))
        came = update(WebhookEventRow).where(WebhookEventRow.id == f"evt_{number}")
        came = came.values(received_at=BEGAN - timedelta(minutes=number))
        await database.run(lambda session, came=came: session.execute(came))
    await events.handled("evt_3")
    await events.failed("evt_1", "Traceback …")
    story = await sales.story(made.number)
    assert story and story.reports == [
        Reported("evt_3", "type.3", BEGAN - timedelta(minutes=3), handled=True, failed=False),
        Reported("evt_2", "type.2", BEGAN - timedelta(minutes=2), handled=False, failed=False),
        Reported("evt_1", "type.1", BEGAN - timedelta(minutes=1), handled=False, failed=True),
        Reported("evt_0", "type.0", BEGAN, handled=False, failed=False),
    ]


async def test_one_finds_by_number_address_product_and_amount(ledger: Ledger, sales: Sales):
    anna, ben = await order(ledger, "anna"), await order(ledger, "ben", 1, amount=4321)
    waiting = await unpaid(ledger, "cleo", Status.ON_ITS_WAY, 2)
    tea = "product:yame-sencha"
    expected: list[tuple[Looked, list[str]]] = [
        (Looked(anna.number), [anna.number]),
        (Looked(anna.number.lower()), [anna.number]),
        (Looked(anna.number[3:]), [anna.number]),
        (Looked(anna.number[:7]), [anna.number]),
        (Looked("ANNA@example.com"), [anna.number]),
        (Looked("anna@example.co"), []),
        (Looked("sencha", (tea,)), [waiting, ben.number, anna.number]),
        (Looked("sencha", ("product:kyusu-teapot",)), []),
        (Looked("43.21", amount=4321), [ben.number]),
        (Looked("x", amount=anna.total), [waiting, anna.number]),
        (Looked("'; DROP TABLE orders; --"), []),
    ]
    for looked, names in expected:
        assert await all_pages(sales, 2, looked) == names, looked


async def test_one_finds_by_standing(ledger: Ledger, sales: Sales, database: Database):
    good, flagged, back = [await order(ledger, name, place) for place, name in enumerate(("anna", "ben", "cleo"))]
    await ledger.settle(flagged.checkout_id, paid("cs_other", "pi_other", 1, 1, None))
    given = update(OrderRow).where(OrderRow.number == back.number).values(refunded=1)
    await database.run(lambda session: session.execute(given))
    waiting = await unpaid(ledger, "dora", Status.ON_ITS_WAY, 9)
    never = await unpaid(ledger, "emil", Status.FAILED, 9)
    found = {standing: await all_pages(sales, 1, standing=standing) for standing in Standing}
    assert found == {
        Standing.PAID: [good.number],
        Standing.ON_ITS_WAY: [waiting],
        Standing.FAILED: [never],
        Standing.REFUNDED: [back.number],
        Standing.FLAGGED: [flagged.number],
    }
    by_address = Looked("cleo@example.com")
    assert await all_pages(sales, 1, by_address, Standing.REFUNDED) == [back.number]
    assert await all_pages(sales, 1, by_address, Standing.PAID) == []
    for standing, [name] in found.items():
        [one] = [one for one in await sales.page(50, Looked(), None) if one.key.name == name]
        assert one.standing == standing


@pytest.mark.parametrize(
    ("is_flagged", "given", "stands", "among"),
    [
        (False, 0, Standing.PAID, {Standing.PAID}),
        (False, 1, Standing.REFUNDED, {Standing.REFUNDED}),
        (True, 0, Standing.FLAGGED, {Standing.FLAGGED}),
        (True, 1, Standing.FLAGGED, {Standing.FLAGGED, Standing.REFUNDED}),
    ],
    ids=["paid", "refunded", "flagged", "both"],
)
async def test_what_is_flagged_says_so_first_and_is_found_among_both(
    ledger: Ledger,
    sales: Sales,
    database: Database,
    is_flagged: bool,
    given: int,
    stands: Standing,
    among: set[Standing],
):
    made = await order(ledger, "anna", amount=1 if is_flagged else None)
    refunded = update(OrderRow).where(OrderRow.number == made.number).values(refunded=given)
    await database.run(lambda session: session.execute(refunded))
    [sale] = await sales.page(50, Looked())
    assert sale.standing == stands
    assert {standing for standing in Standing if await all_pages(sales, 50, standing=standing)} == among


MADE_IN_TURN = ("KK-2222BBBB", "KK-3333AAAA", "KK-2222AAAA", "KK-2222CCCC")
BEGIN_SO = ("KK-2222CCCC", "KK-2222BBBB", "KK-2222AAAA")


@pytest.mark.parametrize("most", [1, 2, 50])
async def test_orders_of_one_moment_are_all_found_once_however_they_are_looked_for(
    ledger: Ledger, sales: Sales, monkeypatch: pytest.MonkeyPatch, most: int
):
    monkeypatch.setattr("rxapp.orders.settlement._number", iter(MADE_IN_TURN).__next__)
    for shopper in ("anna", "ben", "cleo", "dora"):
        await order(ledger, shopper)
    all_of_them = sorted(MADE_IN_TURN, reverse=True)
    for looked in (Looked(), Looked("x", ("product:yame-sencha",)), Looked("x", amount=2300)):
        assert await all_pages(sales, most, looked) == all_of_them, looked
    for typed in ("2222", "KK-2222", "kk-2222"):
        assert await all_pages(sales, most, Looked(typed)) == list(BEGIN_SO), typed
    assert await all_pages(sales, most, Looked("2222", amount=2300)) == all_of_them, "each once"
    monkeypatch.setattr("rxapp.orders.sales.MOST_ALIKE", 2)
    assert await all_pages(sales, most, Looked("2222")) == list(BEGIN_SO)[1:], "the first of those alike"


async def test_orders_of_before_are_found_by_what_was_bought(ledger: Ledger, sales: Sales, url: str):
    known = await order(ledger, "anna", 3)
    tea = Looked("sencha", ("product:yame-sencha",))
    columns = (OrderLineRow.key, OrderLineRow.name, OrderLineRow.quantity, OrderLineRow.amount, OrderLineRow.created_at)

    async def lines() -> list[tuple[object, ...]]:
        asked = select(*columns).order_by(OrderLineRow.place)
        return await ledger.database.run(lambda session: [tuple(row) for row in session.execute(asked)])

    written = await lines()
    await asyncio.to_thread(_before, url)
    await asyncio.to_thread(migrate, url)
    assert written and await lines() == written
    assert await all_pages(sales, 1, tea) == [known.number]


@pytest.mark.parametrize("flow", Flow)
async def test_a_story_tells_what_happened_from_the_beginning(database: Database, sales: Sales, flow: Flow):
    ledger = Ledger(database, flow)
    before = [await ledger.change("anna", None, ADD_TEA, KNOWN) for _ in range(3)]
    last = await ledger.start_session(before[-1].id, "pi_anna", 3, {}, flow)
    last = await ledger.place(last.id, last.revision, last.quote.total)
    made = await ledger.settle(last.id, paid("pi_anna", "pi_anna", last.revision, last.quote.total))
    await order(Ledger(database), "ben")
    story = await sales.story(made.number)
    assert story and (story.order, story.flow) == (made, flow)
    assert [(one.number, one.quote) for one in story.revisions] == [(one.revision, one.quote) for one in before]
    assert [move.after for move in story.moves] == [Status.PLACING, Status.PAID]
    assert story.moves[-1].reason.startswith(f"order {made.number}: ")
    for told in (story.revisions, story.moves):
        assert [one.at for one in told] == sorted(one.at for one in told)
    assert await sales.story("KK-NONE") is None


def _before(url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", url)
    command.downgrade(config, "0010")
