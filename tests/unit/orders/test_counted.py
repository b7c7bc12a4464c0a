"""What Prometheus is told of orders and of payments whose money comes later: each by its outcome, once."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from prometheus_client import REGISTRY

from rxapp.orders.ledger import Ledger
from tests.carts import ADD_TEA, KNOWN
from tests.unit.orders.test_ledger import opened, payment, placed

ORDERS, DELAYED = "store_orders_total", "store_delayed_payments_total"


def counted() -> dict[tuple[str, str], float]:
    outcomes = [(ORDERS, "paid"), (ORDERS, "flagged"), (DELAYED, "confirmed"), (DELAYED, "failed")]
    return {(name, how): REGISTRY.get_sample_value(name, {"outcome": how}) or 0 for name, how in outcomes}


async def is_paid(ledger: Ledger) -> None:
    checkout = await placed(ledger)
    for _ in range(2):
        await ledger.settle(checkout.id, payment(checkout))


async def is_paid_otherwise(ledger: Ledger) -> None:
    checkout = await placed(ledger)
    await ledger.settle(checkout.id, payment(checkout, amount=1))


async def is_confirmed(ledger: Ledger) -> None:
    checkout = await opened(ledger)
    for _ in range(2):
        await ledger.confirm(checkout.id, "cs_anna")


async def comes_back(ledger: Ledger) -> None:
    checkout = await placed(ledger)
    await ledger.confirm(checkout.id, "cs_anna")
    await ledger.release(checkout.id, checkout.placed_at, "the money didn't come")


async def comes_back_too_late(ledger: Ledger) -> None:
    checkout = await placed(ledger)
    await ledger.confirm(checkout.id, "cs_anna")
    await ledger.change("anna", None, ADD_TEA, KNOWN)
    await ledger.release(checkout.id, checkout.placed_at, "the money didn't come")


async def is_declined(ledger: Ledger) -> None:
    checkout = await placed(ledger)
    await ledger.release(checkout.id, checkout.placed_at, "declined")


@pytest.mark.parametrize(
    ("happens", "more"),
    [
        (is_paid, {(ORDERS, "paid"): 1}),
        (is_paid_otherwise, {(ORDERS, "flagged"): 1}),
        (is_confirmed, {(DELAYED, "confirmed"): 1}),
        (comes_back, {(DELAYED, "confirmed"): 1, (DELAYED, "failed"): 1}),
        (comes_back_too_late, {(DELAYED, "confirmed"): 1, (DELAYED, "failed"): 1}),
        (is_declined, {}),
    ],
)
async def test_each_is_counted_by_its_outcome(ledger: Ledger, happens: Callable[[Ledger], Awaitable[None]], more: Any):
    before = counted()
    await happens(ledger)
    assert {one: count - before[one] for one, count in counted().items() if count != before[one]} == more
