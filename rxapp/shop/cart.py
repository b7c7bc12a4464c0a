"""What a shopper has chosen."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from rxapp.shop.catalog import AddOn, Catalog
from rxapp.shop.codes import Moment, over
from rxapp.shop.destination import Destination
from rxapp.shop.history import NOTHING_YET, History
from rxapp.shop.refusal import CodeRefused
from rxapp.shop.shipping import serves

AT_LEAST, AT_MOST = 1, 10


class CartLine(BaseModel):
    """So many of one product."""

    model_config = ConfigDict(frozen=True)

    slug: str
    quantity: Annotated[int, Field(ge=AT_LEAST, le=AT_MOST)]


class Cart(BaseModel):
    """A shopper's choices. Holds no price: prices are the catalogue's at the moment of the quote.

    One that joins a `plan` holds nothing else but who joins, where it goes, and how it is paid: by the plan's first
    `term` while that is empty.

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
    term: str = ""
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
    elif not catalog.codes[cart.code].minutes:
        kept |= {"code_until": None}
    if cart.member not in catalog.members:
        kept |= {"member": ""}
    if not cart.lines or catalog.donation is None:
        kept |= {"donation": 0}
    if cart.plan not in catalog.plans:
        kept |= {"plan": "", "term": ""}
    elif cart.term not in catalog.plans[cart.plan].terms:
        kept |= {"term": ""}
    if cart.referral not in catalog.referral_codes:
        kept |= {"referral": ""}
    return cart.model_copy(update=kept)


def with_quantity(cart: Cart, slug: str, quantity: int) -> Cart:
    """The cart with exactly so many of a product, in its place or at the end."""
    line = CartLine(slug=slug, quantity=quantity)
    if not cart.quantity_of(slug):
        return cart.model_copy(update={"lines": (*cart.lines, line)})
    return cart.model_copy(update={"lines": tuple(line if old.slug == slug else old for old in cart.lines)})


def without_code(cart: Cart) -> Cart:
    """The cart without its promo code."""
    return cart.model_copy(update={"code": "", "code_until": None})


def end_offers(cart: Cart, catalog: Catalog, history: History = NOTHING_YET, now: datetime | None = None) -> Cart:
    """Takes off what has run out, or may not be used any more."""
    return without_code(cart) if why_over(cart, catalog, history, now) else cart


def why_over(cart: Cart, catalog: Catalog, history: History = NOTHING_YET, now: datetime | None = None) -> str:
    """Why the cart's code can't be used any more, for the shopper; empty while it can, or if there is none."""
    return over(cart.code, moment(cart, catalog, now or datetime.now(UTC), cart.code_until, history))


def refuse_if_over(cart: Cart, history: History, catalog: Catalog) -> None:
    """Lets no cart through whose code can't be used any more.

    Raises:
        CodeRefused: It can't; the message says why.
    """
    if problem := why_over(cart, catalog, history):
        raise CodeRefused("code", problem)


def moment(
    cart: Cart, catalog: Catalog, now: datetime, until: datetime | None, history: History = NOTHING_YET
) -> Moment:
    """What the conditions of a code look at, for this cart."""
    return Moment(catalog, goods_of(cart, catalog), cart.member, now, until, history)


def goods_of(cart: Cart, catalog: Catalog) -> int:
    """What the products cost, in minor units, before discounts and without add-ons and shipping."""
    return sum(catalog.by_slug[line.slug].price * line.quantity for line in cart.lines)
