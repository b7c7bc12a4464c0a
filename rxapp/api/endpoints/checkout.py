"""The endpoints of the checkout that are no changes of the cart: reading, opening, paying."""

from datetime import timedelta

from rxapp.api.endpoints import bodies
from rxapp.api.endpoints.changes import in_step
from rxapp.api.endpoints.endpoint import Caller
from rxapp.api.endpoints.ownership import ever_owned, owned, unfinished
from rxapp.api.endpoints.summaries import OpenedCheckout, Summary, empty_summary, opened, summary
from rxapp.checkout import placing, settling
from rxapp.checkout.adopting import adopt
from rxapp.checkout.opening import open_session
from rxapp.checkout.services import first_cart
from rxapp.checkout.switching import choose_flow as switch
from rxapp.checkout.syncing import sync
from rxapp.orders.records import Checkout, Flow
from rxapp.settings import settings
from rxapp.shop.refusal import OutOfStock
from rxapp.visitor.rate_limits import rate_limits


async def read_summary(caller: Caller, query: bodies.WhichCheckout) -> Summary:
    """Says what the checkout holds and costs. Changes nothing. Where no cart has begun yet, an empty one is shown."""
    store = caller.store
    if query.checkout_session_id is None and await unfinished(caller) is None:
        return empty_summary(cart := first_cart(), store.price(cart), store.catalog, Flow(settings.checkout_flow))
    return await summary(await owned(caller, query), store)


async def open_checkout(caller: Caller, body: bodies.Proof) -> OpenedCheckout:
    """Opens the payment form: gives the session's client secret, of the session there is or of a new one.

    Safe to repeat. A session that has ended is replaced, and the cart kept; naming the ended one is fine. The secret is
    empty if nothing is to pay, or it is paid already.
    """
    checkout = await ever_owned(caller, body)
    await rate_limits.count_change(checkout.shopper, caller.address)
    form = await open_session(caller.store, checkout.id, caller.origin)
    checkout = await sync(caller.store, checkout.id) if form.client_secret else form.checkout
    return await opened(checkout, caller.store, form.client_secret)


async def adopt_quantities(caller: Caller, body: bodies.Proof) -> Summary:
    """Takes over the quantities that Stripe.js set by its own `updateLineItemQuantity`, where an item is adjustable.

    What the session says besides is set back to the cart, and so is a quantity of which there isn't as much left.
    """
    checkout = await _asked(caller, body)
    try:
        adopted = await adopt(caller.store, checkout.shopper, checkout.id)
    except OutOfStock:
        await in_step(caller, await caller.store.ledger.checkout(checkout.id))
        raise
    return await in_step(caller, adopted)


async def choose_flow(caller: Caller, body: bodies.ChooseFlow) -> Summary:
    """Has the checkout paid by a session or by an intent, in a test store. The cart stays; open it again afterwards."""
    checkout = await _asked(caller, body)
    return await in_step(caller, await switch(caller.store, checkout.id, Flow(body.flow)))


async def sync_checkout(caller: Caller, body: bodies.Proof) -> Summary:
    """Brings the session to the cart, after an answer 503: the change was kept, but Stripe didn't hear of it."""
    checkout = await _asked(caller, body)
    return await in_step(caller, checkout)


async def place(caller: Caller, body: bodies.Place) -> Summary:
    """Shuts the checkout for changes just before the payment is confirmed, if the shopper saw what will be charged."""
    checkout = await _asked(caller, body)
    placed = await placing.place(caller.store, checkout.shopper, checkout.id, body.revision, body.amount)
    return await summary(placed, caller.store)


async def release(caller: Caller, body: bodies.Proof) -> Summary:
    """Opens the checkout again after a payment that didn't come about; settles it if it did after all.

    A payment that the shopper's bank is still asking about is withdrawn; then open the checkout again.
    """
    checkout = await _asked(caller, body)
    released = await settling.release(caller.store, checkout.id, patience=timedelta(0))
    return await summary(released, caller.store)


async def _asked(caller: Caller, which: bodies.WhichCheckout) -> Checkout:
    """The caller's checkout, of which one thing more is asked."""
    checkout = await owned(caller, which)
    await rate_limits.count_change(checkout.shopper, caller.address)
    return checkout
