"""A confirmed payment whose money is still to come, and the cart that its shopper may fill meanwhile."""

import asyncio

import pytest

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.records import Status
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


async def test_a_late_release_of_an_earlier_payment_leaves_it_alone(ledger: Ledger):
    checkout = await placed(ledger)
    await ledger.release(checkout.id, checkout.placed_at, "declined")
    await ledger.place(checkout.id, checkout.revision, checkout.quote.total)
    await ledger.confirm(checkout.id, "cs_anna")
    late = await ledger.release(checkout.id, checkout.placed_at, "the reconciler, late")
    assert late.status == Status.ON_ITS_WAY
