"""Takes over what the shopper has changed at Stripe directly: the quantities of items that are marked adjustable."""

from rxapp.checkout.changing import change
from rxapp.checkout.services import Services
from rxapp.checkout.stripe_refusals import told_to_shopper
from rxapp.orders.records import Checkout, Status
from rxapp.payments.values import Payment
from rxapp.recording import recorded
from rxapp.shop.changes import SetQuantities
from rxapp.shop.refusal import OutOfStock, Refusal


@recorded("use_case")
async def adopt(store: Services, shopper: str, checkout_id: str) -> Checkout:
    """Makes the cart say what Stripe.js's `updateLineItemQuantity` made the session say; a change like any other.

    Only the quantities of adjustable products are taken over, only from Stripe itself, and only if the cart may have
    them. Of everything else that differs Stripe is doubted: the next sync sets it back.

    Raises:
        OutOfStock: There aren't so many left; the next sync sets Stripe back.
        Refusal: Stripe couldn't be asked.
    """
    checkout = await store.ledger.checkout(checkout_id)
    if checkout.status != Status.OPEN or checkout.session_id is None:
        return checkout
    with told_to_shopper():
        payment = await store.payments(checkout.flow).retrieve(checkout.session_id)
    if payment.status != "open":
        return checkout
    if adjusted := _adjusted(checkout, payment):
        try:
            return await change(store, shopper, checkout_id, SetQuantities(quantities=adjusted))
        except OutOfStock:
            await store.ledger.doubt(checkout_id)
            raise
        except Refusal:
            pass
    as_written = payment.amount == checkout.quote.total and payment.items == checkout.stripe_items
    return checkout if as_written else await store.ledger.doubt(checkout_id)


def _adjusted(checkout: Checkout, payment: Payment) -> dict[str, int]:
    """What was set at Stripe since we last wrote there, by product. Where the cart has moved on, the cart counts."""
    written = checkout.stripe_items
    return {
        line.key.removeprefix("product:"): payment.items[line.key].quantity
        for line in checkout.quote.lines
        if line.adjustable and line.key in written and line.key in payment.items
        if payment.items[line.key].quantity != written[line.key].quantity == line.quantity
    }
