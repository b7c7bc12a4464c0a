"""Changes how a checkout is paid, in a test store: by a Checkout Session or by a Payment Intent."""

from rxapp.checkout.services import Services
from rxapp.checkout.settling import end_payment
from rxapp.checkout.stripe_refusals import told_to_shopper
from rxapp.orders.records import SHUT, Checkout, Flow
from rxapp.recording import recorded
from rxapp.settings import settings
from rxapp.shop.refusal import BeingPaid, Refusal

CONTROL = "flow"
NOT_HERE = "This store is always paid the same way."
NOT_FOR_PLANS = "A trial costs nothing, so a Payment Intent can't be had for it."


@recorded("use_case")
async def choose_flow(store: Services, checkout_id: str, flow: Flow) -> Checkout:
    """Ends the payment that Stripe has for this cart, and keeps the cart; the next opening makes one of the other kind.

    Raises:
        Refusal: Payments are real, one is on its way, a plan is joined, or Stripe can't be reached.
    """
    if settings.mode == "live":
        raise Refusal(CONTROL, NOT_HERE)
    async with store.writer(checkout_id):
        checkout = await store.ledger.checkout(checkout_id)
        if checkout.flow == flow:
            return checkout
        if checkout.plan:
            raise Refusal(CONTROL, NOT_FOR_PLANS)
        if checkout.status in SHUT:
            raise BeingPaid(CONTROL)
        with told_to_shopper(CONTROL):
            await end_payment(store, checkout)
        return await store.ledger.choose_flow(checkout_id, checkout.session_id, flow)
