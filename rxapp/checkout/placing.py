"""The gate in front of the payment: nothing is charged that the shopper didn't see."""

import logging
from functools import partial

from rxapp import metrics
from rxapp.checkout.changing import change
from rxapp.checkout.services import Services
from rxapp.checkout.stripe_refusals import told_to_shopper
from rxapp.checkout.syncing import agrees_with, terms_of
from rxapp.orders.records import Checkout
from rxapp.payments.client import reachable
from rxapp.recording import recorded
from rxapp.shop.cart import refuse_if_over
from rxapp.shop.changes import EndOffers
from rxapp.shop.refusal import (
    ChangedMeanwhile,
    CodeRefused,
    OutOfStock,
    PaymentServiceUnavailable,
    Refusal,
    SessionEnded,
)
from rxapp.shop.words import say

logger = logging.getLogger(__name__)

NO_ADDRESS = say("refusals.no_address")


@metrics.timed(metrics.PLACES)
@recorded("use_case")
async def place(
    store: Services, shopper: str, checkout_id: str, revision: int, amount: int, of_form: str = ""
) -> Checkout:
    """Shuts the checkout for changes and holds its goods, if what the shopper saw is what Stripe will charge.

    A code that can't be used any more is taken off instead, and a present that is gone: the shopper sees that first.

    Args:
        revision: The revision the page showed.
        amount: The amount on the Pay button, in minor units, as Stripe.js had it.
        of_form: The session of the page's form, where that isn't known to be the checkout's own.

    Raises:
        SessionEnded: There is no session any more that this form could pay.
        OutOfStock: There is less left than the cart asks for.
        Refusal: The page is behind, there is no address, a payment is already on its way, a code is used up, or Stripe
            doesn't answer.
    """
    if not reachable():
        raise PaymentServiceUnavailable
    checkout = await change(store, shopper, checkout_id, EndOffers())
    if checkout.session_id is None or of_form not in ("", checkout.session_id):
        raise SessionEnded
    if checkout.quote.is_sent and checkout.quote.destination is None:
        raise Refusal("destination", NO_ADDRESS)
    await _refuse_unless_stripe_agrees(store, checkout)
    try:
        return await store.ledger.place(checkout_id, revision, amount, partial(refuse_if_over, catalog=store.catalog))
    except (CodeRefused, OutOfStock):  # somebody else took the last use or the last piece just now
        await change(store, shopper, checkout_id, EndOffers())
        raise


async def _refuse_unless_stripe_agrees(store: Services, checkout: Checkout) -> None:
    """Asks Stripe itself, so that what was changed there behind our back is seen before a payment and not after it.

    Raises:
        Refusal: Stripe would charge something else, which the next sync puts right, or doesn't answer.
    """
    if not checkout.in_step:
        return  # the ledger refuses that without Stripe
    assert checkout.session_id, "`place` looks before"
    with told_to_shopper():
        payment = await store.payments(checkout.flow).retrieve(checkout.session_id)
    if payment.status != "open":
        raise SessionEnded
    if not agrees_with(payment, terms_of(checkout, checkout.customer_id)):
        logger.error("%s says %s, the quote %s", payment.id, payment.amount, checkout.quote.total)
        await store.ledger.doubt(checkout.id)
        raise ChangedMeanwhile(message=ChangedMeanwhile.another_total)
