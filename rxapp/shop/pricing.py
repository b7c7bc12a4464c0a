"""What a cart costs: the one place that adds up."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rxapp.shop.cart import Cart, fitted, goods_of
from rxapp.shop.catalog import Catalog, Interval
from rxapp.shop.destination import Destination
from rxapp.shop.discounts import CODE, Deduction, deductions
from rxapp.shop.money import spread
from rxapp.shop.plans import chosen_term, trial
from rxapp.shop.presents import comes_along, name_of
from rxapp.shop.shipping import QuoteShipping, chosen_first, offered
from rxapp.shop.taxes import QuoteTax, taxes_on


class QuoteLine(BaseModel):
    """A priced line; `unit_amount` in minor units.

    `key` names it for good: `product:<slug>`, `present`, `present:<slug>`, `add_on:<key>`, `donation` or `plan:<key>`.
    A present costs nothing, a plan nothing today.
    The quantity of an `adjustable` line may be changed at Stripe as well.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    kind: Literal["product", "present", "add_on", "donation", "plan"]
    name: str
    unit_amount: int
    quantity: int
    adjustable: bool = False

    @property
    def amount(self) -> int:
        return self.unit_amount * self.quantity

    @property
    def taxed(self) -> bool:
        """Whether the taxes of the destination are levied on it."""
        return self.kind not in ("donation", "present")

    @property
    def product(self) -> str:
        """The slug of the product that it is so many pieces of; empty for what is none."""
        return self.key.partition(":")[2] if self.kind in ("product", "present") else ""


EVERYTHING_IS_THERE: Mapping[str, int] = MappingProxyType({})
NOT_SHIPPED = QuoteShipping(key="", name="", amount=0)


class Recurring(BaseModel):
    """What a plan costs after its trial: `amount` in minor units every `interval`, for the first time on `trial_ends`.

    Or every so many of them, `every`. Days are those of UTC. What is `shipped` has to know where it goes.
    """

    model_config = ConfigDict(frozen=True)

    amount: int
    interval: Interval
    every: int = 1
    shipped: bool = False
    trial_days: int
    trial_reason: str
    trial_ends: date

    @property
    def recurs(self) -> str:
        """How often it comes, such as `1 month`."""
        return f"{self.every} {self.interval}"


