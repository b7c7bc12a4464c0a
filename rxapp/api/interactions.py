"""Our own endpoints: one per interaction of the checkout, each the use case that the pages use, then a sync."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from rxapp.api import bodies
from rxapp.api.endpoint import Call
from rxapp.api.ownership import owned, unfinished
from rxapp.api.summaries import OpenedCheckout, Summary, empty_summary, opened, summary
from rxapp.checkout import changing, placing, settling
from rxapp.checkout.adopting import adopt
from rxapp.checkout.limiting import rate_limits
from rxapp.checkout.opening import open_session
from rxapp.checkout.services import Services, first_cart
from rxapp.checkout.switching import choose_flow as switch
from rxapp.checkout.syncing import SessionEnded, sync
from rxapp.checkout.undoing import undo as take_back_to
from rxapp.orders.ledger import FINISHED
from rxapp.orders.models import UNFINISHED
from rxapp.orders.records import Checkout, Flow
from rxapp.settings import settings
from rxapp.shop.refusal import Refusal

Change = Callable[[Services, str, str], Awaitable[Checkout]]


async def read_summary(call: Call, query: bodies.WhichCheckout) -> Summary:
    """Says what the checkout holds and costs. Changes nothing. Where no cart has begun yet, an empty one is shown."""
    store = call.store
    if query.checkout_session_id is None and await unfinished(call) is None:
        return empty_summary(cart := first_cart(), store.price(cart), store.catalog, Flow(settings.checkout_flow))
    return summary(await owned(call, query), store.catalog)


async def add_product(call: Call, body: bodies.AddProduct) -> Summary:
    """Puts one more of a product into the cart. Without a cart cookie a new cart begins, and its cookie is set."""
    if body.checkout_session_id:
        return await changed(call, body, partial(changing.add_suggested, slug=body.slug))
    assert call.shopper, "this endpoint gives a cookie to whoever has none"
    await rate_limits.count_change(call.shopper, call.address)
    return await in_step(call, await changing.add_product(call.store, call.shopper, body.slug))


async def open_checkout(call: Call, body: bodies.Proof) -> OpenedCheckout:
    """Opens the payment form: gives the session's client secret, of the session there is or of a new one.

    Safe to repeat. A session that has expired is replaced, and the cart kept. The secret is empty if nothing is to pay.
    """
    checkout = await owned(call, body)
    await rate_limits.count_change(checkout.shopper, call.address)
    form = await open_session(call.store, checkout.id, call.origin)
    checkout = await sync(call.store, checkout.id) if form.client_secret else form.checkout
    return opened(checkout, call.store.catalog, form.client_secret)


async def set_quantity(call: Call, body: bodies.SetQuantity) -> Summary:
    """Makes the quantity of a product exactly this."""
    return await changed(call, body, partial(changing.set_quantity, slug=body.slug, quantity=body.quantity))


async def adopt_quantities(call: Call, body: bodies.Proof) -> Summary:
    """Takes over the quantities that Stripe.js set by its own `updateLineItemQuantity`, where an item is adjustable.

    What the session says besides is set back to the cart.
    """
    return await changed(call, body, adopt)


async def remove_product(call: Call, body: bodies.RemoveProduct) -> Summary:
    """Takes a product out of the cart."""
    return await changed(call, body, partial(changing.remove_product, slug=body.slug))


async def swap_size(call: Call, body: bodies.SwapSize) -> Summary:
    """Replaces a product by its other size."""
    return await changed(call, body, partial(changing.swap_size, slug=body.slug))


async def set_donation(call: Call, body: bodies.SetDonation) -> Summary:
    """Gives a donation, or takes it back."""
    return await changed(call, body, partial(changing.set_donation, typed=body.typed))


async def sign_in(call: Call, body: bodies.SignIn) -> Summary:
    """Makes the shopper a member, with what members get, or a guest again. In a test store only.

    A session that can't be for them has ended then, and its `id` is null: open the checkout again.
    """
    checkout = await owned(call, body)
    await rate_limits.count_change(checkout.shopper, call.address)
    checkout = await changing.sign_in(call.store, checkout.shopper, checkout.id, body.member)
    try:
        return await in_step(call, checkout)
    except SessionEnded:
        return summary(await call.store.ledger.checkout(checkout.id), call.store.catalog)


async def set_add_on(call: Call, body: bodies.SetAddOn) -> Summary:
    """Puts an add-on on or takes it off."""
    return await changed(call, body, partial(changing.set_add_on, key=body.key, on=body.on))


async def choose_shipping(call: Call, body: bodies.ChooseShipping) -> Summary:
    """Chooses how the order is sent."""
    return await changed(call, body, partial(changing.choose_shipping, key=body.key))


async def set_destination(call: Call, body: bodies.SetDestination) -> Summary:
    """Says where the order goes. Ways to ship, their prices and taxes follow; a chosen way stays if it leads there."""
    return await changed(call, body, partial(changing.set_destination, typed=body.destination.model_dump()))


async def apply_code(call: Call, body: bodies.ApplyCode) -> Summary:
    """Enters a promo code. It replaces an earlier one."""
    return await changed(call, body, partial(enter_code, address=call.address, code=body.code))


async def remove_code(call: Call, body: bodies.Proof) -> Summary:
    """Takes the promo code off."""
    return await changed(call, body, changing.remove_code)


async def end_offers(call: Call, body: bodies.Proof) -> Summary:
    """Takes off what has run out, for instance when a countdown is over."""
    return await changed(call, body, changing.end_offers)


async def undo(call: Call, body: bodies.Undo) -> Summary:
    """Makes the cart again what it was at an earlier revision, after an answer 503; that is a change as well."""
    return await changed(call, body, partial(take_back_to, to=body.revision))


async def choose_flow(call: Call, body: bodies.ChooseFlow) -> Summary:
    """Has the checkout paid by a session or by an intent, in a test store. The cart stays; open it again afterwards."""

    async def change(store: Services, _shopper: str, checkout_id: str) -> Checkout:
        return await switch(store, checkout_id, Flow(body.flow))

    return await changed(call, body, change)


async def sync_checkout(call: Call, body: bodies.Proof) -> Summary:
    """Brings the session to the cart, after an answer 503: the change was kept, but Stripe didn't hear of it."""
    checkout = await owned(call, body)
    await rate_limits.count_change(checkout.shopper, call.address)
    return await in_step(call, checkout)


