"""The gate in front of the payment: nothing is charged that the shopper didn't see."""

from rxapp.checkout.changing import end_offers
from rxapp.checkout.services import Services
from rxapp.checkout.syncing import UNREACHABLE
from rxapp.orders.ledger import FINISHED
from rxapp.orders.records import Checkout
from rxapp.payments.client import reachable
from rxapp.shop.refusal import Refusal


async def place(store: Services, shopper: str, revision: int, amount: int) -> Checkout:
    """Shuts the checkout for changes, if what the shopper saw is what Stripe will charge.

    Args:
        revision: The revision the page showed.
        amount: The amount on the Pay button, in minor units, as Stripe.js had it.

    Raises:
        Refusal: The page is behind, a payment is already on its way, or Stripe doesn't answer.
    """
    if not reachable():
        raise Refusal("checkout", UNREACHABLE)
    checkout = await store.ledger.unfinished(shopper)
    if checkout is None:
        raise Refusal("checkout", FINISHED)
    checkout = await end_offers(store, shopper, checkout.id)
    return await store.ledger.place(checkout.id, revision, amount)
