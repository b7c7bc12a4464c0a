"""The gate in front of the payment: nothing is charged that the shopper didn't see."""

from functools import partial

from rxapp.checkout.changing import end_offers
from rxapp.checkout.services import Services
from rxapp.checkout.syncing import UNREACHABLE
from rxapp.orders.records import Checkout
from rxapp.payments.client import reachable
from rxapp.shop.cart import refuse_if_over
from rxapp.shop.refusal import Refusal

NO_ADDRESS = "Please tell us where to send it first."


async def place(store: Services, shopper: str, checkout_id: str, revision: int, amount: int) -> Checkout:
    """Shuts the checkout for changes, if what the shopper saw is what Stripe will charge.

    A code that can't be used any more is taken off instead, so that the shopper sees the new total first.

    Args:
        revision: The revision the page showed.
        amount: The amount on the Pay button, in minor units, as Stripe.js had it.

    Raises:
        Refusal: The page is behind, there is no address, a payment is already on its way, a code is used up, or Stripe
            doesn't answer.
    """
    if not reachable():
        raise Refusal("checkout", UNREACHABLE)
    checkout = await end_offers(store, shopper, checkout_id)
    if checkout.quote.shipping_options and checkout.quote.destination is None:
        raise Refusal("destination", NO_ADDRESS)
    try:
        return await store.ledger.place(checkout_id, revision, amount, partial(refuse_if_over, catalog=store.catalog))
    except Refusal as refusal:
        if refusal.control == "code":  # somebody else took the last use just now
            await end_offers(store, shopper, checkout_id)
        raise
