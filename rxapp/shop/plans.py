"""Plans: how long one is free for whom."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict

from rxapp.shop.cart import Cart
from rxapp.shop.catalog import Catalog, Plan


class Trial(BaseModel):
    """So many days that cost nothing, and why so many."""

    model_config = ConfigDict(frozen=True)

    days: int
    reason: str


Rule = Callable[[Cart, Catalog, Plan], Trial | None]


def everybody(_cart: Cart, _catalog: Catalog, plan: Plan) -> Trial | None:
    """What the plan begins with for anybody."""
    return Trial(days=plan.trial_days, reason=f"{plan.trial_days} days free")


def referred(cart: Cart, catalog: Catalog, _plan: Plan) -> Trial | None:
    """What somebody gets whom a friend has sent."""
    if catalog.referrals is None or cart.referral not in catalog.referrals.codes:
        return None
    days = catalog.referrals.trial_days
    return Trial(days=days, reason=f"{days} days free with {cart.referral}")


def member_tier(cart: Cart, catalog: Catalog, _plan: Plan) -> Trial | None:
    """What members of this tier get."""
    member = catalog.members.get(cart.member)
    if member is None or member.trial_days is None:
        return None
    return Trial(days=member.trial_days, reason=f"{member.trial_days} days free for {member.name} members")


RULES: tuple[Rule, ...] = (everybody, referred, member_tier)


def trial(cart: Cart, catalog: Catalog) -> Trial:
    """The one trial that counts: the longest of all that this cart may have, the first of equals."""
    plan = catalog.plans[cart.plan]
    found = (rule(cart, catalog, plan) for rule in RULES)
    return max((one for one in found if one), key=lambda one: one.days)


def slug(plan: str) -> str:
    """What a plan is called in addresses and among the drawings: `tea_club` is `tea-club`."""
    return plan.replace("_", "-")
