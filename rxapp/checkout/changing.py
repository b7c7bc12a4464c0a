"""Every change a shopper can make: one named use case each, never a general "update"."""

from collections.abc import Mapping
from functools import partial

from rxapp.checkout.services import Services
from rxapp.orders.ledger import Change
from rxapp.orders.records import Checkout, Status
from rxapp.settings import settings
from rxapp.shop import cart
from rxapp.shop.cart import Cart
from rxapp.shop.history import NOTHING_YET, History
from rxapp.shop.refusal import Refusal

NOT_FOR_PLANS = "That is for things from the shelf only."


async def add_product(store: Services, shopper: str, slug: str) -> Checkout:
    """Puts one more into the cart.

    Raises:
        Refusal: See `shop.cart.add_product` and `Ledger.change`.
    """
    return await _change(store, shopper, None, partial(cart.add_product, catalog=store.catalog, slug=slug))


async def set_quantity(store: Services, shopper: str, checkout_id: str | None, slug: str, quantity: int) -> Checkout:
    """Makes a quantity exactly this.

    Raises:
        Refusal: See `shop.cart.set_quantity` and `Ledger.change`.
    """
    change = partial(cart.set_quantity, catalog=store.catalog, slug=slug, quantity=quantity)
    return await _change(store, shopper, checkout_id, change)


async def set_quantities(store: Services, shopper: str, checkout_id: str, quantities: Mapping[str, int]) -> Checkout:
    """Makes several quantities exactly these: all of them, or none if one is refused.

    Raises:
        Refusal: See `shop.cart.set_quantity` and `Ledger.change`.
    """

    def change(chosen: Cart) -> Cart:
        for slug, quantity in quantities.items():
            chosen = cart.set_quantity(chosen, store.catalog, slug, quantity)
        return chosen

    return await _change(store, shopper, checkout_id, change)


async def remove_product(store: Services, shopper: str, checkout_id: str | None, slug: str) -> Checkout:
    """Takes a product out.

    Raises:
        Refusal: See `shop.cart.remove_product` and `Ledger.change`.
    """
    return await _change(store, shopper, checkout_id, partial(cart.remove_product, catalog=store.catalog, slug=slug))


async def swap_size(store: Services, shopper: str, checkout_id: str, slug: str) -> Checkout:
    """Replaces a product by its other size.

    Raises:
        Refusal: See `shop.cart.swap_size` and `Ledger.change`.
    """
    return await _change(store, shopper, checkout_id, partial(cart.swap_size, catalog=store.catalog, slug=slug))


async def add_suggested(store: Services, shopper: str, checkout_id: str, slug: str) -> Checkout:
    """Puts a suggested product into the cart while the payment form is open.

    Raises:
        Refusal: See `shop.cart.add_product` and `Ledger.change`.
    """
    return await _change(store, shopper, checkout_id, partial(cart.add_product, catalog=store.catalog, slug=slug))


async def set_donation(store: Services, shopper: str, checkout_id: str, typed: str) -> Checkout:
    """Gives a donation, or takes it back.

    Raises:
        Refusal: See `shop.cart.set_donation` and `Ledger.change`.
    """
    return await _change(store, shopper, checkout_id, partial(cart.set_donation, catalog=store.catalog, typed=typed))


async def set_add_on(store: Services, shopper: str, checkout_id: str, key: str, on: bool) -> Checkout:
    """Ticks or unticks an add-on.

    Raises:
        Refusal: See `shop.cart.set_add_on` and `Ledger.change`.
    """
    return await _change(store, shopper, checkout_id, partial(cart.set_add_on, catalog=store.catalog, key=key, on=on))


async def choose_shipping(store: Services, shopper: str, checkout_id: str, key: str) -> Checkout:
    """Chooses how the order is sent.

    Raises:
        Refusal: See `shop.cart.choose_shipping` and `Ledger.change`.
    """
    return await _change(store, shopper, checkout_id, partial(cart.choose_shipping, catalog=store.catalog, key=key))


async def set_destination(store: Services, shopper: str, checkout_id: str, typed: Mapping[str, str]) -> Checkout:
    """Says where the order goes.

    Raises:
        Refusal: See `shop.cart.set_destination` and `Ledger.change`.
    """
    return await _change(store, shopper, checkout_id, partial(cart.set_destination, catalog=store.catalog, typed=typed))


async def apply_code(store: Services, shopper: str, checkout_id: str, code: str) -> Checkout:
    """Enters a promo code.

    Raises:
        Refusal: See `shop.cart.apply_code` and `Ledger.change`.
    """
    code = cart.spelt(code)
    history = await store.ledger.history(shopper, code) if code in store.catalog.codes else NOTHING_YET
    change = partial(cart.apply_code, catalog=store.catalog, code=code, history=history)
    return await _change(store, shopper, checkout_id, change)


async def remove_code(store: Services, shopper: str, checkout_id: str) -> Checkout:
    """Takes the promo code off.

    Raises:
        Refusal: See `Ledger.change`.
    """
    return await _change(store, shopper, checkout_id, cart.remove_code)


async def sign_in(store: Services, shopper: str, checkout_id: str, member: str) -> Checkout:
    """Tries the checkout as a member, in a test store.

    Raises:
        Refusal: Payments are real here, or see `shop.cart.sign_in` and `Ledger.change`.
    """
    if settings.mode == "live":
        raise Refusal("checkout", "We have no such members.")
    return await change(store, shopper, checkout_id, partial(cart.sign_in, catalog=store.catalog, member=member))


async def current(store: Services, shopper: str) -> Checkout | None:
    """The shopper's cart at today's prices, without what is no longer sold; None if there is none."""
    checkout = await store.ledger.unfinished(shopper)
    if checkout is None or checkout.status != Status.OPEN:
        return checkout
    return await end_offers(store, shopper, checkout.id)


async def end_offers(store: Services, shopper: str, checkout_id: str) -> Checkout:
    """Takes off what has run out or been used up and prices the cart again; a changed price is a change like any other.

    Raises:
        Refusal: See `Ledger.change`.
    """
    history = await _history_of_cart(store, shopper)
    return await change(store, shopper, checkout_id, partial(cart.end_offers, catalog=store.catalog, history=history))


async def why_off(store: Services, checkout_id: str, code: str) -> str:
    """Why a code that stood on this checkout a moment ago doesn't any more: a sentence for the shopper."""
    checkout = await store.ledger.checkout(checkout_id)
    history = await store.ledger.history(checkout.shopper, code)
    held = checkout.cart.model_copy(update={"code": code, "code_until": history.until.get(code)})
    return cart.why_over(held, store.catalog, history) or f"{code} has been taken off."


async def _history_of_cart(store: Services, shopper: str) -> History:
    held = await store.ledger.unfinished(shopper)
    return await store.ledger.history(shopper, held.cart.code) if held and held.cart.code else NOTHING_YET


async def change(store: Services, shopper: str, checkout_id: str | None, how: Change, plan: str = "") -> Checkout:
    """Makes a change to what is still sold of a cart, be it of goods or one that joins a plan.

    Raises:
        Refusal: By the change itself, or see `Ledger.change`.
    """

    def change_what_is_sold(held: Cart) -> Cart:
        return how(cart.fitted(held, store.catalog))

    return await store.ledger.change(shopper, checkout_id, change_what_is_sold, store.price, plan)


async def _change(store: Services, shopper: str, checkout_id: str | None, how: Change) -> Checkout:
    def change_goods(held: Cart) -> Cart:
        if held.plan:
            raise Refusal("checkout", NOT_FOR_PLANS)
        return how(held)

    return await change(store, shopper, checkout_id, change_goods)
