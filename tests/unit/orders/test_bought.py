"""What somebody has ordered, a page at a time: SQLite and Postgres."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update

from rxapp.orders.bought import Place
from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import OrderRow, now
from rxapp.orders.records import Order
from tests.unit.orders.payments import paid
from tests.unit.orders.test_ledger import placed

ORDERS = 7


async def buy(ledger: Ledger, shopper: str, number: int) -> Order:
    checkout = await placed(ledger, shopper, f"cs_{shopper}_{number}")
    assert checkout.session_id
    payment = paid(checkout.session_id, f"pi_{shopper}_{number}", checkout.revision, checkout.quote.total)
    return await ledger.settle(checkout.id, payment)


async def pages(ledger: Ledger, size: int) -> list[list[Order]]:
    found: list[list[Order]] = []
    while page := await ledger.orders("anna", size, Place.of(found[-1][-1]) if found else None):
        found.append(page)
    return found


@pytest.mark.parametrize("at_once", [1, 3, ORDERS], ids=lambda at_once: f"{at_once} in one moment")
@pytest.mark.parametrize("size", [1, 3, ORDERS + 1])
async def test_the_pages_are_all_orders_once_the_latest_first(
    ledger: Ledger, database: Database, size: int, at_once: int
):
    numbers = {(await buy(ledger, "anna", number)).number for number in range(ORDERS)}
    await buy(ledger, "ben", 0)
    await of_a_few_moments(database, at_once)
    found = await pages(ledger, size)
    listed = [order for page in found for order in page]
    assert {len(page) for page in found[:-1]} <= {size}
    assert (len(listed), {order.number for order in listed}) == (ORDERS, numbers)
    assert all(Place.of(one) > Place.of(other) for one, other in pairwise(listed))


async def of_a_few_moments(database: Database, at_once: int) -> None:
    """Has so many orders of anna's be of the same moment."""
    begin = now() - timedelta(days=ORDERS)
    numbers = select(OrderRow.number).where(OrderRow.shopper == "anna")
    for place, number in enumerate(await database.run(lambda session: session.scalars(numbers).all())):
        at = begin + timedelta(days=place // at_once)
        change = update(OrderRow).where(OrderRow.number == number).values(created_at=at)
        await database.run(lambda session, change=change: session.execute(change))


async def test_an_order_made_meanwhile_moves_none_to_another_page(ledger: Ledger):
    first = [await buy(ledger, "anna", number) for number in range(4)]
    [latest, second] = await ledger.orders("anna", 2)
    await buy(ledger, "anna", 4)
    rest = await ledger.orders("anna", 2, Place.of(second))
    assert [latest, second, *rest] == list(reversed(first))
