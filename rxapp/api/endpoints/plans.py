"""Plans over HTTP: listing and joining. The rest is as with every checkout."""

from rxapp.api.endpoints.bodies import Nothing
from rxapp.api.endpoints.endpoint import Caller
from rxapp.api.endpoints.summaries import Answer, OpenedCheckout, opened
from rxapp.checkout.joining import join
from rxapp.checkout.opening import open_session
from rxapp.checkout.syncing import sync
from rxapp.shop.changes import Join
from rxapp.visitor.rate_limits import rate_limits


class OfferedPlan(Answer):
    """Something that comes again and again; `amount` in minor units every `interval`."""

    key: str
    name: str
    amount: int
    interval: str
    trial_days: int


class Plans(Answer):
    """Every plan."""

    currency: str
    plans: tuple[OfferedPlan, ...]


async def list_plans(caller: Caller, query: Nothing) -> Plans:
    """Lists what can be joined."""
    catalog = caller.store.catalog
    offered = (
        OfferedPlan(key=key, name=one.name, amount=one.price, interval=one.interval, trial_days=one.trial_days)
        for key, one in catalog.plans.items()
    )
    return Plans(currency=catalog.currency, plans=tuple(offered))


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
