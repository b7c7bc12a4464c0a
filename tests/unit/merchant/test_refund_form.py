"""The form that gives money back: never more than is left, and never for another order than the one it asked about."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import update

from rxapp.merchant.sale_state import SaleState
from rxapp.orders.models import OrderRow
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.merchant.test_order import REASON, at_stripe_now, given_back, ordered

Look = Callable[[str], Awaitable[SaleState]]
FIVE = {"amount": "5", "reason": REASON}


@pytest.fixture
def look(shop: LocalStore, counter: Tab) -> Look:
    """Opens the page of an order that this shopper has just paid."""

    async def opened(shopper: str) -> SaleState:
        counter.at(f"/merchant/order?number={(await ordered(shop, shopper)).number}")
        await counter.call(SaleState, "load")
        return counter.state(SaleState)

    return opened


@pytest.mark.parametrize("typed", ["23.01", "28", "100000"])
async def test_what_was_given_back_is_not_left_to_be_given(shop: LocalStore, counter: Tab, look: Look, typed: str):
    await look("anna")
    await given_back(counter, "5")
    await counter.call(SaleState, "ask", form=FIVE | {"amount": typed})
    page = counter.state(SaleState)
    assert page.problem == "Please type an amount up to $23.00, which is what is left."
    assert page.asking == ""
    await counter.call(SaleState, "refund")
    assert await at_stripe_now(shop) == [(500, REASON)]


async def test_a_yes_to_one_order_gives_nothing_back_of_the_next(shop: LocalStore, counter: Tab, look: Look):
    await look("anna")
    await counter.call(SaleState, "ask", form=FIVE)
    page = await look("ben")
    assert (page.asking, page.problem, page.said) == ("", "", "")
    await counter.call(SaleState, "refund")
    assert await at_stripe_now(shop) == []


async def test_where_no_payment_is_known_there_is_nothing_to_give_back(shop: LocalStore, counter: Tab, look: Look):
    page = await look("anna")
    await shop.database.run(lambda session: session.execute(update(OrderRow).values(payment_intent_id=None)))
    await counter.call(SaleState, "look_again")
    assert (page.total, page.left, page.left_typed) == ("$28.00", "", "")