async def place(call: Call, body: bodies.Place) -> Summary:
    """Shuts the checkout for changes just before the payment is confirmed, if the shopper saw what will be charged."""
    checkout = _unfinished(await owned(call, body))
    await rate_limits.count_change(checkout.shopper, call.address)
    placed = await placing.place(call.store, checkout.shopper, checkout.id, body.revision, body.amount)
    return summary(placed, call.store.catalog)


async def release(call: Call, body: bodies.Proof) -> Summary:
    """Opens the checkout again after a payment that didn't come about; settles it if it did after all.

    A payment that the shopper's bank is still asking about is withdrawn; then open the checkout again.
    """
    checkout = await owned(call, body)
    await rate_limits.count_change(checkout.shopper, call.address)
    return summary(await settling.release(call.store, checkout.id, patience=timedelta(0)), call.store.catalog)


async def enter_code(store: Services, shopper: str, checkout_id: str, address: str, code: str) -> Checkout:
    """The change of `apply_code`; wrong guesses are counted."""
    async with rate_limits.guessing(shopper, address):
        return await changing.apply_code(store, shopper, checkout_id, code)


async def changed(call: Call, which: bodies.WhichCheckout, change: Change) -> Summary:
    """Makes a change to the caller's checkout, and brings the session to it.

    Raises:
        Problem: There is no such checkout, or not for this caller.
        Refusal: A rule says no, or it can't be done now.
        StripeFailure: The proof of ownership couldn't be looked at.
    """
    checkout = await owned(call, which)
    await rate_limits.count_change(checkout.shopper, call.address)
    return await in_step(call, await change(call.store, checkout.shopper, checkout.id))


async def in_step(call: Call, checkout: Checkout) -> Summary:
    """Brings the session to the checkout, if it has one."""
    if checkout.session_id:
        checkout = await sync(call.store, checkout.id)
    return summary(checkout, call.store.catalog)


def _unfinished(checkout: Checkout) -> Checkout:
    if checkout.status not in UNFINISHED:
        raise Refusal("checkout", FINISHED)
    return checkout
