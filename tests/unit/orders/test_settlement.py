"""What stands in an order, and each reason for which a person should look at one."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import MoveRow, OrderLineRow, now
from rxapp.orders.records import Checkout, Order, Status
from rxapp.orders.settlement import LETTERS
from rxapp.shop.changes import Join
from rxapp.shop.destination import Destination
from tests.carts import ADD_TEA, KNOWN, TEA, Put
from tests.unit.orders.payments import PLAN_ITEMS, paid, subscription
from tests.unit.orders.test_ledger import ITEMS, payment, placed
from tests.unit.shop.test_changes import holding

SOHO = Destination(name="Anna", line1="1 Main St", city="New York", state="NY", postal_code="10013", country="US")


# Something of everything that an order tells: a code, a tax, shipping, an address.
FULL = Put(cart=TEA.model_copy(update={"destination": SOHO, "code": "WELCOME10"}))


async def reasons(database: Database, checkout: Checkout) -> list[str]:
    of_checkout = select(MoveRow.reason).where(MoveRow.checkout_id == checkout.id)
    return await database.run(lambda session: list(session.scalars(of_checkout)))


async def test_an_order_says_everything_that_was_asked_and_paid(ledger: Ledger):
    checkout = await ledger.change("anna", None, FULL, KNOWN)
    checkout = await ledger.start_session(checkout.id, "cs_anna", checkout.revision, ITEMS)
    quoted = checkout.quote
    await ledger.place(checkout.id, checkout.revision, quoted.total)
    before = now()
    payment = paid("cs_anna", "pi_anna", checkout.revision, quoted.total, "a@example.com", customer_id="cus_1")
    order = await ledger.settle(checkout.id, payment)
    assert 0 not in (quoted.subtotal, quoted.discount, quoted.shipping.amount, quoted.tax)
    assert before <= order.created_at <= now()
    assert order.model_dump(exclude={"number", "created_at"}) == {
        "checkout_id": checkout.id,
        "session_id": "cs_anna",
        "payment_intent_id": "pi_anna",
        "subscription_id": None,
        "trial_ends": None,
        "customer_id": "cus_1",
        "currency": "usd",
        "subtotal": quoted.subtotal,
        "discount": quoted.discount,
        "shipping": quoted.shipping.amount,
        "tax": quoted.tax,
        "total": quoted.total,
        "paid": quoted.total,
        "quote": quoted.model_dump(),
        "destination": SOHO.model_dump(),
        "email": "a@example.com",
        "flag": None,
        "refunded": 0,
    }
    assert await ledger.order("anna", "cs_anna") == order
    assert (await ledger.history("ben", "WELCOME10")).uses == {"WELCOME10": 1}


async def test_the_lines_of_an_order_are_those_that_were_paid(ledger: Ledger, database: Database):
    several = holding(kyusu_teapot=3, yame_sencha=2).model_copy(update={"add_ons": frozenset({"gift_wrap"})})
    checkout = await ledger.change("anna", None, Put(cart=several), KNOWN)
    await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    order = await ledger.settle(checkout.id, payment(checkout, amount=checkout.quote.total))
    names = ("place", "key", "name", "quantity", "amount", "created_at")
    asked = select(*(getattr(OrderLineRow, name) for name in names)).order_by(OrderLineRow.place)
    written = await database.run(lambda session: [tuple(row) for row in session.execute(asked)])
    assert written == [
        (place, line.key, line.name, line.quantity, line.amount, order.created_at)
        for place, line in enumerate(checkout.quote.lines)
    ]
    assert {line.quantity for line in checkout.quote.lines} == {1, 2, 3}


async def test_numbers_can_be_read_out_and_tell_nothing(ledger: Ledger):
    numbers = set()
    for shopper in ("anna", "ben", "cleo"):
        checkout = await ledger.change(shopper, None, ADD_TEA, KNOWN)
        order = await ledger.settle(checkout.id, payment(checkout, f"cs_{shopper}", intent=f"pi_{shopper}"))
        assert re.fullmatch("KK-[2-9A-HJKMNP-TV-Z]{8}", order.number)
        numbers.add(order.number)
    assert len(numbers) == 3
    assert sorted(LETTERS) == sorted(set("23456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set("ILOU"))


def flags(order: Order) -> list[str]:
    return order.flag.split("; ") if order.flag else []


PAID = "2300 usd by pi_anna in cs_anna"


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        ({}, []),
        ({"amount": 2299}, ["asked 2300 usd, paid 2299 usd by pi_anna in cs_anna"]),
        ({"currency": "eur"}, ["asked 2300 usd, paid 2300 eur by pi_anna in cs_anna"]),
        ({"trial_days": 7}, [f"0 days of trial were shown, 7 are at Stripe: {PAID}"]),
        ({"revision": 9}, [f"paid at revision 9, which is not known: {PAID}"]),
        (
            {"revision": 0},
            [f"paid at revision 0, which is not known: {PAID}", f"paid at revision 0, changed to 1 since: {PAID}"],
        ),
    ],
)
async def test_what_does_not_agree_is_a_doubt(
    ledger: Ledger, database: Database, said: dict[str, Any], doubt: list[str]
):
    checkout = await placed(ledger)
    order = await ledger.settle(checkout.id, replace(payment(checkout), **said))
    assert flags(order) == doubt
    assert (await ledger.checkout(checkout.id)).status == (Status.FLAGGED if doubt else Status.PAID)
    last = f"order {order.number}: {'; '.join(doubt) or PAID}"
    assert await reasons(database, checkout) == ["revision 1, 2300 usd", last]


async def test_what_was_given_up_and_changed_and_paid_wrongly_is_all_said(ledger: Ledger):
    checkout = await ledger.change("anna", None, ADD_TEA, KNOWN)
    await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    await ledger.move(checkout.id, Status.EXPIRED, "the session expired")
    order = await ledger.settle(checkout.id, replace(payment(checkout), amount=1))
    paid = "1 usd by pi_anna in cs_anna"
    assert flags(order) == [
        f"asked 2300 usd, paid {paid}",
        f"paid at revision 1, changed to 2 since: {paid}",
        f"paid while expired: {paid}",
    ]


@pytest.mark.parametrize(
    "other", [{"id": "cs_2"}, {"payment_intent_id": "pi_2"}, {"amount": 2301}, {"currency": "eur"}]
)
async def test_whatever_differs_is_another_payment(ledger: Ledger, database: Database, other: dict[str, Any]):
    checkout = await placed(ledger)
    first = await ledger.settle(checkout.id, payment(checkout))
    second = replace(payment(checkout), **other)
    again = [await ledger.settle(checkout.id, one) for one in (second, second, payment(checkout))]
    assert again == [first.model_copy(update={"flag": f"paid again: {second}"})] * 3
    assert (await reasons(database, checkout))[2:] == [f"order {first.number}: paid again: {second}"]


@pytest.mark.parametrize("known", [{"email": "b@example.com"}, {"customer_id": "cus_2"}, {"revision": 4}])
async def test_what_says_the_same_payment_in_other_words_is_not_another(ledger: Ledger, known: dict[str, Any]):
    checkout = await placed(ledger)
    first = await ledger.settle(checkout.id, payment(checkout))
    assert await ledger.settle(checkout.id, replace(payment(checkout), **known)) == first
    assert (await ledger.checkout(checkout.id)).status == Status.PAID


@pytest.mark.parametrize("said", [{"amount": 1}, {"currency": "eur"}, {"revision": 9}, {"trial_days": 7}])
async def test_what_was_doubted_once_and_is_reported_again_is_no_other_payment(ledger: Ledger, said: dict[str, Any]):
    checkout = await placed(ledger)
    doubted = replace(payment(checkout), **said)
    first = await ledger.settle(checkout.id, doubted)
    assert first.flag
    assert [await ledger.settle(checkout.id, doubted) for _ in range(2)] == [first] * 2


async def test_a_doubt_does_not_hide_the_one_before_it(ledger: Ledger):
    checkout = await placed(ledger)
    await ledger.settle(checkout.id, payment(checkout, amount=1))
    order = await ledger.settle(checkout.id, payment(checkout, "cs_2"))
    assert flags(order) == [
        "asked 2300 usd, paid 1 usd by pi_anna in cs_anna",
        "paid again: 2300 usd by pi_anna in cs_2",
    ]


async def test_a_reason_is_cut_where_its_column_ends(ledger: Ledger, database: Database):
    checkout = await placed(ledger)
    await ledger.release(checkout.id, checkout.placed_at, "x" * 600)
    assert (await reasons(database, checkout))[-1] == "x" * 500


async def test_the_latest_of_several_joinings_is_shown(ledger: Ledger):
    orders = []
    for number in (1, 2):
        joining = await ledger.change("anna", None, Join(plan="tea_club"), KNOWN, "tea_club")
        ends = datetime(2026, 12, number, tzinfo=UTC)
        trial: Any = {"trial_days": joining.quote.trial_days, "items": PLAN_ITEMS}
        payment = paid(f"cs_{number}", None, 1, 0, subscription=subscription(f"sub_{number}", ends), **trial)
        orders.append(await ledger.settle(joining.id, payment))
    assert await ledger.joined("anna", "tea_club") == orders[1]
    assert await ledger.joined("anna", "other_club") is None
    assert await ledger.joined("ben", "tea_club") is None


def test_a_payment_is_named_by_its_subscription_if_it_has_one():
    payment = paid("cs_1", "pi_1", 1, 500)
    assert str(payment) == "500 usd by pi_1 in cs_1"
    assert str(replace(payment, subscription=subscription("sub_1"))) == "500 usd by sub_1 in cs_1"
