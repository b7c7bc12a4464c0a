"""Takes changes back: because the shopper wants to, or because Stripe will never take them."""

from rxapp.checkout.services import Services
from rxapp.orders.records import Checkout
from rxapp.shop.cart import Cart, end_offers, fitted
from rxapp.shop.refusal import Refusal

NOTHING_TO_UNDO = "There is nothing to undo."


async def undo(store: Services, shopper: str, checkout_id: str, to: int) -> Checkout:
    """Makes the cart again what it was at an earlier revision; that is a change like any other.

    Args:
        to: The revision whose cart is wanted back. What has run out since stays off.

    Raises:
        Refusal: There was no such revision, or see `Ledger.change`.
    """
    earlier = await _cart_at(store, shopper, checkout_id, to)
    if earlier is None:
        raise Refusal("checkout", NOTHING_TO_UNDO)
    return await store.ledger.change(shopper, checkout_id, lambda _held: earlier, store.price)


async def take_back(store: Services, refused: Checkout) -> bool:
    """Makes the cart again what Stripe has confirmed last, since it refuses what the cart has become.

    Returns:
        Whether that helps: not if nothing was changed since then, nor if the shopper has changed the cart again.

    Raises:
        Refusal: See `Ledger.change`.
    """
    earlier = await _cart_at(store, refused.shopper, refused.id, refused.synced_revision)
    if earlier is None or earlier == refused.cart:
        return False

    def unless_changed_again(held: Cart) -> Cart:
        return earlier if held == refused.cart else held

    after = await store.ledger.change(refused.shopper, refused.id, unless_changed_again, store.price)
    return after.cart == earlier


async def _cart_at(store: Services, shopper: str, checkout_id: str, revision: int) -> Cart | None:
    held = await store.ledger.cart_at(shopper, checkout_id, revision)
    if held is None:
        return None
    history = await store.ledger.history(shopper, held.code)
    return end_offers(fitted(held, store.catalog), catalog=store.catalog, history=history)
