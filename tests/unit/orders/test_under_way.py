"""A confirmed payment whose money is still to come, and the cart that its shopper may fill meanwhile."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import CheckoutRow, now
from rxapp.orders.records import Checkout, Status
from rxapp.shop.change import Change
from rxapp.shop.changes import EndOffers, Join
from rxapp.shop.refusal import BeingPaid
from tests.carts import ADD_TEA, KNOWN
from tests.unit.orders.test_ledger import opened, payment, placed


async def test_a_cart_comes_back_while_the_shopper_begins_another(ledger: Ledger, other_worker: Database):
    """Whoever is first: there is one cart, and nothing that was put into either is lost."""
    workers = (ledger, Ledger(other_worker))
    checkout = await placed(ledger)
    await ledger.confirm(checkout.id, "cs_anna")
    at = (await ledger.checkout(checkout.id)).placed_at
    await asyncio.gather(
        workers[0].release(checkout.id, at, "the money didn't come"), workers[1].change("anna", None, ADD_TEA, KNOWN)
    )
    back, cart = await ledger.checkout(checkout.id), await ledger.unfinished("anna")
    assert cart
    if back.status == Status.OPEN:
        assert (cart.id, cart.cart.pieces) == (back.id, 2)
    else:
        assert (back.status, cart.cart.pieces) == (Status.FAILED, 1)


@pytest.mark.parametrize("times", [1, 2, 5])
async def test_it_is_confirmed_once_and_a_repeat_only_says_when_it_was_asked_about(ledger: Ledger, times: int):
    checkout = await opened(ledger)
    for confirmed in [await ledger.confirm(checkout.id, "cs_anna") for _ in range(times)]:
        assert (confirmed.status, confirmed.placed_at is not None) == (Status.ON_ITS_WAY, True)
    assert [one.id for one in await ledger.under_way("anna")] == [checkout.id]
    assert await ledger.under_way("ben") == []
    assert await ledger.unfinished("anna") is None
    with pytest.raises(BeingPaid):
        await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    assert (await ledger.settle(checkout.id, payment(checkout))).flag is None
    assert await ledger.under_way("anna") == []


async def test_of_what_is_confirmed_again_it_is_known_that_it_was_asked_about_just_now(
    ledger: Ledger, database: Database
):
    """So that Stripe isn't asked again and again what came of it."""
    checkout, long_ago = await opened(ledger), now() - timedelta(days=3)
    await ledger.confirm(checkout.id, "cs_anna")
    then = update(CheckoutRow).values(placed_at=long_ago, updated_at=long_ago)
    await database.run(lambda session: session.execute(then))
    assert [one.id for one in await ledger.unsettled(now())] == [checkout.id]
    await ledger.confirm(checkout.id, "cs_anna")
    assert await ledger.unsettled(now() + timedelta(minutes=1)) == []


async def test_a_late_release_of_an_earlier_payment_leaves_it_alone(ledger: Ledger):
    checkout = await placed(ledger)
    await ledger.release(checkout.id, checkout.placed_at, "declined")
    await ledger.place(checkout.id, checkout.revision, checkout.quote.total)
    await ledger.confirm(checkout.id, "cs_anna")
    late = await ledger.release(checkout.id, checkout.placed_at, "the reconciler, late")
    assert late.status == Status.ON_ITS_WAY


async def test_when_it_was_placed_is_kept_and_noted_where_nobody_placed_it(ledger: Ledger):
    checkout = await placed(ledger)
    for _ in range(2):
        assert (await ledger.confirm(checkout.id, "cs_anna")).placed_at == checkout.placed_at
    other = await opened(ledger, "ben")
    at = (await ledger.confirm(other.id, "cs_ben")).placed_at
    assert at and checkout.placed_at and at >= checkout.placed_at
    assert (await ledger.confirm(other.id, "cs_ben")).placed_at == at


async def test_another_session_confirms_nothing(ledger: Ledger):
    checkout = await placed(ledger)
    assert await ledger.confirm(checkout.id, "cs_other") == checkout


