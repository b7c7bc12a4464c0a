"""Joining a plan: it is paid like everything else, and the cart of goods is left alone."""

from rxapp.checkout.changing import change
from rxapp.checkout.services import Services
from rxapp.orders.records import Checkout, Status
from rxapp.shop.changes import Join
from rxapp.shop.refusal import Refusal
from rxapp.shop.words import say


async def join(store: Services, shopper: str, wanted: Join) -> Checkout:
    """Begins to join a plan, or comes back to it at today's prices.

    Raises:
        Refusal: There is no such plan, the shopper has joined it, or see `Ledger.change`.
    """
    plan = wanted.plan
    if await store.ledger.joined(shopper, plan):
        raise Refusal("checkout", say("refusals.joined_already", plan=store.catalog.plans[plan].name))
    begun = await store.ledger.unfinished(shopper, plan)
    if begun and begun.status == Status.PLACING:
        return begun
    return await change(store, shopper, None, wanted, plan)
