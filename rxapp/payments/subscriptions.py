"""Subscriptions: reading one, having it end with the period that is paid or free, and taking that back.

Stripe's guide "Cancel subscriptions" advises `cancel_at_period_end` where somebody is to keep what they have paid for;
until the period ends it can be taken back. Both say what is to be and not what is to change, so a repeat does no harm.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import stripe

from rxapp.payments.client import ask
from rxapp.payments.values import Subscription

DAY_SECONDS = timedelta(days=1).total_seconds()


class Subscriptions:
    """The subscription calls of one Stripe account. All raise `StripeUnavailable` or `StripeRefused`, see `ask`."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._subscriptions = client.v1.subscriptions

    async def retrieve(self, subscription_id: str) -> Subscription:
        """Reads a subscription."""
        return parse(await ask(lambda: self._subscriptions.retrieve_async(subscription_id)))

    async def end_with_period(self, subscription_id: str, ends: bool) -> Subscription:
        """Has a subscription end with its period, or go on after all."""
        return parse(
            await ask(lambda: self._subscriptions.update_async(subscription_id, {"cancel_at_period_end": ends}))
        )


def parse(subscription: Any) -> Subscription:
    """Reads Stripe's answer once into what the store uses. Of our plans there is one item."""
    item = subscription.items.data[0]
    price, period_ends = item.price, _moment(item.current_period_end)
    leaves = _moment(subscription.cancel_at) or (period_ends if subscription.cancel_at_period_end else None)
    starts, ends = subscription.trial_start, subscription.trial_end
    return Subscription(
        id=subscription.id,
        status=subscription.status,
        amount=price.unit_amount * item.quantity,
        currency=price.currency,
        interval=price.recurring.interval,
        every=price.recurring.interval_count,
        trial_days=round((ends - starts) / DAY_SECONDS) if ends else 0,
        trial_ends=_moment(ends),
        period_ends=period_ends,
        leaves=leaves,
        ended=_moment(subscription.ended_at),
    )


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
