"""What a test store lets a shopper try: a Stripe that fails them, and a payment that ends before it is paid."""

from contextlib import suppress

from rxapp.checkout.services import Services
from rxapp.checkout.stripe_refusals import told_to_shopper
from rxapp.orders.records import Checkout, Status
from rxapp.payments.failures import StripeRefused
from rxapp.payments.local_stripe import Trouble
from rxapp.settings import settings
from rxapp.shop.refusal import BeingPaid, Refusal, SessionEnded

CONTROL = "guide"
NOT_HERE = "This store takes real payments, so there is nothing to try."
NOT_LOCAL = "Only the local Stripe fails when it is told to."
NOTHING_OPEN = "There is no payment form yet. Put something into the cart first."


async def let_stripe_be(store: Services, checkout_id: str, form: str, trouble: Trouble) -> None:
    """Has the local Stripe fail this checkout, in the way that is asked for; nobody else notices.

    Args:
        form: The session or intent whose form the page has.

    Raises:
        SessionEnded: The checkout has another one by now, or none.
        Refusal: It isn't the local Stripe that the store is paid by, or it gives no answer.
    """
    refuse_where_payments_are_real()
    if store.local_stripe is None or settings.mode != "local":
        raise Refusal(CONTROL, NOT_LOCAL)
    checkout = await store.ledger.checkout(checkout_id)
    with told_to_shopper(CONTROL):
        await store.local_stripe.be(trouble, _payment_of(checkout, form))


async def let_session_expire(store: Services, checkout_id: str, form: str) -> None:
    """Ends the payment at Stripe behind the page's back, as a day of waiting does.

    Args:
        form: The session or intent whose form the page has.

    Raises:
        SessionEnded: The checkout has another one by now, or none.
        Refusal: Payments are real, one is on its way, there is none, or Stripe can't be reached.
    """
    refuse_where_payments_are_real()
    async with store.writer(checkout_id):
        checkout = await store.ledger.checkout(checkout_id)
        if checkout.status == Status.PLACING:
            raise BeingPaid(CONTROL)
        payment_id = _payment_of(checkout, form)
        with told_to_shopper(CONTROL), suppress(StripeRefused):  # since it has ended already
            await store.payments(checkout.flow).expire(payment_id)


def refuse_where_payments_are_real() -> None:
    """The guide of a test store is for test stores.

    Raises:
        Refusal: Payments are real.
    """
    if settings.mode == "live":
        raise Refusal(CONTROL, NOT_HERE)


def _payment_of(checkout: Checkout, form: str) -> str:
    if checkout.status != Status.OPEN or not form:
        raise Refusal(CONTROL, NOTHING_OPEN)
    if checkout.session_id != form:
        raise SessionEnded
    return form
