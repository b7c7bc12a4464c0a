"""Plans over HTTP: listing and joining. The rest is as with every checkout."""

from pydantic import Field

from rxapp.api.endpoints.bodies import Nothing
from rxapp.api.endpoints.endpoint import Caller
from rxapp.api.endpoints.summaries import Answer, OpenedCheckout, opened
from rxapp.checkout.joining import join
from rxapp.checkout.opening import open_session
from rxapp.checkout.syncing import sync
from rxapp.shop.catalog import Plan
from rxapp.shop.changes import Join
from rxapp.visitor.rate_limits import rate_limits


class OfferedTerm(Answer):
    """A way to pay for a plan: `amount` in minor units, every so many (`every`) of `interval`."""

    key: str
    name: str
    amount: int
    interval: str
    every: int
    trial_days: int


class OfferedPlan(Answer):
    """Something that comes again and again, with the ways to pay for it; it begins with the first."""

    key: str
    name: str
    shipped: bool = Field(description="Whether it has to be said where it goes.")
    terms: tuple[OfferedTerm, ...]


class Plans(Answer):
    """Every plan."""

    currency: str
    plans: tuple[OfferedPlan, ...]


async def list_plans(caller: Caller, query: Nothing) -> Plans:
    """Lists what can be joined."""
    catalog = caller.store.catalog
    return Plans(currency=catalog.currency, plans=tuple(_offered(key, one) for key, one in catalog.plans.items()))


def _offered(key: str, plan: Plan) -> OfferedPlan:
    terms = tuple(
        OfferedTerm(
            key=key,
            name=term.name,
            amount=term.price,
            interval=term.interval,
            every=term.every,
            trial_days=term.trial_days or plan.trial_days,
        )
        for key, term in plan.terms.items()
    )
    return OfferedPlan(key=key, name=plan.name, shipped=plan.shipped, terms=terms)


async def join_plan(caller: Caller, body: Join) -> OpenedCheckout:
    """Begins to join a plan, beside the cart, and opens its payment form. Name its session in what follows.

    Safe to repeat; also the way on where a session has ended, for instance because the account may not change trials.
    """
    assert caller.shopper, "this endpoint gives a cookie to whoever has none"
    await rate_limits.count_change(caller.shopper, caller.address)
    checkout = await join(caller.store, caller.shopper, body)
    form = await open_session(caller.store, checkout.id, caller.origin)
    checkout = await sync(caller.store, checkout.id) if form.client_secret else form.checkout
    return opened(checkout, caller.store.catalog, form.client_secret)
