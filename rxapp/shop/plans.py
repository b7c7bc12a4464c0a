"""Plans: by which term one is paid, and how long it is free for whom."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict

from rxapp.shop.cart import Cart
from rxapp.shop.catalog import Catalog, Plan, Term
from rxapp.shop.words import say


class Trial(BaseModel):
    """So many days that cost nothing, and why so many."""

    model_config = ConfigDict(frozen=True)

    days: int
    reason: str


Rule = Callable[[Cart, Catalog, Plan], Trial | None]


def everybody(cart: Cart, _catalog: Catalog, plan: Plan) -> Trial | None:
    """What the plan begins with for anybody who pays by this term."""
    days = chosen_term(cart, plan).trial_days or plan.trial_days
    return Trial(days=days, reason=say("plan.days_free", days=days))


def referred(cart: Cart, catalog: Catalog, _plan: Plan) -> Trial | None:
    """What somebody gets whom a friend has sent."""
    if catalog.referrals is None or cart.referral not in catalog.referrals.codes:
        return None
    days = catalog.referrals.trial_days
    return Trial(days=days, reason=say("plan.days_free_with", days=days, code=cart.referral))


def member_tier(cart: Cart, catalog: Catalog, _plan: Plan) -> Trial | None:
    """What members of this tier get."""
    member = catalog.members.get(cart.member)
    if member is None or member.trial_days is None:
        return None
    reason = say("plan.days_free_for", days=member.trial_days, tier=member.name)
    return Trial(days=member.trial_days, reason=reason)


RULES: tuple[Rule, ...] = (everybody, referred, member_tier)


def trial(cart: Cart, catalog: Catalog) -> Trial:
    """The one trial that counts: the longest of all that this cart may have, the first of equals."""
    plan = catalog.plans[cart.plan]
    found = (rule(cart, catalog, plan) for rule in RULES)
    return max((one for one in found if one), key=lambda one: one.days)


def chosen_term(cart: Cart, plan: Plan) -> Term:
    """The term that this cart pays by."""
    return plan.terms.get(cart.term, plan.first_term)


def saving(term: Term, plan: Plan) -> int:
    """What a term costs less than the first one, in minor units, over one of its own periods; 0 if it isn't less.

    Only months and years are so many of each other.
    """
    ours, firsts = months(term), months(plan.first_term)
    if not ours or not firsts or ours % firsts:
        return 0
    return max(0, plan.first_term.price * (ours // firsts) - term.price)


def free_months(term: Term, plan: Plan) -> int:
    """How many months by the first term that saving would pay for; 0 if it isn't a whole number of them."""
    found, rest = divmod(saving(term, plan) * months(plan.first_term), plan.first_term.price)
    return 0 if rest else found


def months(term: Term) -> int:
    """How many months a term's period has; 0 for days and weeks."""
    return {"month": 1, "year": 12}.get(term.interval, 0) * term.every


def slug(plan: str) -> str:
    """What a plan is called in addresses and among the drawings: `tea_club` is `tea-club`."""
    return plan.replace("_", "-")
