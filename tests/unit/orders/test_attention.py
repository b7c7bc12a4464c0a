"""What waits for the merchant, and what is noted when somebody has seen to it. SQLite and Postgres."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from rxapp.orders.attention import Attention, Counted
from rxapp.orders.database import Database
from rxapp.orders.doubts import DoubtKind
from rxapp.orders.events import HANDLING, Events
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import CheckoutRow, FlagRow, WebhookEventRow, now
from rxapp.orders.records import Order, Status
from rxapp.payments.values import Event
from rxapp.shop.refusal import ChangedMeanwhile, OutOfStock, Refusal
from tests.carts import ADD_TEA, KNOWN
from tests.unit.orders.test_ledger import opened, payment, placed
from tests.unit.orders.test_stock import COUNTED, TEA, WHISK, pay, place
from tests.unit.orders.test_stock import opened as with_two_teas

AN_HOUR = timedelta(hours=1)
REPORT = Event("evt_1", "checkout.session.completed", "cs_anna")


@pytest.fixture
def attention(database: Database) -> Attention:
    return Attention(database, COUNTED)


@pytest.fixture
def counting(database: Database) -> Ledger:
    return Ledger(database, counted=COUNTED)


async def flagged(ledger: Ledger, shopper: str = "anna", **said: object) -> Order:
    checkout = await placed(ledger, shopper)
    of_shopper = payment(checkout, f"cs_{shopper}", intent=f"pi_{shopper}")
    return await ledger.settle(checkout.id, replace(of_shopper, **said))


async def waiting(attention: Attention) -> list[tuple[str, list[DoubtKind]]]:
    return [(one.order.number, [flag.doubt for flag in one.flags]) for one in await attention.flagged()]


async def test_what_agrees_waits_for_nobody(ledger: Ledger, attention: Attention):
    checkout = await placed(ledger)
    await ledger.settle(checkout.id, payment(checkout))
    assert (await attention.flagged(), await attention.waiting(now())) == ([], 0)


async def test_a_flagged_payment_says_what_was_asked_and_what_stripe_took(ledger: Ledger, attention: Attention):
    order = await flagged(ledger, amount=1, currency="eur")
    [found] = await attention.flagged()
    assert (found.order.number, found.order.quote.total, found.order.quote.currency) == (order.number, 2300, "usd")
    [flag] = found.flags
    assert (flag.doubt, flag.amount, flag.currency) == (DoubtKind.OTHER_AMOUNT, 1, "eur")
    assert flag.said == order.flag
    assert await attention.waiting(now()) == 1


async def test_every_doubt_has_its_kind(ledger: Ledger, counting: Ledger, attention: Attention):
    found: dict[str, list[DoubtKind]] = {}
    found["amount"] = [DoubtKind.OTHER_AMOUNT]
    numbers = {"amount": (await flagged(ledger, "amount", amount=1)).number}
    found["revision"] = [DoubtKind.UNKNOWN_REVISION]
    numbers["revision"] = (await flagged(ledger, "revision", revision=9)).number
    found["trial"] = [DoubtKind.OTHER_TRIAL]
    numbers["trial"] = (await flagged(ledger, "trial", trial_days=7)).number
    changed = await ledger.change("changed", (await opened(ledger, "changed")).id, ADD_TEA, KNOWN)
    closed = await ledger.move(changed.id, Status.EXPIRED, "a test says so")
    found["changed"] = [DoubtKind.CHANGED_SINCE, DoubtKind.PAID_WHILE_CLOSED]
    late = replace(payment(closed, "cs_changed", intent="pi_changed"), revision=1)
    numbers["changed"] = (await ledger.settle(closed.id, late)).number
    for shopper in "abcdef":
        await pay(counting, await place(counting, await with_two_teas(counting, shopper))) if shopper < "f" else None
    found["short"] = [DoubtKind.SOLD_OUT]
    numbers["short"] = (await pay(counting, await with_two_teas(counting, "f"))).number
    assert await waiting(attention) == [(numbers[name], kinds) for name, kinds in found.items()]
    assert await attention.waiting(now()) == len(found), "an order counts once, whatever there is against it"


async def test_what_was_seen_to_waits_no_longer_and_says_by_whom(
    ledger: Ledger, attention: Attention, database: Database
):
    order, other = await flagged(ledger, amount=1), await flagged(ledger, "ben", amount=1)
    [first, _] = await attention.flagged()
    assert await attention.handle(order.number, first.flags[-1].id, f"gave a dollar back{'!' * 600}")
    assert await waiting(attention) == [(other.number, [DoubtKind.OTHER_AMOUNT])]
    assert not await attention.handle(order.number, first.flags[-1].id, "again"), "it is once"
    noted = await database.run(
        lambda session: session.execute(
            select(FlagRow.number, FlagRow.who, FlagRow.note).where(FlagRow.handled_at.is_not(None))
        ).all()
    )
    assert [tuple(row) for row in noted] == [(order.number, "the merchant", f"gave a dollar back{'!' * 600}"[:500])]


async def test_a_doubt_that_came_after_the_merchant_looked_stays(ledger: Ledger, attention: Attention):
    order = await flagged(ledger, amount=1)
    [seen] = await attention.flagged()
    checkout = await ledger.checkout(order.checkout_id)
    again = payment(checkout, "cs_other", intent="pi_other")
    await ledger.settle(order.checkout_id, again)
    await ledger.settle(order.checkout_id, again)
    await attention.handle(order.number, seen.flags[-1].id, "done")
    assert await waiting(attention) == [(order.number, [DoubtKind.PAID_AGAIN])]
    [left] = (await attention.flagged())[0].flags
    assert left.amount == 2300


async def test_what_waits_longest_comes_first_whatever_was_written_down_first(
    ledger: Ledger, attention: Attention, database: Database
):
    orders = [await flagged(ledger, shopper, amount=1) for shopper in ("anna", "ben", "cleo")]
    for order, minutes in zip(orders, (2, 3, 1), strict=True):
        at = update(FlagRow).where(FlagRow.number == order.number).values(at=now() - timedelta(minutes=minutes))
        await database.run(lambda session, at=at: session.execute(at))
    assert [number for number, _ in await waiting(attention)] == [orders[at].number for at in (1, 0, 2)]


async def test_two_merchants_see_to_it_at_once(ledger: Ledger, attention: Attention, other_worker: Database):
    order = await flagged(ledger, amount=1)
    [seen] = await attention.flagged()
    both = [one.handle(order.number, seen.flags[-1].id, "mine") for one in (attention, Attention(other_worker))]
    assert sorted(await asyncio.gather(*both)) == [False, True]


async def test_events_that_failed_or_were_lost_or_odd_wait_and_the_others_do_not(events: Events, attention: Attention):
    for name in ("failed", "fine", "under_way"):
        await events.receive(Event(f"evt_{name}", "checkout.session.completed", "cs_anna"))
    await events.failed("evt_failed", "Traceback …")
    await events.handled("evt_fine")
    await events.keep_odd("[]")
    earlier, later = now() - AN_HOUR, now() + AN_HOUR
    found = {one.id: (one.failure, one.is_odd) for one in await attention.failed_events(earlier)}
    odd = next(name for name in found if name.startswith("odd_"))
    assert found == {"evt_failed": ("Traceback …", False), odd: ("[]", True)}
    assert await attention.waiting(earlier) == 2
    lost = {one.id for one in await attention.failed_events(later)} - set(found)
    assert (lost, await attention.waiting(later)) == ({"evt_under_way"}, 3)
    for id in (odd, "evt_failed", "evt_under_way"):
        await events.handled(id)
    assert (await attention.failed_events(later), await attention.waiting(later)) == ([], 0)


@pytest.mark.parametrize("has_failed", [True, False])
async def test_the_events_that_wait_longest_are_shown_whichever_was_kept_first(
    events: Events, attention: Attention, database: Database, has_failed: bool
):
    began = now()
    for minutes in (2, 4, 1, 3):
        await events.receive(Event(f"evt_{minutes}", "checkout.session.completed", "cs_anna"))
        if has_failed:
            await events.failed(f"evt_{minutes}", "Traceback …")
        came = update(WebhookEventRow).where(WebhookEventRow.id == f"evt_{minutes}")
        came = came.values(received_at=began - timedelta(minutes=minutes))
        await database.run(lambda session, came=came: session.execute(came))
    for at_most, shown in ((1, ["evt_4"]), (2, ["evt_4", "evt_3"]), (9, ["evt_4", "evt_3", "evt_2", "evt_1"])):
        assert [one.id for one in await attention.failed_events(now(), at_most)] == shown


async def test_an_event_is_taken_by_one_at_a_time(events: Events, other_worker: Database):
    await events.receive(REPORT)
    both = [one.take(REPORT.id) for one in (events, Events(other_worker))]
    assert sorted(await asyncio.gather(*both), key=bool) == [None, REPORT]
    assert await events.take(REPORT.id, now() + 2 * HANDLING) == REPORT, "who took it never came back"


async def test_an_event_that_failed_again_can_be_taken_again_and_a_handled_one_never(events: Events):
    assert await events.take("evt_of_nobody") is None
    await events.receive(REPORT)
    assert await events.take(REPORT.id) == REPORT
    await events.failed(REPORT.id, "Traceback …")
    assert await events.take(REPORT.id) == REPORT
    await events.handled(REPORT.id)
    assert await events.take(REPORT.id, now() + 2 * HANDLING) is None


async def test_only_an_odd_one_can_be_put_aside(events: Events, attention: Attention):
    await events.receive(REPORT)
    await events.failed(REPORT.id, "Traceback …")
    for _ in range(2):  # Stripe sends again what it was told is none
        await events.keep_odd("[]")
    odd = next(one.id for one in await attention.failed_events(now()) if one.is_odd)
    assert [await events.put_aside(id) for id in (REPORT.id, odd, odd, "evt_of_nobody")] == [False, True, False, False]
    assert [one.id for one in await attention.failed_events(now())] == [REPORT.id]


async def test_a_payment_that_never_ended_is_stuck_after_its_time(ledger: Ledger, attention: Attention):
    await opened(ledger, "ben")
    checkout = await placed(ledger)
    assert await attention.stuck(now() - AN_HOUR) == []
    assert [one.id for one in await attention.stuck(now() + AN_HOUR)] == [checkout.id]
    assert (await attention.waiting(now() - AN_HOUR), await attention.waiting(now() + AN_HOUR)) == (0, 1)
    await ledger.confirm(checkout.id, "cs_anna")
    assert await attention.stuck(now() + AN_HOUR) == [], "money may be on its way for days"


async def test_what_is_stuck_for_longest_comes_first_whichever_was_begun_first(
    ledger: Ledger, attention: Attention, database: Database
):
    checkouts, at = [await placed(ledger, shopper) for shopper in ("anna", "ben", "cleo")], now()
    for checkout, minutes in zip(checkouts, (2, 3, 1), strict=True):
        touched = update(CheckoutRow).where(CheckoutRow.id == checkout.id)
        touched = touched.values(updated_at=at - timedelta(minutes=minutes))
        await database.run(lambda session, touched=touched: session.execute(touched))
    assert [one.id for one in await attention.stuck(at)] == [checkouts[place].id for place in (1, 0, 2)]
    assert [one.id for one in await attention.stuck(at, at_most=1)] == [checkouts[1].id]


@pytest.mark.parametrize(("to", "was"), [(0, 10), (3, 10), (10, 10), (40, 10), (1_000_000, 10)])
async def test_what_is_in_stock_is_what_somebody_counted(counting: Ledger, attention: Attention, to: int, was: int):
    await attention.correct(TEA, to, was, "counted")
    assert (await counting.left())[TEA] == to
    assert (await attention.stock())[0] == Counted(product=TEA, left=to, held=0, sold=0)
    [kept] = await attention.corrections()
    assert kept.model_dump(exclude={"at"}) == {
        "product": TEA,
        "before": was,
        "after": to,
        "note": "counted",
        "who": "the merchant",
    }


async def test_the_latest_corrections_come_first_and_a_note_is_cut_where_its_column_ends(attention: Attention):
    for to, was in ((9, 10), (8, 9), (7, 8)):
        await attention.correct(TEA, to, was, "x" * 600)
    assert [one.after for one in await attention.corrections()] == [7, 8, 9]
    assert [(one.after, one.note) for one in await attention.corrections(at_most=1)] == [(7, "x" * 500)]


async def test_what_was_corrected_is_sold_like_the_rest(counting: Ledger, attention: Attention):
    checkout = await with_two_teas(counting)
    await attention.correct(TEA, 1, 10, "counted")
    with pytest.raises(OutOfStock):
        await place(counting, checkout)
    await attention.correct(TEA, 2, 1, "one more was behind the kettle")
    await pay(counting, await place(counting, checkout))
    assert (await attention.stock())[0] == Counted(product=TEA, left=0, held=0, sold=2)
    await attention.correct(TEA, 5, 0, "came in")
    assert (await counting.left())[TEA] == 5


async def test_a_sale_and_a_correction_at_once_are_never_lost(
    counting: Ledger, attention: Attention, other_worker: Database
):
    checkout = await with_two_teas(counting)
    elsewhere = Ledger(other_worker, counted=COUNTED)
    corrected, _ = await asyncio.gather(
        attention.correct(TEA, 7, 10, "counted"), place(elsewhere, checkout), return_exceptions=True
    )
    there = (await counting.left())[TEA]
    assert there == (8 if isinstance(corrected, ChangedMeanwhile) else 5)
    assert len(await attention.corrections()) == (0 if corrected else 1)


async def test_a_number_that_is_not_the_one_that_was_shown_is_refused_with_the_new_one(
    counting: Ledger, attention: Attention
):
    await place(counting, await with_two_teas(counting))
    with pytest.raises(ChangedMeanwhile, match="There are 8 by now, no longer 10") as refused:
        await attention.correct(TEA, 3, 10, "counted")
    assert refused.value.control == TEA
    assert ((await counting.left())[TEA], await attention.corrections()) == (8, [])


@pytest.mark.parametrize(("product", "to"), [(TEA, -1), (TEA, 1_000_001), ("kyusu-teapot", 3), ("", 3)])
async def test_what_is_not_counted_or_cannot_be_is_refused(attention: Attention, product: str, to: int):
    with pytest.raises(Refusal):
        await attention.correct(product, to, 10, "counted")
    assert await attention.corrections() == []


async def test_more_was_sold_than_there_was(counting: Ledger, attention: Attention, database: Database):
    await attention.correct(WHISK, 0, 3, "none there")
    await attention.correct(TEA, 1, 10, "counted")
    await pay(counting, await with_two_teas(counting))  # nothing was held for it
    assert (await counting.left()) == {TEA: 0, WHISK: 0}
    await attention.correct(TEA, 4, 0, "came in")
    assert (await counting.left())[TEA] == 4


async def test_only_as_many_are_shown_as_one_can_read(
    ledger: Ledger, attention: Attention, events: Events, database: Database
):
    for number in range(3):
        await flagged(ledger, f"shopper{number}", amount=1)
        await placed(ledger, f"placing{number}")
    assert len(await attention.flagged(at_most=2)) == 2
    assert len(await attention.stuck(now() + AN_HOUR, at_most=2)) == 2
    for number in range(2):
        await events.receive(Event(f"evt_{number}", "checkout.session.completed", "cs_anna"))
    await events.failed("evt_1", "Traceback …")
    shown = [[one.id for one in await attention.failed_events(now() + AN_HOUR, at_most)] for at_most in (1, 2)]
    assert shown == [["evt_0"], ["evt_0", "evt_1"]], "the oldest first, of whichever kind"
    oldest = await database.run(
        lambda session: session.scalar(
            select(CheckoutRow.id).where(CheckoutRow.status == Status.PLACING).order_by(CheckoutRow.updated_at)
        )
    )
    assert (await attention.stuck(now() + AN_HOUR))[0].id == oldest
    assert await database.run(lambda session: session.scalar(select(func.count(FlagRow.id)))) == 3
    await database.run(lambda session: session.execute(update(FlagRow).values(handled_at=now())))
    assert await attention.flagged() == []
