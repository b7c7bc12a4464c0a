"""What a shopper can do to join a plan. It is paid like everything else; the cart of goods is left alone."""

from functools import partial

from rxapp.checkout.changing import change
from rxapp.checkout.services import Services
from rxapp.orders.records import Checkout, Status
from rxapp.shop import plans
from rxapp.shop.cart import Cart
from rxapp.shop.refusal import Refusal

NOT_A_PLAN = "That is for joining a plan only."


async def join(store: Services, shopper: str, plan: str) -> Checkout:
    """Begins to join a plan, or comes back to it at today's prices.

    Raises:
        Refusal: There is no such plan, the shopper has joined it, or see `Ledger.change`.
    """
    if plan not in store.catalog.plans:
        raise Refusal("checkout", "We have no such plan.")
    if await store.ledger.joined(shopper, plan):
        raise Refusal("checkout", f"You are in the {store.catalog.plans[plan].name} already.")
    begun = await store.ledger.unfinished(shopper, plan)
    if begun and begun.status == Status.PLACING:
        return begun
    return await change(store, shopper, None, partial(plans.join, catalog=store.catalog, plan=plan), plan)


async def set_referral(store: Services, shopper: str, checkout_id: str, code: str) -> Checkout:
    """Says by which code a friend has sent the shopper.

    Raises:
        Refusal: See `shop.plans.set_referral` and `Ledger.change`.
    """

    def referred(held: Cart) -> Cart:
        if not held.plan:
            raise Refusal("checkout", NOT_A_PLAN)
        return plans.set_referral(held, store.catalog, code)

    return await change(store, shopper, checkout_id, referred)


async def remove_referral(store: Services, shopper: str, checkout_id: str) -> Checkout:
    """Takes the referral code off.

    Raises:
        Refusal: See `Ledger.change`.
    """
    return await change(store, shopper, checkout_id, plans.remove_referral)
