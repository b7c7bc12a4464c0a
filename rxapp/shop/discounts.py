"""What comes off, and why. Each rule is a small function; how several combine is decided in `deductions` alone."""

from collections.abc import Callable, Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from rxapp.shop.cart import Cart, moment
from rxapp.shop.catalog import Catalog
from rxapp.shop.codes import takes_off
from rxapp.shop.money import percent_of, percent_written, written
from rxapp.shop.words import say

CODE = "code"


class Deduction(BaseModel):
    """One rule's part of the discount; `amount` in minor units, above zero. `why` says what the name doesn't."""

    model_config = ConfigDict(frozen=True)

    key: str
    name: str
    amount: int
    why: str = ""


Rule = Callable[[Cart, Catalog, int, datetime], Deduction | None]


def loyalty(_cart: Cart, catalog: Catalog, goods: int, _now: datetime) -> Deduction | None:
    """Goods over the threshold get a percentage off, up to a cap (the example of Stripe's discounts guide)."""
    rule = catalog.loyalty
    if rule is None or goods <= rule.over:
        return None
    over, most = (written(amount, catalog.currency) for amount in (rule.over, rule.at_most))
    return Deduction(
        key="loyalty",
        name=rule.name,
        amount=min(percent_of(goods, rule.percent, catalog.currency), rule.at_most),
        why=say("discounts.loyalty_why", over=over, percent=percent_written(rule.percent), most=most),
    )


def member_tier(cart: Cart, catalog: Catalog, goods: int, _now: datetime) -> Deduction | None:
    """What members of this tier always get."""
    member = catalog.members.get(cart.member)
    if member is None or member.percent is None:
        return None
    name = say("discounts.member", tier=member.name)
    return Deduction(key="member", name=name, amount=percent_of(goods, member.percent, catalog.currency))


def store_credit(cart: Cart, catalog: Catalog, _goods: int, _now: datetime) -> Deduction | None:
    """A member's credit; the last rule, so that it pays only for what the others leave."""
    member = catalog.members.get(cart.member)
    return member and Deduction(key="credit", name=say("discounts.credit"), amount=member.credit)


def own_offer(cart: Cart, catalog: Catalog, _goods: int, _now: datetime) -> Deduction | None:
    """What one customer alone gets, on one product."""
    for offer in catalog.own_offers.values():
        if offer.for_member == cart.member and (quantity := cart.quantity_of(offer.product)):
            amount = percent_of(catalog.by_slug[offer.product].price * quantity, offer.percent, catalog.currency)
            return Deduction(key="own_offer", name=offer.name, amount=amount)
    return None


def region(cart: Cart, catalog: Catalog, goods: int, _now: datetime) -> Deduction | None:
    """What orders to the destination's region get; of several offers the best one."""
    where = cart.destination
    offers = [offer for offer in catalog.region_offers.values() if where and offer.holds(where)]
    best = max(offers, key=lambda offer: offer.percent, default=None)
    return best and Deduction(key="region", name=best.name, amount=percent_of(goods, best.percent, catalog.currency))


def promo_code(cart: Cart, catalog: Catalog, _goods: int, now: datetime) -> Deduction | None:
    """The code the shopper entered, for as long as its conditions are met."""
    code = catalog.codes.get(cart.code)
    if code is None:
        return None
    amount = takes_off(cart.code, code, moment(cart, catalog, now, cart.code_until))
    return Deduction(key=CODE, name=cart.code, amount=amount)


# In the order in which they count: where together they would exceed the goods, the last ones give way.
RULES: tuple[Rule, ...] = (loyalty, member_tier, own_offer, region, promo_code, store_credit)


def deductions(cart: Cart, catalog: Catalog, goods: int, now: datetime) -> tuple[Deduction, ...]:
    """All that comes off the goods: every rule looks at the full price, and together they never exceed it.

    Args:
        goods: What the products cost before discounts, in minor units; add-ons and shipping are not discounted.
    """
    return tuple(_within(goods, (rule(cart, catalog, goods, now) for rule in RULES)))


def _within(goods: int, found: Iterator[Deduction | None]) -> Iterator[Deduction]:
    left = goods
    for deduction in found:
        if deduction and (amount := min(deduction.amount, left)) > 0:
            left -= amount
            yield deduction.model_copy(update={"amount": amount})
