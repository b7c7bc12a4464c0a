"""What a cart costs, in minor units. Pure arithmetic; the rules are those of Stripe's Checkout.

Stripe does not document how it rounds a percentage or splits a discount. Here both are in one place: a session's
discount is rounded half up once, then split over the items by largest remainder, so that the parts add up to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Rate:
    """A tax rate.

    Attributes:
        percentage: Such as 8.25.
        inclusive: Whether the price has the tax in it already.
    """

    id: str
    percentage: Decimal
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a cart.

    Attributes:
        unit_amount: Minor units, with decimals if the price has them.
        product: What a coupon's `applies_to` refers to.
    """

    unit_amount: Decimal
    quantity: int
    product: str
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class Discount:
    """A coupon's effect: either a percentage or an amount in minor units, on all products or on some."""

    percent_off: Decimal | None = None
    amount_off: int | None = None
    products: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Tax:
    rate: Rate
    amount: int
    taxable: int


@dataclass(frozen=True, slots=True)
class ItemTotal:
    """What one item costs, in minor units. `total` is after discount and with tax."""

    subtotal: int
    discount: int
    taxes: tuple[Tax, ...]

    @property
    def tax(self) -> int:
        return sum([tax.amount for tax in self.taxes])

    @property
    def tax_inclusive(self) -> int:
        return sum([tax.amount for tax in self.taxes if tax.rate.inclusive])

    @property
    def tax_exclusive(self) -> int:
        return self.tax - self.tax_inclusive if self.taxes else 0

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + self.tax_exclusive


@dataclass(frozen=True, slots=True)
class Total:
    """What the cart costs, in minor units.

    Attributes:
        subtotal: All items before discount and tax.
        shipping: Its own subtotal, tax and total; a discount does not touch it.
    """

    items: tuple[ItemTotal, ...]
    shipping: ItemTotal

    @property
    def subtotal(self) -> int:
        return sum([item.subtotal for item in self.items])

    @property
    def discount(self) -> int:
        return sum([item.discount for item in self.items])

    @property
    def tax_exclusive(self) -> int:
        return sum([item.tax_exclusive for item in self.items]) + self.shipping.tax_exclusive

    @property
    def tax_inclusive(self) -> int:
        return sum([item.tax_inclusive for item in self.items]) + self.shipping.tax_inclusive

    @property
    def tax(self) -> int:
        return sum([item.tax for item in self.items]) + self.shipping.tax

    @property
    def total(self) -> int:
        return sum([item.total for item in self.items]) + self.shipping.total


def total(
    items: Sequence[Item],
    discount: Discount | None,
    shipping: int,
    shipping_rates: tuple[Rate, ...] = (),
    step: int = 1,
) -> Total:
    """The cost of a cart.

    Args:
        shipping: Minor units.
        shipping_rates: Taxes on shipping.
        step: What every amount is a multiple of, in minor units of its currency.
    """
    subtotals = [rounded(item.unit_amount * item.quantity, step) for item in items]
    discounts = _discounts(items, subtotals, discount, step)
    return Total(
        tuple(
            ItemTotal(subtotal, off, taxes(subtotal - off, item.rates, step))
            for item, subtotal, off in zip(items, subtotals, discounts, strict=True)
        ),
        ItemTotal(shipping, 0, taxes(shipping, shipping_rates, step)),
    )


def _discounts(items: Sequence[Item], subtotals: list[int], discount: Discount | None, step: int) -> list[int]:
    if discount is None:
        return [0] * len(items)
    eligible = [
        subtotal if discount.products is None or item.product in discount.products else 0
        for item, subtotal in zip(items, subtotals, strict=True)
    ]
    if discount.percent_off is not None:
        whole = rounded(sum(eligible) * discount.percent_off / 100, step)
    else:
        whole = min(discount.amount_off or 0, sum(eligible))
    return split(whole, eligible, step)


def split(amount: int, weights: Sequence[int], step: int = 1) -> list[int]:
    """An amount divided in proportion to weights by largest remainder, in steps. No part exceeds its weight."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [amount * weight // (whole * step) * step for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % (whole * step)), i))
    for i in by_remainder[: (amount - sum(parts)) // step]:
        parts[i] += step
    return parts


def taxes(amount: int, rates: tuple[Rate, ...], step: int = 1) -> tuple[Tax, ...]:
    """The taxes on an amount in minor units. Inclusive ones are taken out first, exclusive ones come on top."""
    if not rates:
        return ()
    gross = 100 + sum((rate.percentage for rate in rates if rate.inclusive), Decimal(0))
    # An exclusive tax beside an inclusive one is levied on the net price. One division, so that exactly half is half.
    net = rounded(amount * Decimal(100) / gross, step)
    return tuple(Tax(rate, rounded(amount * rate.percentage / gross, step), net) for rate in rates)


def rounded(amount: Decimal, step: int = 1) -> int:
    """Half up, as Stripe rounds amounts that are not whole."""
    return int((amount / step).quantize(Decimal(1), ROUND_HALF_UP)) * step


def as_rate(tax_rate: dict[str, Any]) -> Rate:
    """The effect of a tax rate, as Stripe shows it."""
    return Rate(tax_rate["id"], Decimal(str(tax_rate["percentage"])), tax_rate["inclusive"])


def as_discount(coupon: dict[str, Any], currency: str, products: list[str] | None) -> Discount:
    """The effect of a coupon, as Stripe shows it, in a currency."""
    only = frozenset(products) if products else None
    if coupon["percent_off"] is not None:
        return Discount(percent_off=Decimal(str(coupon["percent_off"])), products=only)
    amounts = {coupon["currency"]: coupon["amount_off"]}
    options = coupon.get("currency_options") or {}
    amounts.update({name: option["amount_off"] for name, option in options.items()})
    return Discount(amount_off=amounts.get(currency, 0), products=only)
