"""What is sold: `catalog.toml`, parsed once into frozen values."""

import sys
import tomllib
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from rxapp.shop.currencies import CURRENCIES
from rxapp.shop.destination import Destination
from rxapp.shop.entry import Entry, Name, Percent, Price, amounts_in, spelt
from rxapp.shop.language import CATALOG_FILE, DEFAULT, is_spoken
from rxapp.shop.money import written
from rxapp.shop.refusal import Refusal
from rxapp.shop.regions import RegionOffer, Tax, Zone
from rxapp.shop.translation import translated
from rxapp.shop.words import say

Stock = Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)]
Days = Annotated[int, Field(strict=True, ge=1, le=730)]  # what Stripe takes as a trial
Interval = Literal["day", "week", "month", "year"]
MOST_EVERY: dict[str, int] = {"day": 1095, "week": 156, "month": 36, "year": 3}  # Stripe's: three years

WayToPay = Literal["card", "amazon_pay", "us_bank_account"]
DOLLARS_ONLY = frozenset({"amazon_pay", "us_bank_account"})


class Elsewhere(Entry):
    """A place that the guide of a test store sends an order to, and what there is to see then."""

    name: Name
    watch: str
    address: Destination


class Product(Entry):
    """A thing on the shelf; `price` in minor units. Stripe.js itself changes the quantity of an `adjustable` one.

    `stock` is how many there are to sell in all, sold ones too; without it they aren't counted.
    """

    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: Name
    price: Price
    kind: str
    summary: str
    story: str = ""
    goes_with: tuple[str, ...] = ()
    large_of: str = ""
    adjustable: Annotated[bool, Field(strict=True)] = False
    stock: Stock | None = None

    @property
    def drawing(self) -> str:
        """The name of its drawing."""
        return self.large_of or self.slug


class AddOn(Entry):
    """Something to tick at the checkout; `only_with` limits it to carts that hold one of these products."""

    name: Name
    price: Price
    detail: str = ""
    only_with: tuple[str, ...] = Field((), alias="for")


class Donation(Entry):
    """What may be given on top: in whole steps of `step`, at most `at_most` (both minor units)."""

    name: Name
    detail: str = ""
    step: Annotated[int, Field(strict=True, ge=1)] = 1
    at_most: Price

    def refuse_unless_possible(self, given: int, currency: str) -> None:
        """Lets an amount in minor units through that may be given; none is rounded or capped.

        Raises:
            Refusal: It is too much, or between two steps.
        """
        if given > self.at_most:
            asked, most = written(given, currency), written(self.at_most, currency)
            raise Refusal("donation", say("refusals.donation_too_much", given=asked, most=most))
        step = max(self.step, CURRENCIES[currency].step)
        if over := given % step:
            around = (given - over, given - over + step)
            near = say("written.or").join(written(one, currency) for one in around if 0 < one <= self.at_most)
            raise Refusal("donation", say("refusals.donation_between_steps", step=written(step, currency), near=near))


class ShippingWay(Entry):
    """A way to ship; `short` is what it is called in a sentence. What it costs and how long it takes, its zones say."""

    name: Name
    short: Name


class Present(Entry):
    """What comes along at no cost with goods of `over` or more (minor units): a `product` of the store, or a `name`.

    `short` is what it is called in a sentence. Of a product that is counted it takes one.
    """

    product: str = ""
    name: Annotated[str, Field(max_length=60)] = ""
    short: str = ""
    detail: str = ""
    over: Annotated[Price, Field(ge=1)]

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        if not (self.product or self.name):
            raise ValueError("a present is a product, or has a name")
        return self


class Loyalty(Entry):
    """Goods over `over` get `percent` off, at most `at_most` (both minor units)."""

    name: Name = say("discounts.loyalty")
    over: Price
    percent: Percent
    at_most: Price


class Member(Entry):
    """A tier of customers: `percent` off the goods, then up to `credit` (minor units) off what is left of them.

    A plan begins with `trial_days` for them, where that is longer than for others.
    `email` is that of the demo shopper who can be tried in a test store.
    """

    name: Name
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    percent: Percent | None = None
    credit: Price = 0
    trial_days: Days | None = None


class OwnOffer(Entry):
    """What belongs to one customer: `percent` off one product, for the demo shopper it is made for."""

    name: Name
    for_member: str
    product: str
    percent: Percent


