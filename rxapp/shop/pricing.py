"""What a cart costs: the one place that adds up."""

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rxapp.shop.cart import Cart, fitted, goods_of
from rxapp.shop.catalog import Catalog
from rxapp.shop.discounts import CODE, Deduction, deductions


class QuoteLine(BaseModel):
    """A priced line; `unit_amount` in minor units.

    `key` names it for good: `product:<slug>`, `add_on:<key>` or `donation`.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    kind: Literal["product", "add_on", "donation"]
    name: str
    unit_amount: int
    quantity: int

    @property
    def amount(self) -> int:
        return self.unit_amount * self.quantity


class QuoteShipping(BaseModel):
    """A way to ship with its price in minor units."""

    model_config = ConfigDict(frozen=True)

    key: str
    name: str
    amount: int


class Quote(BaseModel):
    """What is asked for a cart. All amounts are integers in minor units of `currency`.

    `shipping_options` has the chosen way first: Stripe preselects the first one.
    """

    model_config = ConfigDict(frozen=True)

    currency: str
    lines: tuple[QuoteLine, ...]
    deductions: tuple[Deduction, ...]
    shipping_options: tuple[QuoteShipping, ...]

    @property
    def subtotal(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def discount(self) -> int:
        return sum(deduction.amount for deduction in self.deductions)

    @property
    def shipping(self) -> QuoteShipping:
        return self.shipping_options[0]

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + self.shipping.amount if self.lines else 0

    @property
    def code(self) -> str | None:
        """The promo code that takes something off."""
        return next((part.name for part in self.deductions if part.key == CODE), None)

    @property
    def discount_name(self) -> str:
        """What the one discount at Stripe is made of."""
        return " + ".join(deduction.name for deduction in self.deductions)


def quote(cart: Cart, catalog: Catalog, now: datetime | None = None) -> Quote:
    """Prices a cart from the catalogue. Only the cart's choices and the time go in.

    Args:
        now: When it is asked for, since some offers end; the present when left out.
    """
    cart = fitted(cart, catalog)
    return Quote(
        currency=catalog.currency,
        lines=(
            *(_product_line(catalog, line.slug, line.quantity) for line in cart.lines),
            *(_add_on_line(catalog, key) for key in catalog.add_ons if key in cart.add_ons),
            *_donation_line(catalog, cart.donation),
        ),
        deductions=deductions(cart, catalog, goods_of(cart, catalog), now or datetime.now(UTC)),
        shipping_options=_shipping_options(catalog, cart.shipping),
    )


def _product_line(catalog: Catalog, slug: str, quantity: int) -> QuoteLine:
    product = catalog.by_slug[slug]
    return QuoteLine(
        key=f"product:{slug}", kind="product", name=product.name, unit_amount=product.price, quantity=quantity
    )


def _add_on_line(catalog: Catalog, key: str) -> QuoteLine:
    add_on = catalog.add_ons[key]
    return QuoteLine(key=f"add_on:{key}", kind="add_on", name=add_on.name, unit_amount=add_on.price, quantity=1)


def _donation_line(catalog: Catalog, amount: int) -> tuple[QuoteLine, ...]:
    if not amount or catalog.donation is None:
        return ()
    name = catalog.donation.name
    return (QuoteLine(key="donation", kind="donation", name=name, unit_amount=amount, quantity=1),)


def _shipping_options(catalog: Catalog, chosen: str) -> tuple[QuoteShipping, ...]:
    ways = (QuoteShipping(key=key, name=rate.name, amount=rate.price) for key, rate in catalog.shipping.items())
    return tuple(sorted(ways, key=lambda way: way.key != chosen))
