"""What somebody who has joined a plan can do: see the membership, leave it, and stay after all."""

import logging

from rxapp.checkout.services import Services
from rxapp.checkout.stripe_refusals import told_to_shopper
from rxapp.orders.models import now
from rxapp.orders.records import Membership
from rxapp.payments.failures import StripeFailure
from rxapp.shop.refusal import Refusal
from rxapp.shop.words import say

logger = logging.getLogger(__name__)

NOT_IN_IT = say("refusals.not_in_it")
UNANSWERED = say("refusals.membership_unanswered")
REFUSED = say("refusals.membership_refused")


async def memberships(store: Services, shopper: str) -> list[Membership]:
    """The shopper's memberships, the latest first: as Stripe has them now, or as it last said if it doesn't answer."""
    for one in await store.memberships.of(shopper):
        if one.ended:
            continue  # that is the last word
        try:
            await read_again(store, one.subscription_id)
        except StripeFailure as failure:
            logger.warning("%s can't be read now: %s", one.subscription_id, type(failure).__name__)
    return await store.memberships.of(shopper)


async def read_again(store: Services, subscription_id: str) -> None:
    """Keeps what Stripe says now of a subscription, if it is one of ours.

    Raises:
        StripeFailure: Stripe couldn't be asked.
    """
    if not await store.memberships.is_known(subscription_id):
        return
    async with store.writer(subscription_id):
        asked_at = now()
        await store.memberships.keep(await store.subscriptions.retrieve(subscription_id), asked_at)


async def leave(store: Services, shopper: str, plan: str) -> list[Membership]:
    """Has the shopper's membership of a plan end with what is paid or free; leaving twice is leaving once.

    Returns:
        All of the shopper's memberships.

    Raises:
        Refusal: They aren't in it, or Stripe couldn't be told; shown next to the plan.
    """
    return await _ends_with_period(store, shopper, plan, True)


async def stay(store: Services, shopper: str, plan: str) -> list[Membership]:
    """Has a membership that was to end go on after all; the same as `leave`, the other way round."""
    return await _ends_with_period(store, shopper, plan, False)


async def _ends_with_period(store: Services, shopper: str, plan: str, ends: bool) -> list[Membership]:
    members = [one for one in await store.memberships.of(shopper, plan) if not one.is_over(now())]
    for one in members:
        with told_to_shopper(plan, REFUSED, UNANSWERED):
            await _told_to_stripe(store, one.subscription_id, ends)
    known = await store.memberships.of(shopper)
    if not any(one.plan == plan and not one.is_over(now()) for one in known):
        raise Refusal("checkout", NOT_IN_IT)
    return known


async def _told_to_stripe(store: Services, subscription_id: str, ends: bool) -> None:
    """Looks first, so that what is so already is not said again, and what has ended is left in peace."""
    async with store.writer(subscription_id):
        asked_at = now()
        subscription = await store.subscriptions.retrieve(subscription_id)
        if subscription.ended is None and (subscription.leaves is not None) != ends:
            asked_at = now()
            subscription = await store.subscriptions.end_with_period(subscription_id, ends)
        await store.memberships.keep(subscription, asked_at)
