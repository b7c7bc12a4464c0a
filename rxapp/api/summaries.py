"""What clients get: a checkout at one moment. Amounts are integers in minor units."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from rxapp.orders.records import Checkout, Status
from rxapp.shop.cart import may_have
from rxapp.shop.catalog import Catalog
from rxapp.shop.discounts import Deduction
from rxapp.shop.pricing import Quote, QuoteLine, QuoteShipping


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


class Discount(Answer):
    """What one rule takes off."""

    key: str
    name: str
    amount: int

    @classmethod
    def of(cls, deduction: Deduction) -> Self:
        return cls(key=deduction.key, name=deduction.name, amount=deduction.amount)


class Summary(Answer):
    """A checkout as it is now."""

    id: str | None = Field(description="The Checkout Session's id; null before the first opening.")
    status: Status
    revision: int = Field(description="Grows by one with every accepted change.")
    synced_revision: int = Field(description="The last one that Stripe has confirmed.")
    currency: str
    amount_subtotal: int
    amount_discount: int
    amount_shipping: int
    amount_total: int
    lines: tuple[Line, ...]
    add_ons: tuple[OfferedAddOn, ...]
    shipping: tuple[OfferedShipping, ...]
    discounts: tuple[Discount, ...]
    code: str = Field(description="The promo code that was entered; empty without one.")
    code_until: datetime | None = Field(description="When the code runs out; null for one that lasts.")


class OpenedCheckout(Summary):
    """A checkout and what opens its session in the browser."""

    client_secret: str = Field(description="For Stripe.js. Also proves to us whose checkout it is: keep it.")


def summary(checkout: Checkout, catalog: Catalog) -> Summary:
    """The checkout, written out."""
    quote = checkout.quote
    return Summary(
        id=checkout.session_id,
        status=checkout.status,
        revision=checkout.revision,
        synced_revision=checkout.synced_revision,
        currency=quote.currency,
        amount_subtotal=quote.subtotal,
        amount_discount=quote.discount,
        amount_shipping=quote.shipping.amount,
        amount_total=quote.total,
        lines=tuple(Line.of(line) for line in quote.lines),
        add_ons=_add_ons(checkout, catalog),
        shipping=_shipping(quote),
        discounts=tuple(Discount.of(deduction) for deduction in quote.deductions),
        code=checkout.cart.code,
        code_until=checkout.cart.code_until,
    )


def opened(checkout: Checkout, catalog: Catalog, client_secret: str) -> OpenedCheckout:
    """The checkout with its client secret."""
    return OpenedCheckout(**dict(summary(checkout, catalog)), client_secret=client_secret)


def _add_ons(checkout: Checkout, catalog: Catalog) -> tuple[OfferedAddOn, ...]:
    return tuple(
        OfferedAddOn(key=key, name=add_on.name, amount=add_on.price, on=key in checkout.cart.add_ons)
        for key, add_on in catalog.add_ons.items()
        if may_have(checkout.cart, add_on)
    )


def _shipping(quote: Quote) -> tuple[OfferedShipping, ...]:
    return tuple(OfferedShipping.of(way, quote.shipping) for way in quote.shipping_options)