class Quote(BaseModel):
    """What is asked for a cart. All amounts are integers in minor units of `currency`.

    `shipping_options` has the chosen way first: Stripe preselects the first one. `total` is due today; what a plan
    costs later is in `recurring`.
    """

    model_config = ConfigDict(frozen=True)

    currency: str
    lines: tuple[QuoteLine, ...]
    deductions: tuple[Deduction, ...]
    shipping_options: tuple[QuoteShipping, ...]
    taxes: tuple[QuoteTax, ...] = ()
    destination: Destination | None = None
    recurring: Recurring | None = None

    @property
    def trial_days(self) -> int:
        """How long what comes again is free; 0 for goods."""
        return self.recurring.trial_days if self.recurring else 0

    @property
    def follows(self) -> tuple[int, str] | None:
        """What a plan costs later, and how often; None for goods."""
        return (self.recurring.amount, self.recurring.recurs) if self.recurring else None

    @property
    def is_sent(self) -> bool:
        """Whether it can't be paid before there is an address."""
        return bool(self.shipping_options) or (self.recurring is not None and self.recurring.shipped)

    @property
    def subtotal(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def discount(self) -> int:
        return sum(deduction.amount for deduction in self.deductions)

    @property
    def shipping(self) -> QuoteShipping:
        return self.shipping_options[0] if self.shipping_options else NOT_SHIPPED

    @property
    def total(self) -> int:
        if not self.lines:
            return 0
        return self.subtotal - self.discount + self.shipping.amount + self.tax - self.tax_included

    @property
    def tax(self) -> int:
        """All taxes, also those that the prices have in them."""
        return sum(tax.amount for tax in self.taxes)

    @property
    def tax_included(self) -> int:
        return sum(tax.amount for tax in self.taxes if tax.inclusive)

    @property
    def code(self) -> str | None:
        """The promo code that takes something off."""
        return next((part.name for part in self.deductions if part.key == CODE), None)

    @property
    def discount_name(self) -> str:
        """What the one discount at Stripe is made of."""
        return " + ".join(deduction.name for deduction in self.deductions)


def quote(
    cart: Cart, catalog: Catalog, now: datetime | None = None, left: Mapping[str, int] = EVERYTHING_IS_THERE
) -> Quote:
    """Prices a cart from the catalogue. Only the cart's choices, the time and what is left go in.

    Args:
        now: When it is asked for, since some offers end; now when left out.
        left: How many there are of each product that is counted, since a present may be one.
    """
    cart, now = fitted(cart, catalog), now or datetime.now(UTC)
    if cart.plan:
        return _plan_quote(cart, catalog, now)
    goods = goods_of(cart, catalog)
    lines = (
        *(_product_line(catalog, line.slug, line.quantity) for line in cart.lines),
        *_present_line(cart, catalog, left),
        *(_add_on_line(catalog, key) for key in catalog.add_ons if key in cart.add_ons),
        *_donation_line(catalog, cart.donation),
    )
    off = deductions(cart, catalog, goods, now)
    return Quote(
        currency=catalog.currency,
        lines=lines,
        deductions=off,
        shipping_options=chosen_first(offered(cart.destination, catalog, goods), cart.shipping),
        taxes=taxes_on(_taxed(lines, off, catalog.currency), cart.destination, catalog),
        destination=cart.destination,
    )


def _plan_quote(cart: Cart, catalog: Catalog, now: datetime) -> Quote:
    plan, free = catalog.plans[cart.plan], trial(cart, catalog)
    term = chosen_term(cart, plan)
    return Quote(
        currency=catalog.currency,
        lines=(QuoteLine(key=f"plan:{cart.plan}", kind="plan", name=plan.name, unit_amount=0, quantity=1),),
        deductions=(),
        shipping_options=(),
        destination=cart.destination if plan.shipped else None,
        recurring=Recurring(
            amount=term.price,
            interval=term.interval,
            every=term.every,
            shipped=plan.shipped,
            trial_days=free.days,
            trial_reason=free.reason,
            trial_ends=(now + timedelta(days=free.days)).date(),
        ),
    )


def _taxed(lines: tuple[QuoteLine, ...], off: tuple[Deduction, ...], currency: str) -> list[int]:
    """What is left of each taxed line: Stripe spreads the discount over all of them, and donations alike."""
    shares = spread(sum(part.amount for part in off), [line.amount for line in lines], currency)
    return [line.amount - share for line, share in zip(lines, shares, strict=True) if line.taxed]


def _product_line(catalog: Catalog, slug: str, quantity: int) -> QuoteLine:
    product = catalog.by_slug[slug]
    return QuoteLine(
        key=f"product:{slug}",
        kind="product",
        name=product.name,
        unit_amount=product.price,
        quantity=quantity,
        adjustable=product.adjustable,
    )


def _present_line(cart: Cart, catalog: Catalog, left: Mapping[str, int]) -> tuple[QuoteLine, ...]:
    present = comes_along(cart, catalog, left)
    if present is None:
        return ()
    key = f"present:{present.product}" if present.product else "present"
    return (QuoteLine(key=key, kind="present", name=name_of(present, catalog), unit_amount=0, quantity=1),)


def _add_on_line(catalog: Catalog, key: str) -> QuoteLine:
    add_on = catalog.add_ons[key]
    return QuoteLine(key=f"add_on:{key}", kind="add_on", name=add_on.name, unit_amount=add_on.price, quantity=1)


def _donation_line(catalog: Catalog, amount: int) -> tuple[QuoteLine, ...]:
    if not amount or catalog.donation is None:
        return ()
    name = catalog.donation.name
    return (QuoteLine(key="donation", kind="donation", name=name, unit_amount=amount, quantity=1),)