class Code(Entry):
    """What a shopper can type: `percent` or `amount` (minor units) off the goods, under its conditions.

    `minutes` count from when a shopper first entered it, `uses` are so many in all, whoever they are by.
    """

    percent: Percent | None = None
    amount: Price | None = None
    minimum: Price = 0
    starts: date | None = None
    ends: date | None = None
    minutes: Annotated[int, Field(strict=True, ge=1)] | None = None
    uses: Annotated[int, Field(strict=True, ge=1)] | None = None
    first_order: Annotated[bool, Field(strict=True)] = False
    for_member: str = ""

    @model_validator(mode="after")
    def _one_way_off(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise ValueError("a code takes off either a percent or an amount")
        return self


class Term(Entry):
    """A way to pay for a plan: `price` in minor units, every so many (`every`) of `interval`.

    `trial_days` is how long a plan that is paid this way is free, where that isn't what the plan itself says.
    """

    name: Name
    price: Price
    interval: Interval
    every: Annotated[int, Field(strict=True, ge=1)] = 1
    trial_days: Days | None = None

    @model_validator(mode="after")
    def _not_too_rare(self) -> Self:
        most = MOST_EVERY[self.interval]
        if self.every > most:
            raise ValueError(f"Stripe takes nothing that comes less often than every {most} {self.interval}s")
        return self


class Plan(Entry):
    """What comes again and again, paid by one of its `terms`, after `trial_days` that cost nothing.

    The first of the terms is the one to begin with. What is `shipped` needs to know where it goes.
    """

    name: Name
    terms: Annotated[dict[Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")], Term], Field(min_length=1)]
    trial_days: Days
    kind: str
    summary: str
    story: str = ""
    each_time: tuple[str, ...] = ()
    shipped: Annotated[bool, Field(strict=True)] = False

    @property
    def first_term(self) -> Term:
        """What a plan is paid by unless somebody chooses another one."""
        return next(iter(self.terms.values()))


class Referrals(Entry):
    """What friends pass on: with one of these codes a plan begins with `trial_days` that cost nothing."""

    codes: Annotated[tuple[str, ...], Field(min_length=1)]
    trial_days: Days


class Catalog(Entry):
    """Everything that can be bought, in the order it is shown."""

    store: Name
    number_prefix: Annotated[str, Field(pattern=r"^[A-Z0-9]{0,6}-?$")] = ""
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = DEFAULT
    currency: Annotated[str, Field(pattern=r"^[a-z]{3}$")]
    ways_to_pay: Annotated[tuple[WayToPay, ...], Field(min_length=1)] = ("card",)
    demo_address: Destination | None = None
    demo_cart: tuple[str, ...] = ()
    elsewhere: dict[str, Elsewhere] = {}
    products: Annotated[tuple[Product, ...], Field(min_length=1)]
    add_ons: dict[str, AddOn] = {}
    donation: Donation | None = None
    shipping: Annotated[dict[str, ShippingWay], Field(min_length=1)]
    zones: Annotated[dict[str, Zone], Field(min_length=1)]
    taxes: dict[str, Tax] = {}
    present: Present | None = None
    loyalty: Loyalty | None = None
    region_offers: dict[str, RegionOffer] = {}
    members: dict[str, Member] = {}
    own_offers: dict[str, OwnOffer] = {}
    codes: dict[str, Code] = {}
    plans: dict[Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")], Plan] = {}
    referrals: Referrals | None = None

    @field_validator("locale")
    @classmethod
    def _has_words(cls, locale: str) -> str:
        if not is_spoken(locale):
            raise ValueError(f"the shop has no words in {locale}: see rxapp/shop/words")
        return locale

    @field_validator("currency")
    @classmethod
    def _stripe_has_it(cls, currency: str) -> str:
        if currency not in CURRENCIES:
            raise ValueError(f"Stripe has no currency {currency}")
        return currency

    @model_validator(mode="after")
    def _can_be_paid(self) -> Self:
        if len(self.ways_to_pay) != len(set(self.ways_to_pay)):
            raise ValueError("ways_to_pay names one of them twice")
        if self.currency != "usd" and (wrong := DOLLARS_ONLY.intersection(self.ways_to_pay)):
            raise ValueError(f"ways_to_pay: {', '.join(sorted(wrong))} can't be had in {self.currency}")
        if self.plans and "card" not in self.ways_to_pay:
            raise ValueError("ways_to_pay: plans are paid by card")
        return self

    @model_validator(mode="after")
    def _can_be_charged(self) -> Self:
        known = CURRENCIES[self.currency]
        if wrong := [place for place, amount in amounts_in(self) if amount % known.step]:
            raise ValueError(f"{', '.join(wrong)}: every amount in {self.currency} is a multiple of {known.step}")
        for key, plan in self.plans.items():
            if min(term.price for term in plan.terms.values()) < known.smallest_charge:
                raise ValueError(f"plan {key} costs less than {written(known.smallest_charge, self.currency)}")
        return self

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        slugs = [product.slug for product in self.products]
        if len(slugs) != len(set(slugs)):
            raise ValueError("two products have the same slug")
        for product in self.products:
            if unknown := {*product.goes_with, *filter(None, [product.large_of])} - set(slugs):
                raise ValueError(f"{product.slug} speaks of {', '.join(unknown)}, which the store doesn't sell")
        for key, add_on in self.add_ons.items():
            if unknown := set(add_on.only_with) - set(slugs):
                raise ValueError(f"add-on {key} is for {', '.join(sorted(unknown))}, which the store doesn't sell")
        for key, zone in self.zones.items():
            if unknown := set(zone.ways) - set(self.shipping):
                raise ValueError(f"zone {key} is reached by {', '.join(sorted(unknown))}, which is no way to ship")
        if unknown := set(self.demo_cart) - set(slugs):
            raise ValueError(f"the demo cart holds {', '.join(sorted(unknown))}, which the store doesn't sell")
        if self.present and self.present.product not in {"", *slugs}:
            raise ValueError(f"the present is {self.present.product}, which the store doesn't sell")
        if wrong := [code for code in (*self.codes, *self.referral_codes) if code != spelt(code)]:
            raise ValueError(f"codes are written in capitals: {', '.join(wrong)}")
        self._offers_are_for_somebody(set(slugs))
        return self

    def _offers_are_for_somebody(self, slugs: set[str]) -> None:
        for key, offer in self.own_offers.items():
            if offer.product not in slugs:
                raise ValueError(f"own offer {key} is on {offer.product}, which the store doesn't sell")
        given = {**self.own_offers, **self.codes}
        strangers = {one.for_member for one in given.values() if one.for_member} - set(self.members)
        if strangers:
            raise ValueError(f"an offer is for {', '.join(sorted(strangers))}, who is no member")

    @cached_property
    def by_slug(self) -> dict[str, Product]:
        return {product.slug: product for product in self.products}

    @cached_property
    def stock(self) -> dict[str, int]:
        """How many there are to sell in all of each product that is counted."""
        return {product.slug: product.stock for product in self.products if product.stock is not None}

    @cached_property
    def uses(self) -> dict[str, int]:
        """How many uses of each code matter: none where it may be used as often as anybody likes."""
        return {name: code.uses or 0 for name, code in self.codes.items()}

    @property
    def referral_codes(self) -> tuple[str, ...]:
        return self.referrals.codes if self.referrals else ()

    @property
    def shelf(self) -> tuple[Product, ...]:
        """What stands on the shelf: everything but the large sizes."""
        return tuple(product for product in self.products if not product.large_of)

    def other_size(self, slug: str) -> Product | None:
        """The large size of a small product, or the small one of a large."""
        product = self.by_slug[slug]
        if product.large_of:
            return self.by_slug[product.large_of]
        return next((large for large in self.products if large.large_of == slug), None)

    def goes_with(self, slug: str) -> tuple[Product, ...]:
        """What is suggested beside a product; of a large size, what goes with the small one."""
        product = self.by_slug[slug]
        named = product.goes_with or self.by_slug[product.drawing].goes_with
        return tuple(self.by_slug[other] for other in named)

    @property
    def first_zone(self) -> Zone:
        """Where an order goes as long as there is no address."""
        return next(iter(self.zones.values()))

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries that orders are sent to."""
        return tuple(sorted({country for zone in self.zones.values() for country in zone.countries}))


def load_catalog(file: Path = CATALOG_FILE) -> Catalog:
    """Reads the catalogue.

    Raises:
        SystemExit: The file says something the store can't sell; the message is one line that names the entry.
    """
    try:
        entries = translated(tomllib.loads(file.read_text("utf-8"), parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        sys.exit(f"The store cannot start. {file.name}: {error}")
    try:
        return Catalog.model_validate(entries)
    except ValidationError as error:
        mistakes = "; ".join(f"{_place(one['loc'], entries)}: {one['msg']}" for one in error.errors())
        sys.exit(f"The store cannot start. {file.name}: {mistakes}")


def _place(path: tuple[int | str, ...], entries: dict[str, Any]) -> str:
    """Where in the file, with a product's own name in place of its number."""
    if len(path) > 1 and path[0] == "products" and isinstance(path[1], int):
        product = entries["products"][path[1]]
        return ".".join(str(part) for part in (product.get("slug", path[1]), *path[2:]))
    return ".".join(str(part) for part in path) or "the file"


CATALOG = load_catalog()