async def test_what_is_on_its_way_and_what_has_failed_is_listed_the_latest_first(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
):
    checkouts = [await placed(ledger, session_id="cs_0")]
    for number in range(1, 4):
        await ledger.confirm(checkouts[-1].id, f"cs_{number - 1}")
        checkouts.append(await placed(ledger, session_id=f"cs_{number}"))
    await placed(ledger, "ben")
    first, second, third, last = (one.id for one in checkouts)
    assert [one.id for one in await ledger.under_way("anna")] == [third, second, first]
    await ledger.release(second, checkouts[1].placed_at, "the money didn't come")
    await ledger.settle(third, payment(checkouts[2], "cs_2"))
    await ledger.confirm(last, "cs_3")
    listed = [(last, Status.ON_ITS_WAY), (second, Status.FAILED), (first, Status.ON_ITS_WAY)]
    assert [(one.id, one.status) for one in await ledger.under_way("anna")] == listed
    monkeypatch.setattr("rxapp.orders.under_way.LATEST", 2)
    assert [one.id for one in await ledger.under_way("anna")] == [last, second]


async def test_a_cart_has_come_back_only_if_its_money_was_on_its_way(ledger: Ledger):
    checkout = await opened(ledger)
    seen = [await ledger.came_back(checkout.id)]
    at = (await ledger.place(checkout.id, checkout.revision, checkout.quote.total)).placed_at
    await ledger.release(checkout.id, at, "declined")
    seen.append(await ledger.came_back(checkout.id))
    at = (await ledger.confirm(checkout.id, "cs_anna")).placed_at
    seen.append(await ledger.came_back(checkout.id))
    await ledger.release(checkout.id, at, "the money didn't come")
    seen.append(await ledger.came_back(checkout.id))
    await ledger.change("anna", checkout.id, ADD_TEA, KNOWN)
    seen.append(await ledger.came_back(checkout.id))
    await ledger.settle(checkout.id, payment(checkout))
    seen.append(await ledger.came_back(checkout.id))
    assert seen == [False, False, False, True, True, False]


async def test_what_is_on_its_way_is_a_first_order_and_one_that_failed_is_none(ledger: Ledger):
    checkout = await placed(ledger)

    async def has_ordered() -> bool:
        return (await ledger.history("anna", "FIRSTCUP")).has_ordered

    assert not await has_ordered(), "it may still be declined"
    await ledger.confirm(checkout.id, "cs_anna")
    assert await has_ordered()
    assert not (await ledger.history("ben", "FIRSTCUP")).has_ordered
    await ledger.change("anna", None, ADD_TEA, KNOWN)
    await ledger.release(checkout.id, checkout.placed_at, "the money didn't come")
    assert (await ledger.checkout(checkout.id)).status == Status.FAILED
    assert not await has_ordered()


async def test_joining_a_plan_that_is_on_its_way_is_no_first_order(ledger: Ledger):
    joining = await ledger.change("anna", None, Join(plan="tea_club"), KNOWN, "tea_club")
    joining = await ledger.start_session(joining.id, "cs_club", joining.revision, {})
    assert (await ledger.confirm(joining.id, "cs_club")).status == Status.ON_ITS_WAY
    assert not (await ledger.history("anna", "FIRSTCUP")).has_ordered


JOIN, BEGIN = Join(plan="tea_club"), EndOffers()


async def begun(ledger: Ledger, change: Change) -> Checkout:
    """A cart of goods, or the joining of a plan."""
    return await ledger.change("anna", None, change, KNOWN, "tea_club" if change is JOIN else "")


@pytest.mark.parametrize(
    ("paid_for", "meanwhile", "stands", "other_stands"),
    [
        (ADD_TEA, ADD_TEA, Status.FAILED, Status.OPEN),
        (ADD_TEA, BEGIN, Status.OPEN, Status.ABANDONED),
        (ADD_TEA, JOIN, Status.OPEN, Status.OPEN),
        (JOIN, JOIN, Status.FAILED, Status.OPEN),
        (JOIN, BEGIN, Status.OPEN, Status.OPEN),
        (JOIN, ADD_TEA, Status.OPEN, Status.OPEN),
    ],
    ids=["goods, goods", "goods, empty", "goods, plan", "plan, plan", "plan, empty", "plan, goods"],
)
async def test_what_comes_back_meets_the_cart_of_its_own_kind_alone(
    ledger: Ledger, paid_for: Change, meanwhile: Change, stands: Status, other_stands: Status
):
    checkout = await begun(ledger, paid_for)
    await ledger.start_session(checkout.id, "cs_anna", checkout.revision, {})
    confirmed = await ledger.confirm(checkout.id, "cs_anna")
    other = await begun(ledger, meanwhile)
    assert (confirmed.status, other.id != checkout.id) == (Status.ON_ITS_WAY, True)
    await ledger.release(checkout.id, confirmed.placed_at, "the money didn't come")
    assert (await ledger.checkout(checkout.id)).status == stands
    assert await ledger.checkout(other.id) == other.model_copy(update={"status": other_stands})
