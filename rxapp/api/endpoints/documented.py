"""The endpoints of Stripe's guides on dynamic updates, with the requests and answers of their samples."""

from rxapp.api.endpoints.bodies import Proof, UpdateCustomAmount, UpdateDiscounts, UpdatePaymentIntent
from rxapp.api.endpoints.changes import changed
from rxapp.api.endpoints.endpoint import Caller
from rxapp.api.endpoints.ownership import owned
from rxapp.api.endpoints.summaries import Summary, UpdatedIntent
from rxapp.api.errors import NOT_FOUND
from rxapp.orders.records import Flow
from rxapp.shop.change import Change
from rxapp.shop.changes import ApplyCode, EndOffers, RemoveCode, SetAddOn, SetQuantities


async def update_custom_amount(caller: Caller, body: UpdateCustomAmount) -> Summary:
    """Puts an add-on into the purchase, beside what is in it. Asking twice is asking once."""
    return await changed(caller, body, SetAddOn(key=body.product_id, on=True))


async def update_discounts(caller: Caller, body: UpdateDiscounts) -> Summary:
    """Computes again what comes off, and brings the session to it.

    What the client says in `discounts` is not believed; empty, it takes the promo code off. `code` enters one.
    """
    return await changed(caller, body, _wanted(body))


def _wanted(body: UpdateDiscounts) -> Change:
    if body.code is not None:
        return ApplyCode(code=body.code)
    return RemoveCode() if body.discounts is not None and not body.discounts else EndOffers()


async def apply_customer_discount(caller: Caller, body: UpdateDiscounts) -> Summary:
    """The same as /update-discounts, by the name that the guide's client code calls."""
    return await update_discounts(caller, body)


async def update_payment_intent(caller: Caller, body: UpdatePaymentIntent) -> UpdatedIntent:
    """Changes quantities and brings the intent to the new amount. Then call `elements.fetchUpdates()` in the browser.

    The amount is computed here: what shipping, services and discounts come to is not taken from a client, and each of
    those has an endpoint of its own. Without `items` the amount is computed again.
    """
    which = Proof(checkout_session_id=body.payment_intent_id, client_secret=body.client_secret)
    if (await owned(caller, which)).flow != Flow.PAYMENT_INTENT:
        raise NOT_FOUND
    quantities = {item.slug: item.quantity for item in body.items}
    done = await changed(caller, which, SetQuantities(quantities=quantities))
    intent = await caller.store.intents.retrieve(body.payment_intent_id)
    return UpdatedIntent(**dict(done), amount=intent.amount, client_secret=intent.client_secret)
