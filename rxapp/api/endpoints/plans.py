"""Plans over HTTP: listing, joining, leaving. The rest is as with every checkout."""

from datetime import datetime

from pydantic import Field

from rxapp.api.endpoints.bodies import Body, Nothing
from rxapp.api.endpoints.endpoint import Caller
from rxapp.api.endpoints.summaries import Answer, OpenedCheckout, opened
from rxapp.checkout import memberships
from rxapp.checkout.joining import join
from rxapp.checkout.opening import open_session
from rxapp.checkout.syncing import sync
from rxapp.orders import records
from rxapp.shop.catalog import Plan
from rxapp.shop.change import Word
from rxapp.shop.changes import Join
from rxapp.shop.destination import Destination
from rxapp.shop.refusal import Refusal
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


class Membership(Answer):
    """A plan that the caller has joined, as Stripe last said; the amount is in minor units."""

    plan: str
    order: str = Field(description="The number of the order by which it was joined.")
    status: str = Field(description="Stripe's own word, such as trialing, active or canceled.")
    currency: str
    amount: int
    interval: str
    every: int
    trial_ends: datetime | None = Field(description="Until when it is free; null without a trial.")
    period_ends: datetime | None = Field(description="When it is charged next, unless it ends then.")
    leaves: datetime | None = Field(description="When it will end, where that is settled; null otherwise.")
    ended: datetime | None = Field(description="When it has ended; null while it hasn't.")
    destination: Destination | None = Field(description="Where it is sent; null for what is not shipped.")


class Joined(Answer):
    """Every plan that the caller has joined, the latest first."""

    memberships: tuple[Membership, ...]


class WhichPlan(Body):
    """Which plan is meant; the membership is the caller's own, by the cart cookie."""

    plan: Word = Field(examples=["tea_club"])


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


async def list_memberships(caller: Caller, query: Nothing) -> Joined:
    """Lists what the caller has joined, by the cart cookie. Asks Stripe how each stands."""
    if not caller.shopper:
        return Joined(memberships=())
    await rate_limits.count_change(caller.shopper, caller.address)
    return _joined(await memberships.memberships(caller.store, caller.shopper))


async def leave_plan(caller: Caller, body: WhichPlan) -> Joined:
    """Has the caller's membership end with what is paid or free. Safe to repeat; until then `stay` takes it back."""
    return _joined(await memberships.leave(caller.store, await _member(caller), body.plan))


async def stay_in_plan(caller: Caller, body: WhichPlan) -> Joined:
    """Has a membership that was to end go on after all. Safe to repeat."""
    return _joined(await memberships.stay(caller.store, await _member(caller), body.plan))


async def _member(caller: Caller) -> str:
    if not caller.shopper:
        raise Refusal("checkout", memberships.NOT_IN_IT)
    await rate_limits.count_change(caller.shopper, caller.address)
    return caller.shopper


def _joined(known: list[records.Membership]) -> Joined:
    return Joined(
        memberships=tuple(
            Membership.model_validate(dict(one) | {"order": one.order.number, "destination": one.order.destination})
            for one in known
        )
    )


async def join_plan(caller: Caller, body: Join) -> OpenedCheckout:
    """Begins to join a plan, beside the cart, and opens its payment form. Name its session in what follows.

    Safe to repeat; also the way on where a session has ended, for instance because the account may not change trials.
    """
    assert caller.shopper, "this endpoint gives a cookie to whoever has none"
    await rate_limits.count_change(caller.shopper, caller.address)
    checkout = await join(caller.store, caller.shopper, body)
    form = await open_session(caller.store, checkout.id, caller.origin)
    checkout = await sync(caller.store, checkout.id) if form.client_secret else form.checkout
    return await opened(checkout, caller.store, form.client_secret)
