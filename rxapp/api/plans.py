"""Plans over HTTP: one endpoint per interaction. Paying, releasing and signing in are those of every checkout."""

from functools import partial

from rxapp.api import bodies
from rxapp.api.endpoint import Call
from rxapp.api.interactions import changed
from rxapp.api.summaries import Answer, OpenedCheckout, Summary, opened
from rxapp.checkout import joining
from rxapp.checkout.limiting import rate_limits
from rxapp.checkout.opening import open_session
from rxapp.checkout.services import Services
from rxapp.checkout.syncing import sync
from rxapp.orders.records import Checkout


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


async def list_plans(call: Call, query: bodies.Nothing) -> Plans:
    """Lists what can be joined."""
    catalog = call.store.catalog
    offered = (
        OfferedPlan(key=key, name=one.name, amount=one.price, interval=one.interval, trial_days=one.trial_days)
        for key, one in catalog.plans.items()
    )
    return Plans(currency=catalog.currency, plans=tuple(offered))


async def join_plan(call: Call, body: bodies.JoinPlan) -> OpenedCheckout:
    """Begins to join a plan, beside the cart, and opens its payment form. Name its session in what follows.

    Safe to repeat; also the way on where a session has ended, for instance because the account may not change trials.
    """
    assert call.shopper, "this endpoint gives a cookie to whoever has none"
    await rate_limits.count_change(call.shopper, call.address)
    checkout = await joining.join(call.store, call.shopper, body.plan)
    form = await open_session(call.store, checkout.id, call.origin)
    checkout = await sync(call.store, checkout.id) if form.client_secret else form.checkout
    return opened(checkout, call.store.catalog, form.client_secret)


async def set_referral(call: Call, body: bodies.SetReferral) -> Summary:
    """Says by which code a friend has sent the shopper. It replaces an earlier one."""
    return await changed(call, body, partial(_refer, address=call.address, code=body.code))


async def remove_referral(call: Call, body: bodies.RemoveReferral) -> Summary:
    """Takes the referral code off."""
    return await changed(call, body, joining.remove_referral)


async def _refer(store: Services, shopper: str, checkout_id: str, address: str, code: str) -> Checkout:
    async with rate_limits.guessing(shopper, address, "referral"):
        return await joining.set_referral(store, shopper, checkout_id, code)
