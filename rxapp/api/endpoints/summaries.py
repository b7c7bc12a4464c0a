"""What clients get: a checkout at one moment. Amounts are integers in minor units."""

from datetime import date, datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from rxapp.orders.records import Checkout, Flow, Status
from rxapp.shop.cart import Cart, may_have
from rxapp.shop.catalog import Catalog
from rxapp.shop.destination import Destination
from rxapp.shop.discounts import Deduction
from rxapp.shop.pricing import Quote, QuoteLine, Recurring
from rxapp.shop.shipping import QuoteShipping, not_offered
from rxapp.shop.taxes import QuoteTax


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Line(Answer):
    """A priced line: a product, an add-on, a donation."""

    key: str = Field(description="Names the line for good, such as product:yame-sencha.")
    kind: str
    name: str
    quantity: int
    unit_amount: int
    amount: int

    @classmethod
    def of(cls, line: QuoteLine) -> Self:
        return cls(
            key=line.key,
            kind=line.kind,
            name=line.name,
            quantity=line.quantity,
            unit_amount=line.unit_amount,
            amount=line.amount,
        )


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

    @classmethod
    def of(cls, way: QuoteShipping, chosen: QuoteShipping) -> Self:
        return cls(key=way.key, name=way.name, amount=way.amount, chosen=way == chosen)


class LeviedTax(Answer):
    """A tax of the destination."""

    key: str
    name: str
    percent: str = Field(description="As exact as it is levied.", examples=["8.875"])
    inclusive: bool = Field(description="Whether the prices have it in them; otherwise it comes on top.")
    amount: int

    @classmethod
    def of(cls, tax: QuoteTax) -> Self:
        return cls(key=tax.key, name=tax.name, percent=f"{tax.percent:f}", inclusive=tax.inclusive, amount=tax.amount)


class ShippingAddress(Answer):
    """Where the order goes."""

    name: str
    line1: str
    line2: str
    city: str
    state: str
    postal_code: str
    country: str

    @classmethod
    def of(cls, destination: Destination) -> Self:
        return cls(**destination.model_dump())


class Discount(Answer):
    """What one rule takes off."""

    key: str
    name: str
    amount: int

    @classmethod
    def of(cls, deduction: Deduction) -> Self:
        return cls(key=deduction.key, name=deduction.name, amount=deduction.amount)


class ComesAgain(Answer):
    """What a plan costs after its trial: `amount` every `interval`, for the first time on `trial_ends` (a UTC day)."""

    amount: int
    interval: str
    trial_days: int
    trial_reason: str
    trial_ends: date

    @classmethod
    def of(cls, recurring: Recurring | None) -> Self | None:
        return cls(**dict(recurring)) if recurring else None


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
    add_ons: tuple[OfferedAddOn, ...]
    shipping: tuple[OfferedShipping, ...]
    shipping_note: str = Field(description="Why another way than the chosen one is taken; empty otherwise.")
    destination: ShippingAddress | None = Field(description="Where the order goes; null until it was said.")
    taxes: tuple[LeviedTax, ...]
    discounts: tuple[Discount, ...]
    code: str = Field(description="The promo code that was entered; empty without one.")
    code_until: datetime | None = Field(description="When the code runs out; null for one that lasts.")
    referral: str = Field(description="A friend's code, where a plan is joined; empty without one.")
    recurring: ComesAgain | None = Field(description="What comes again, where a plan is joined; null for goods.")


class OpenedCheckout(Summary):
    """A checkout and what opens its session in the browser."""

    client_secret: str = Field(description="For Stripe.js. Also proves to us whose checkout it is: keep it.")


class UpdatedIntent(OpenedCheckout):
    """A checkout that is paid by a Payment Intent, in the words of the guide."""

    amount: int


def summary(checkout: Checkout, catalog: Catalog) -> Summary:
    """The checkout, written out."""
    return Summary(
        id=checkout.session_id,
        flow=checkout.flow,
        status=checkout.status,
        revision=checkout.revision,
        synced_revision=checkout.synced_revision,
        **_chosen(checkout.cart, catalog),
        **_priced(checkout.quote),
    )


def empty_summary(cart: Cart, quote: Quote, catalog: Catalog, flow: Flow) -> Summary:
    """What somebody sees who has put nothing into a cart yet."""
    return Summary(
        id=None,
        flow=flow,
        status=Status.OPEN,
        revision=0,
        synced_revision=0,
        **_chosen(cart, catalog),
        **_priced(quote),
    )


def opened(checkout: Checkout, catalog: Catalog, client_secret: str) -> OpenedCheckout:
    """The checkout with its client secret."""
    return OpenedCheckout(**dict(summary(checkout, catalog)), client_secret=client_secret)


def _chosen(cart: Cart, catalog: Catalog) -> dict[str, Any]:
    offered = ((key, add_on) for key, add_on in catalog.add_ons.items() if may_have(cart, add_on))
    return {
        "add_ons": tuple(
            OfferedAddOn(key=key, name=add_on.name, amount=add_on.price, on=key in cart.add_ons)
            for key, add_on in offered
        ),
        "shipping_note": not_offered(cart.shipping, cart.destination, catalog),
        "code": cart.code,
        "code_until": cart.code_until,
        "referral": cart.referral,
    }


def _priced(quote: Quote) -> dict[str, Any]:
    return {
        "currency": quote.currency,
        "amount_subtotal": quote.subtotal,
        "amount_discount": quote.discount,
        "amount_shipping": quote.shipping.amount,
        "amount_tax": quote.tax,
        "amount_total": quote.total,
        "lines": tuple(Line.of(line) for line in quote.lines),
        "shipping": tuple(OfferedShipping.of(way, quote.shipping) for way in quote.shipping_options),
        "destination": ShippingAddress.of(quote.destination) if quote.destination else None,
        "taxes": tuple(LeviedTax.of(tax) for tax in quote.taxes),
        "discounts": tuple(Discount.of(deduction) for deduction in quote.deductions),
        "recurring": ComesAgain.of(quote.recurring),
    }
