"""What a shopper has chosen, and the changes they may make to it. Every change gives a new cart or a refusal."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from rxapp.shop import money
from rxapp.shop.catalog import AddOn, Catalog, Product
from rxapp.shop.codes import Moment, entered, over
from rxapp.shop.destination import Destination, parsed
from rxapp.shop.history import NOTHING_YET, History
from rxapp.shop.refusal import Refusal
from rxapp.shop.shipping import refuse_unless_offered, refuse_unless_served, serves

AT_LEAST, AT_MOST = 1, 10


class CartLine(BaseModel):
    """So many of one product."""

    model_config = ConfigDict(frozen=True)

    slug: str
    quantity: Annotated[int, Field(ge=AT_LEAST, le=AT_MOST)]


class Cart(BaseModel):
    """A shopper's choices. Holds no price: prices are the catalogue's at the moment of the quote.

    One that joins a `plan` holds nothing else but who joins.

    `donation` is in minor units; `code_until` is when a code that doesn't last runs out. `shipping` is empty until a
    way is chosen; a choice that isn't offered to the destination waits until it is.
    """

    model_config = ConfigDict(frozen=True)

    lines: tuple[CartLine, ...] = ()
    add_ons: frozenset[str] = frozenset()
    shipping: str = ""
    code: str = ""
    code_until: datetime | None = None
    donation: Annotated[int, Field(ge=0)] = 0
    member: str = ""
    destination: Destination | None = None
    plan: str = ""
    referral: str = ""

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    def quantity_of(self, slug: str) -> int:
        return next((line.quantity for line in self.lines if line.slug == slug), 0)


def may_have(cart: Cart, add_on: AddOn) -> bool:
    """Whether this cart holds what the add-on is for; one that names nothing is for anything."""
    wanted = add_on.only_with or [line.slug for line in cart.lines]
    return any(cart.quantity_of(slug) for slug in wanted)


def fitted(cart: Cart, catalog: Catalog) -> Cart:
    """The cart without what the catalogue no longer offers to it: a cart kept for weeks still opens."""
    lines = tuple(line for line in cart.lines if line.slug in catalog.by_slug)
    cart = cart.model_copy(update={"lines": lines})
    add_ons = frozenset(key for key in cart.add_ons if key in catalog.add_ons and may_have(cart, catalog.add_ons[key]))
    kept: dict[str, object] = {"add_ons": add_ons}
    if cart.shipping not in catalog.shipping:
        kept |= {"shipping": ""}
    if cart.destination and not serves(cart.destination, catalog):
        kept |= {"destination": None}
    if cart.code not in catalog.codes:
        kept |= {"code": "", "code_until": None}
    if cart.member not in catalog.members:
        kept |= {"member": ""}
    if not cart.lines or catalog.donation is None:
        kept |= {"donation": 0}
    if cart.plan not in catalog.plans:
        kept |= {"plan": ""}
    if cart.referral not in catalog.referral_codes:
        kept |= {"referral": ""}
    return cart.model_copy(update=kept)


def add_product(cart: Cart, catalog: Catalog, slug: str) -> Cart:
    """Puts one more of a product into the cart.

    Raises:
        Refusal: The product is unknown, or the cart has as many as it may.
    """
    return set_quantity(cart, catalog, slug, cart.quantity_of(slug) + 1)


def set_quantity(cart: Cart, catalog: Catalog, slug: str, quantity: int) -> Cart:
    """Makes the quantity of a product exactly this.

    Raises:
        Refusal: The product is unknown, or the quantity is not between 1 and 10.
    """
    product = _product(catalog, slug)
    if quantity < AT_LEAST:
        raise Refusal(slug, f"The least is {AT_LEAST}. To take {product.name} out, use Remove.")
    if quantity > AT_MOST:
        raise Refusal(slug, f"We send at most {AT_MOST} of one thing.")
    line = CartLine(slug=slug, quantity=quantity)
    if cart.quantity_of(slug):
        lines = tuple(line if old.slug == slug else old for old in cart.lines)
    else:
        lines = (*cart.lines, line)
    return fitted(cart.model_copy(update={"lines": lines}), catalog)


def remove_product(cart: Cart, catalog: Catalog, slug: str) -> Cart:
    """Takes a product out, and with it the add-ons that were only for it.

    Raises:
        Refusal: The product is unknown.
    """
    _product(catalog, slug)
    lines = tuple(line for line in cart.lines if line.slug != slug)
    return fitted(cart.model_copy(update={"lines": lines}), catalog)


def set_add_on(cart: Cart, catalog: Catalog, key: str, on: bool) -> Cart:
    """Ticks or unticks an add-on.

    Raises:
        Refusal: The add-on is unknown, or not for what is in this cart.
    """
    add_on = catalog.add_ons.get(key)
    if add_on is None:
        raise Refusal("checkout", "We don't offer that add-on.")
    if on and not cart.lines:
        raise Refusal("checkout", "Your cart is empty. Choose something first.")
    if on and not may_have(cart, add_on):
        names = " or ".join(catalog.by_slug[slug].name for slug in add_on.only_with)
        raise Refusal(key, f"{add_on.name} is only for the {names}.")
    return cart.model_copy(update={"add_ons": cart.add_ons | {key} if on else cart.add_ons - {key}})


def choose_shipping(cart: Cart, catalog: Catalog, key: str) -> Cart:
    """Chooses how the order is sent.

    Raises:
        Refusal: There is no such way, or none to this destination.
    """
    refuse_unless_offered(key, cart.destination, catalog)
    return cart.model_copy(update={"shipping": key})


def set_destination(cart: Cart, catalog: Catalog, typed: Mapping[str, str]) -> Cart:
    """Says where the order goes; which ways lead there, what they cost, and the taxes follow from it.

    Args:
        typed: The parts of the address, by their names in `Destination`.

    Raises:
        Refusal: Something is missing, or can't be right, or nothing is sent there.
    """
    destination = parsed(typed)
    refuse_unless_served(destination, catalog)
    return cart.model_copy(update={"destination": destination})


def swap_size(cart: Cart, catalog: Catalog, slug: str) -> Cart:
    """Replaces a product by its other size, in its place and as many, added to what the cart holds of that size.

    Raises:
        Refusal: The cart doesn't hold it, it has one size only, or that would be more than the cart may have.
    """
    quantity = cart.quantity_of(slug)
    other = catalog.other_size(slug) if quantity else None
    if other is None:
        raise Refusal("checkout", "That comes in one size only.")
    together = quantity + cart.quantity_of(other.slug)
    if together > AT_MOST:
        raise Refusal(slug, f"We send at most {AT_MOST} of one thing.")
    others = (line for line in cart.lines if line.slug != other.slug)
    new = CartLine(slug=other.slug, quantity=together)
    lines = tuple(new if line.slug == slug else line for line in others)
    return fitted(cart.model_copy(update={"lines": lines}), catalog)


def set_donation(cart: Cart, catalog: Catalog, typed: str) -> Cart:
    """Gives a donation, rounded to whole steps and capped; nothing or zero takes it off.

    Args:
        typed: An amount as a person writes it, such as `3.60`.

    Raises:
        Refusal: It isn't an amount, or the store takes no donations.
    """
    if catalog.donation is None or not cart.lines:
        raise Refusal("checkout", "There is nothing to give to here.")
    try:
        wished = money.read(typed or "0", catalog.currency)
    except ValueError:
        example = money.typed(500, catalog.currency)
        raise Refusal("donation", f"Please write an amount, such as {example}.") from None
    given = min(money.rounded(wished, catalog.donation.step), catalog.donation.at_most)
    return cart.model_copy(update={"donation": given})


def apply_code(
    cart: Cart, catalog: Catalog, code: str, now: datetime | None = None, history: History = NOTHING_YET
) -> Cart:
    """Enters a promo code; it replaces an earlier one. Its minutes run from the first time it was entered.

    Raises:
        Refusal: Nothing was typed, or the code is unknown, or its conditions aren't met.
    """
    now = now or datetime.now(UTC)
    typed = spelt(code)
    until = history.until.get(typed)
    rule = entered(typed, moment(cart, catalog, now, until, history))
    if rule.minutes and until is None:
        until = now + timedelta(minutes=rule.minutes)
    return cart.model_copy(update={"code": typed, "code_until": until if rule.minutes else None})


def spelt(code: str) -> str:
    """A code as the catalogue writes it, however it was typed."""
    return code.strip().upper()


def remove_code(cart: Cart) -> Cart:
    """Takes the promo code off."""
    return cart.model_copy(update={"code": "", "code_until": None})


def sign_in(cart: Cart, catalog: Catalog, member: str) -> Cart:
    """Makes the cart that of a member, with what members get; an empty name is a guest.

    A code that is for other members comes off.

    Raises:
        Refusal: There are no such members.
    """
    if member and member not in catalog.members:
        raise Refusal("checkout", "We have no such members.")
    return end_offers(cart.model_copy(update={"member": member}), catalog)


def end_offers(cart: Cart, catalog: Catalog, history: History = NOTHING_YET, now: datetime | None = None) -> Cart:
    """Takes off what has run out, or may not be used any more."""
    return remove_code(cart) if why_over(cart, catalog, history, now) else cart


def why_over(cart: Cart, catalog: Catalog, history: History = NOTHING_YET, now: datetime | None = None) -> str:
    """Why the cart's code can't be used any more, for the shopper; empty while it can, or if there is none."""
    return over(cart.code, moment(cart, catalog, now or datetime.now(UTC), cart.code_until, history))


def refuse_if_over(cart: Cart, history: History, catalog: Catalog) -> None:
    """Lets no cart through whose code can't be used any more.

    Raises:
        Refusal: It can't; the message says why.
    """
    if problem := why_over(cart, catalog, history):
        raise Refusal("code", problem)


def moment(
    cart: Cart, catalog: Catalog, now: datetime, until: datetime | None, history: History = NOTHING_YET
) -> Moment:
    """What the conditions of a code look at, for this cart."""
    return Moment(catalog, goods_of(cart, catalog), cart.member, now, until, history)


def goods_of(cart: Cart, catalog: Catalog) -> int:
    """What the products cost, in minor units, before discounts and without add-ons and shipping."""
    return sum(catalog.by_slug[line.slug].price * line.quantity for line in cart.lines)


def _product(catalog: Catalog, slug: str) -> Product:
    product = catalog.by_slug.get(slug)
    if product is None:
        raise Refusal("checkout", "We don't sell that.")
    return product
