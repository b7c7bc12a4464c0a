"""Makes the changes of `shop.changes`, and says what they came to."""

from rxapp import metrics
from rxapp.checkout.services import Services
from rxapp.orders.records import Checkout, Status
from rxapp.recording import recorded
from rxapp.shop import cart
from rxapp.shop.change import Change
from rxapp.shop.changes import EndOffers
from rxapp.shop.words import say


@metrics.timed(metrics.CHANGES)
@recorded("use_case")
async def change(store: Services, shopper: str, checkout_id: str | None, wanted: Change, plan: str = "") -> Checkout:
    """Makes a change to a cart of goods, or to one that joins a plan: one transaction, whatever the change.

    Args:
        checkout_id: The checkout the shopper was looking at; None is whichever is unfinished, or a new one.
        plan: Which plan is joined, where it isn't the cart of goods that is meant.

    Raises:
        Refusal: By the rule of the change, or see `Ledger.change`.
    """
    return await store.ledger.change(shopper, checkout_id, wanted, store.known, plan)


async def current(store: Services, shopper: str) -> Checkout | None:
    """The shopper's cart at today's prices, without what is no longer sold; None if there is none."""
    checkout = await store.ledger.unfinished(shopper)
    if checkout is None or checkout.status != Status.OPEN:
        return checkout
    return await change(store, shopper, checkout.id, EndOffers())


async def why_off(store: Services, checkout_id: str, code: str) -> str:
    """Why a code that stood on this checkout a moment ago doesn't any more: a sentence for the shopper."""
    checkout = await store.ledger.checkout(checkout_id)
    history = await store.ledger.history(checkout.shopper, code)
    held = checkout.cart.model_copy(update={"code": code, "code_until": history.until.get(code)})
    return cart.why_over(held, store.catalog, history) or say("codes.taken_off", code=code)
