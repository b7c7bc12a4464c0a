"""Shops and carts made up from a seed: prices and rules that nobody would think of, carts that a shopper could fill."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from rxapp.shop.cart import AT_MOST, Cart, CartLine
from rxapp.shop.catalog import CATALOG, Catalog, Code, Donation, Loyalty, Member, OwnOffer
from rxapp.shop.change import Known
from rxapp.shop.changes import SetDonation
from rxapp.shop.currencies import CURRENCIES
from rxapp.shop.money import typed
from rxapp.shop.regions import RegionOffer, Tax, Zone, ZoneRate
from tests.unit.shop.addresses import ALL

Value = TypeVar("Value")

SEED = 4
CARTS_PER_SHOP = 50
PRICES = (0, 1, 49, 50, 99, 500, 1999)  # and what is drawn between them and 300.00
DAY = timedelta(days=1)


class Dice(Random):
    """Chance, and what every amount is a multiple of, in minor units."""

    step = 1


def generated(currency: str, how_many: int) -> Iterator[tuple[Catalog, Cart]]:
    """So many carts, every fifty of them at a shop with other prices and rules; always the same ones."""
    random = Dice(f"{SEED} {currency}")
    random.step = CURRENCIES[currency].step
    shop = CATALOG
    for number in range(how_many):
        if number % CARTS_PER_SHOP == 0:
            shop = _shop(random, currency)
        yield shop, _cart(random, shop)


def _shop(random: Dice, currency: str) -> Catalog:
    known = {
        "currency": currency,
        "products": tuple(one.model_copy(update={"price": _price(random)}) for one in CATALOG.products),
        "add_ons": {key: one.model_copy(update={"price": _price(random)}) for key, one in CATALOG.add_ons.items()},
        "zones": {key: _zone(random, one) for key, one in CATALOG.zones.items()},
        "taxes": {**{key: _tax(random, one) for key, one in CATALOG.taxes.items()}, "second": _second_tax(random)},
        "region_offers": {key: _offer(random, one) for key, one in CATALOG.region_offers.items()},
        "donation": Donation(name="Trees", step=random.choice((1, 7, 100)) * random.step, at_most=10_000 * random.step),
        "loyalty": _sometimes(random, Loyalty(over=_price(random), percent=_percent(random), at_most=_price(random))),
        "members": {key: _member(random, one.name) for key, one in CATALOG.members.items()},
        "own_offers": {"own": _own_offer(random)},
        "codes": {f"CODE{random.randrange(10**6)}": _code(random) for _ in range(4)},
    }
    kept = {name: getattr(CATALOG, name) for name in Catalog.model_fields}
    return Catalog.model_validate({**kept, **known})


def _zone(random: Dice, known: Zone) -> Zone:
    def rate(way: ZoneRate) -> ZoneRate:
        return way.model_copy(update={"price": _price(random), "free_over": _sometimes(random, _price(random), 0.3)})

    return known.model_copy(update={"ways": {key: rate(way) for key, way in known.ways.items()}})


def _tax(random: Dice, known: Tax) -> Tax:
    return known.model_copy(update={"percent": _tax_percent(random), "inclusive": random.random() < 0.5})


def _second_tax(random: Dice) -> Tax:
    """Somewhere where there is one already."""
    place = random.choice(ALL)
    return Tax(
        name="Second tax", countries=(place.country,), percent=_tax_percent(random), inclusive=random.random() < 0.5
    )


def _tax_percent(random: Dice) -> Decimal:
    return random.choice(
        (Decimal("8.875"), Decimal("19"), Decimal("0.0001"), Decimal(random.randrange(1, 500_000)) / 10_000)
    )


def _offer(random: Dice, known: RegionOffer) -> RegionOffer:
    return known.model_copy(update={"percent": _percent(random)})


def _member(random: Dice, name: str) -> Member:
    return Member(
        name=name,
        email="member@example.com",
        percent=_sometimes(random, _percent(random)),
        credit=_sometimes(random, _price(random)) or 0,
    )


def _own_offer(random: Dice) -> OwnOffer:
    product, member = random.choice(CATALOG.products), random.choice(list(CATALOG.members))
    return OwnOffer(name="Yours", for_member=member, product=product.slug, percent=_percent(random))


def _code(random: Dice) -> Code:
    percent = _sometimes(random, _percent(random))
    today = datetime.now(UTC).date()
    return Code(
        percent=percent,
        amount=None if percent else _price(random),
        minimum=_sometimes(random, _price(random)) or 0,
        starts=_sometimes(random, _near(random, today), 0.2),
        ends=_sometimes(random, _near(random, today), 0.2),
        minutes=_sometimes(random, 10, 0.3),
        uses=_sometimes(random, random.randrange(1, 5), 0.2),
        first_order=random.random() < 0.2,
        for_member=random.choice(("", "", *CATALOG.members)),
    )


def _cart(random: Dice, shop: Catalog) -> Cart:
    slugs = random.sample([product.slug for product in shop.products], random.choice((1, 1, 2, 3, 5)))
    code = random.choice(("", *shop.codes))
    timed = code and shop.codes[code].minutes
    chosen = Cart(
        lines=tuple(CartLine(slug=slug, quantity=random.choice((1, 1, 2, 3, 7, AT_MOST))) for slug in slugs),
        add_ons=frozenset(key for key in shop.add_ons if random.random() < 0.5),
        shipping=random.choice(("", *shop.shipping)),
        destination=random.choice((None, *ALL)),
        code=code,
        # an hour, since a run of these tests must not be what ends it
        code_until=datetime.now(UTC) + random.choice((-1, 1)) * timedelta(hours=1) if timed else None,
        member=random.choice(("", *shop.members)),
    )
    assert shop.donation
    given = random.choice((0, random.randrange(1, 100))) * max(shop.donation.step, random.step)
    return SetDonation(typed=typed(given, shop.currency)).applied(chosen, Known(shop))


def _price(random: Dice) -> int:
    return random.choice((*PRICES, *(random.randrange(1, 30_000) for _ in range(20)))) * random.step


def _percent(random: Dice) -> int:
    return random.choice((100, *(random.randrange(1, 100) for _ in range(9))))


def _near(random: Dice, today: date) -> date:
    return today + random.choice((-30, 30)) * DAY


def _sometimes(random: Dice, value: Value, chance: float = 0.6) -> Value | None:
    return value if random.random() < chance else None
