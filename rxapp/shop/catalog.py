"""What is sold: `catalog.toml`, parsed once into frozen values."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from rxapp.shop.currencies import CURRENCIES
from rxapp.shop.destination import Destination
from rxapp.shop.entry import Entry, Name, Percent, Price, amounts_in, spelt
from rxapp.shop.language import CATALOG_FILE, DEFAULT, is_spoken
from rxapp.shop.mistakes import Mistake, Place, meant, misnamed, read, refuse
from rxapp.shop.money import written
from rxapp.shop.refusal import Refusal
from rxapp.shop.regions import RegionOffer, Tax, Zone
from rxapp.shop.translation import texts_for, translated
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
    alt: str = ""
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
    alt: str = ""
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
            raise ValueError(f"Stripe has no currency {currency}{meant(currency, CURRENCIES)}")
        return currency

    @model_validator(mode="after")
    def _can_be_paid(self) -> Self:
        if len(self.ways_to_pay) != len(set(self.ways_to_pay)):
            raise Mistake(("ways_to_pay",), "one of them is named twice")
        if self.currency != "usd" and (wrong := DOLLARS_ONLY.intersection(self.ways_to_pay)):
            raise Mistake(("ways_to_pay",), f"{', '.join(sorted(wrong))} can't be had in {self.currency}")
        if self.plans and "card" not in self.ways_to_pay:
            raise Mistake(("ways_to_pay",), "plans are paid by card")
        return self

    @model_validator(mode="after")
    def _can_be_charged(self) -> Self:
        known = CURRENCIES[self.currency]
        slugs = [product.slug for product in self.products]
        if wrong := [at for at, amount in amounts_in(self) if amount % known.step]:
            place = tuple(slugs.index(part) if part in slugs else part for part in wrong[0].split("."))
            also = f" (also: {', '.join(wrong[1:])})" if wrong[1:] else ""
            raise Mistake(place, f"every amount in {self.currency} is a multiple of {known.step}{also}")
        for key, plan in self.plans.items():
            if min(term.price for term in plan.terms.values()) < known.smallest_charge:
                said = f"costs less than {written(known.smallest_charge, self.currency)}"
                raise Mistake(("plans", key), said)
        return self

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        slugs = [product.slug for product in self.products]
        for position, slug in enumerate(slugs):
            if slug in slugs[:position]:
                raise Mistake(("products", position, "slug"), f"two products have the slug {slug}")
        for place, name, what, known in self._names():
            if name not in known:
                raise misnamed(place, name, what, known)
        if wrong := [code for code in (*self.codes, *self.referral_codes) if code != spelt(code)]:
            place = ("codes", wrong[0]) if wrong[0] in self.codes else ("referrals", "codes")
            raise Mistake(place, f"codes are written in capitals: {', '.join(wrong)}")
        return self

    def _names(self) -> Iterator[tuple[Place, str, str, Collection[str]]]:
        """Every name of something else in the catalogue: where it stands, and what it must be the name of."""
        for place, slug in self._slugs():
            yield place, slug, "product of the store", [product.slug for product in self.products]
        for key, zone in self.zones.items():
            yield from ((("zones", key, "ways", way), way, "way to ship", self.shipping) for way in zone.ways)
        for kind, given in (("own_offers", self.own_offers), ("codes", self.codes)):
            for key, one in given.items():
                if one.for_member:
                    yield (kind, key, "for_member"), one.for_member, "member", self.members

    def _slugs(self) -> Iterator[tuple[Place, str]]:
        for at, product in enumerate(self.products):
            yield from ((("products", at, "goes_with"), other) for other in product.goes_with)
            if product.large_of:
                yield ("products", at, "large_of"), product.large_of
        for key, add_on in self.add_ons.items():
            yield from ((("add_ons", key, "for"), slug) for slug in add_on.only_with)
        yield from ((("demo_cart",), slug) for slug in self.demo_cart)
        if self.present and self.present.product:
            yield ("present", "product"), self.present.product
        yield from ((("own_offers", key, "product"), offer.product) for key, offer in self.own_offers.items())

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
    """Reads the catalogue, in the language that it names.

    Raises:
        SystemExit: A file says something the store can't sell; a line for each mistake names its place.
    """
    entries = read(file)
    catalog = _checked(file, entries)
    texts = texts_for(catalog.locale)
    return _checked(texts, translated(entries, texts)) if texts else catalog


def _checked(file: Path, entries: dict[str, Any]) -> Catalog:
    try:
        return Catalog.model_validate(entries)
    except ValidationError as error:
        raise refuse(file, entries, error, Catalog) from error


CATALOG = load_catalog()
