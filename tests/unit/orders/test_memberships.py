"""Memberships in the books: whose they are, what Stripe said of them last, and until when one is in one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.memberships import OF_SUBSCRIPTION, Memberships
from rxapp.orders.models import now
from rxapp.orders.records import Membership, Order
from rxapp.shop.changes import Join
from tests.carts import KNOWN
from tests.unit.orders.payments import PLAN_ITEMS, paid, subscription

TRIAL_ENDS = datetime(2026, 12, 7, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def memberships(database: Database) -> Memberships:
    return Memberships(database)


async def joined(ledger: Ledger, shopper: str, id: str = "sub_1", plan: str = "tea_club") -> Order:
    begun = await ledger.change(shopper, None, Join(plan=plan), KNOWN, plan)
    said = subscription(id, TRIAL_ENDS, status="trialing", period_ends=TRIAL_ENDS)
    trial: dict[str, Any] = {"trial_days": begun.quote.trial_days, "items": PLAN_ITEMS}
    return await ledger.settle(begun.id, paid(f"cs_{id}", None, begun.revision, 0, subscription=said, **trial))


async def only(memberships: Memberships, shopper: str = "anna") -> Membership:
    [one] = await memberships.of(shopper)
    return one


async def test_one_begins_as_stripe_says_with_its_order(ledger: Ledger, memberships: Memberships):
    order = await joined(ledger, "anna")
    assert (await only(memberships)).model_dump(exclude={"order"}) == {
        **{"subscription_id": "sub_1", "plan": "tea_club", "status": "trialing", "amount": 2400, "currency": "usd"},
        **{"interval": "month", "every": 1, "trial_ends": TRIAL_ENDS, "period_ends": TRIAL_ENDS},
        **{"leaves": None, "ended": None},
    }
    assert (await only(memberships)).order == order


async def test_they_are_ones_own_the_latest_first_and_found_by_their_plan(ledger: Ledger, memberships: Memberships):
    orders = [await joined(ledger, "anna", f"sub_{number}") for number in range(3)]
    theirs = await joined(ledger, "ben", "sub_ben")
    assert [one.order for one in await memberships.of("anna")] == orders[::-1]
    assert [one.order for one in await memberships.of("anna", "tea_club")] == orders[::-1]
    assert (await memberships.of("anna", "other_club"), await memberships.of("cleo")) == ([], [])
    assert (await only(memberships, "ben")).order == theirs
    assert [await memberships.is_known(id) for id in ("sub_0", "sub_ben", "sub_none")] == [True, True, False]


OTHERWISE: dict[str, Any] = {
    **{"status": "active", "amount": 24000, "currency": "eur", "interval": "year", "every": 2},
    **{"trial_ends": TRIAL_ENDS + DAY, "period_ends": TRIAL_ENDS + 2 * DAY},
    **{"leaves": TRIAL_ENDS + 3 * DAY, "ended": TRIAL_ENDS + 4 * DAY},
}


@pytest.mark.parametrize("name", OF_SUBSCRIPTION)
async def test_whatever_stripe_says_of_it_later_is_kept(ledger: Ledger, memberships: Memberships, name: str):
    await joined(ledger, "anna")
    before = await only(memberships)
    said = {one: getattr(before, one) for one in OF_SUBSCRIPTION} | {name: OTHERWISE[name]}
    await memberships.keep(subscription("sub_1", **said), now() + DAY)
    assert await only(memberships) == before.model_copy(update={name: OTHERWISE[name]})


async def test_what_was_asked_last_holds_whatever_is_answered_last(ledger: Ledger, memberships: Memberships):
    await joined(ledger, "anna")
    await joined(ledger, "ben", "sub_ben")
    at = now() + DAY
    for status, asked_at in (("active", at), ("paused", at - DAY / 2), ("past_due", at), ("unpaid", at - DAY / 24)):
        await memberships.keep(subscription("sub_1", status=status), asked_at)
    await memberships.keep(subscription("sub_none"), at)
    assert ((await only(memberships)).status, (await only(memberships, "ben")).status) == ("past_due", "trialing")


@pytest.mark.parametrize(
    ("leaves", "ended", "over"),
    [
        (None, None, False),
        (DAY, None, False),
        (timedelta(0), None, True),
        (-DAY, None, True),
        (None, -DAY, True),
        (DAY, -DAY, True),
    ],
)
async def test_who_is_in_a_plan_is_one_question_in_the_books_and_of_a_membership(
    ledger: Ledger,
    memberships: Memberships,
    monkeypatch: pytest.MonkeyPatch,
    leaves: timedelta | None,
    ended: timedelta | None,
    over: bool,
):
    order, at = await joined(ledger, "anna"), now() + DAY
    moments = {name: None if ago is None else at + ago for name, ago in {"leaves": leaves, "ended": ended}.items()}
    await memberships.keep(subscription("sub_1", **moments), at)
    monkeypatch.setattr("rxapp.orders.bought.now", lambda: at)
    assert (await only(memberships)).is_over(at) == over
    assert await ledger.joined("anna", "tea_club") == (None if over else order)
