"""Joining a plan in the books: a checkout of its own beside the cart, one order. SQLite and Postgres."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.payments.values import Item, Payment
from rxapp.shop.changes import Join, SignIn
from rxapp.shop.refusal import Refusal
from tests.carts import ADD_TEA, KNOWN
from tests.unit.orders.payments import PLAN_ITEMS, paid, subscription

TRIAL_ENDS = datetime(2026, 12, 7, 12, tzinfo=UTC)
YEARLY = {"plan:tea_club": Item("li_1", 24000, 1, "1 year")}
JOIN = Join(plan="tea_club")


async def joining(ledger: Ledger, shopper: str = "anna") -> Checkout:
    return await ledger.change(shopper, None, JOIN, KNOWN, "tea_club")


async def joined(ledger: Ledger, *stripe_has: Any) -> Checkout:
    begun = await joining(ledger)
    checkout = await ledger.start_session(begun.id, "cs_club", begun.revision, {})
    checkout = await ledger.place(checkout.id, checkout.revision, 0)
    await ledger.settle(checkout.id, payment(checkout, *stripe_has))
    return await ledger.checkout(checkout.id)


def payment(checkout: Checkout, trial_days: int = 7, amount: int = 0, items: dict[str, Item] | None = None) -> Payment:
    return paid(
        *("cs_club", None, checkout.revision, amount, "anna@example.com"),
        trial_days=trial_days,
        subscription=subscription("sub_1", TRIAL_ENDS),
        items=items or PLAN_ITEMS,
    )


async def test_a_plan_has_a_checkout_of_its_own_beside_the_cart(ledger: Ledger):
    goods = await ledger.change("anna", None, ADD_TEA, KNOWN)
    club = await joining(ledger)
    assert (goods.plan, club.plan) == ("", "tea_club")
    assert (await ledger.unfinished("anna"), await ledger.unfinished("anna", "tea_club")) == (goods, club)
    assert (await joining(ledger)).id == club.id, "coming back is no second one"


async def test_what_is_changed_is_the_checkout_that_is_named(ledger: Ledger):
    goods, club = await ledger.change("anna", None, ADD_TEA, KNOWN), await joining(ledger)
    as_gold = SignIn(member="gold")
    changed = await ledger.change("anna", club.id, as_gold, KNOWN)
    assert (changed.id, changed.quote.trial_days) == (club.id, 30)
    assert await ledger.unfinished("anna") == goods
    with pytest.raises(Refusal):
        await ledger.change("ben", club.id, as_gold, KNOWN)


async def test_two_tabs_that_join_at_once_are_in_one_checkout(ledger: Ledger, other_worker: Database):
    tabs = await asyncio.gather(*(joining(worker) for worker in (ledger, Ledger(other_worker)) * 3))
    assert len({tab.id for tab in tabs}) == 1


async def test_a_plan_is_never_paid_by_an_intent(database: Database):
    ledger = Ledger(database, Flow.PAYMENT_INTENT)
    assert (await joining(ledger)).flow == Flow.CHECKOUT_SESSION
    assert (await ledger.change("anna", None, ADD_TEA, KNOWN)).flow == Flow.PAYMENT_INTENT


async def test_a_trial_is_an_order_of_nothing_with_its_subscription(ledger: Ledger):
    checkout = await joined(ledger)
    order = await ledger.joined("anna", "tea_club")
    assert order and checkout.status == Status.PAID
    assert (order.total, order.paid, order.subscription_id, order.trial_ends) == (0, 0, "sub_1", TRIAL_ENDS)
    assert order.flag is None
    assert await ledger.joined("ben", "tea_club") is None


async def test_it_is_one_order_however_often_it_is_reported(ledger: Ledger):
    checkout = await joined(ledger)
    first = await ledger.joined("anna", "tea_club")
    again = [await ledger.settle(checkout.id, payment(checkout)) for _ in range(3)]
    assert again == [first] * 3


@pytest.mark.parametrize(
    ("stripe_has", "flag"),
    [
        ((14,), "7 days of trial were shown, 14 are at Stripe"),
        ((6,), "7 days of trial were shown, 6 are at Stripe"),
        ((0,), "7 days of trial were shown, 0 are at Stripe"),
        ((7, 2400), "asked 0 usd, paid 2400"),
        ((7, 0, YEARLY), "2400 every 1 month was shown, 24000 every 1 year is at Stripe"),
        (
            (7, 0, {"plan:tea_club": Item("li_1", 2399, 1, "1 month")}),
            "2400 every 1 month was shown, 2399 every 1 month is at Stripe",
        ),
        ((7, 0, {"plan:tea_club": Item("li_1", 2400)}), "2400 every 1 month was shown, nothing that comes again is at"),
    ],
)
async def test_another_trial_or_amount_than_was_shown_is_for_a_person(
    ledger: Ledger, stripe_has: tuple[Any, ...], flag: str
):
    checkout = await joined(ledger, *stripe_has)
    order = await ledger.joined("anna", "tea_club")
    assert checkout.status == Status.FLAGGED
    assert order and order.flag and order.flag.startswith(flag)
    assert "sub_1" in order.flag


async def test_joining_is_not_the_first_order_of_a_shopper(ledger: Ledger):
    await joined(ledger)
    assert (await ledger.history("anna", "FIRSTCUP")).has_ordered is False
