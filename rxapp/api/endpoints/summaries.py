"""What clients get: a checkout at one moment. Amounts are integers in minor units."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from rxapp.checkout.services import Services
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.shop.cart import Cart, may_have
from rxapp.shop.catalog import Catalog
from rxapp.shop.destination import Destination
from rxapp.shop.discounts import Deduction
from rxapp.shop.presents import missing_for
from rxapp.shop.pricing import Quote, QuoteLine, Recurring
from rxapp.shop.shipping import not_offered
from rxapp.shop.stock import short
from rxapp.shop.taxes import QuoteTax


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Line(Answer):
    """A priced line: a product, a present, an add-on, a donation."""

    key: str = Field(description="Names the line for good, such as product:yame-sencha.")
    kind: str
    name: str
    quantity: int
    unit_amount: int
    amount: int
    left: int | None = Field(None, description="How many of it there are to be had; null for what isn't counted.")


class OfferedAddOn(Answer):
    """An add-on that this cart may have."""

    key: str
    name: str
    amount: int
    on: bool


class OfferedShipping(Answer):
    """A way to ship this cart."""

    key: str
    name: str
    amount: int
    chosen: bool


class Summary(Answer):
    """A checkout as it is now."""

    id: str | None = Field(description="The id of the session or intent; null before the first opening.")
    flow: Flow
    status: Status
    revision: int = Field(description="Grows by one with every accepted change.")
    synced_revision: int = Field(description="The last one that Stripe has confirmed.")
    currency: str
    amount_subtotal: int
    amount_discount: int
    amount_shipping: int
    amount_tax: int = Field(description="All taxes, also those that the prices have in them.")
    amount_total: int
    lines: tuple[Line, ...]
    short: dict[str, str] = Field(description="By product, why this can't be paid: there are fewer left than it holds.")
    present_note: str = Field(description="What more would bring a present along; empty where none would.")
    add_ons: tuple[OfferedAddOn, ...]
    shipping: tuple[OfferedShipping, ...]
    shipping_note: str = Field(description="Why another way than the chosen one is taken; empty otherwise.")
    destination: Destination | None = Field(description="Where the order goes; null until it was said.")
    taxes: tuple[QuoteTax, ...]
    discounts: tuple[Deduction, ...]
    code: str = Field(description="The promo code that was entered; empty without one.")
    code_until: datetime | None = Field(description="When the code runs out; null for one that lasts.")
    term: str = Field(description="By which of its terms a plan is paid; empty is by the first, and for goods.")
    referral: str = Field(description="A friend's code, where a plan is joined; empty without one.")
    recurring: Recurring | None = Field(description="What comes again, where a plan is joined; null for goods.")


class OpenedCheckout(Summary):
    """A checkout and what opens its session in the browser."""

    client_secret: str = Field(description="For Stripe.js. Also proves to us whose checkout it is: keep it.")


class UpdatedIntent(OpenedCheckout):
    """A checkout that is paid by a Payment Intent, in the words of the guide."""

    amount: int


async def summary(checkout: Checkout, store: Services) -> Summary:
    """The checkout, written out."""
    left = await store.ledger.left(checkout.id)
    return Summary(
        id=checkout.session_id,
        flow=checkout.flow,
        status=checkout.status,
        revision=checkout.revision,
        synced_revision=checkout.synced_revision,
        **_chosen(checkout.cart, store.catalog, left),
        **_priced(checkout.quote, left),
    )


def empty_summary(cart: Cart, quote: Quote, catalog: Catalog, flow: Flow) -> Summary:
    """What somebody sees who has put nothing into a cart yet."""
    return Summary(
        id=None,
        flow=flow,
        status=Status.OPEN,
        revision=0,
        synced_revision=0,
        **_chosen(cart, catalog, {}),
        **_priced(quote, {}),
    )


async def opened(checkout: Checkout, store: Services, client_secret: str) -> OpenedCheckout:
    """The checkout with its client secret."""
    return OpenedCheckout(**dict(await summary(checkout, store)), client_secret=client_secret)


def _chosen(cart: Cart, catalog: Catalog, left: Mapping[str, int]) -> dict[str, Any]:
    offered = ((key, add_on) for key, add_on in catalog.add_ons.items() if may_have(cart, add_on))
    return {
        "add_ons": tuple(
            OfferedAddOn(key=key, name=add_on.name, amount=add_on.price, on=key in cart.add_ons)
            for key, add_on in offered
        ),
        "present_note": missing_for(cart, catalog, left),
        "shipping_note": not_offered(cart.shipping, cart.destination, catalog),
        "code": cart.code,
        "code_until": cart.code_until,
        "term": cart.term,
        "referral": cart.referral,
    }


def _priced(quote: Quote, left: Mapping[str, int]) -> dict[str, Any]:
    return {
        "currency": quote.currency,
        "amount_subtotal": quote.subtotal,
        "amount_discount": quote.discount,
        "amount_shipping": quote.shipping.amount,
        "amount_tax": quote.tax,
        "amount_total": quote.total,
        "lines": tuple(_line(line, left) for line in quote.lines),
        "short": short(quote, left),
        "shipping": tuple(
            OfferedShipping(key=way.key, name=way.name, amount=way.amount, chosen=way == quote.shipping)
            for way in quote.shipping_options
        ),
        "destination": quote.destination,
        "taxes": quote.taxes,
        "discounts": quote.deductions,
        "recurring": quote.recurring,
    }


def _line(line: QuoteLine, left: Mapping[str, int]) -> Line:
    return Line.model_validate(line).model_copy(update={"left": left.get(line.product)})
