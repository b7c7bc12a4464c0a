"""Subscriptions: what is asked of Stripe, and what its answers are to the store."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rxapp.payments.client import API_VERSION
from rxapp.payments.subscriptions import Subscriptions
from rxapp.payments.values import Subscription
from tests.unit.payments.answering import AnsweringStripe, subscription

PERIOD_ENDS, LATER = 1_780_000_000, 1_790_000_000


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


async def read(**changed: Any) -> Subscription:
    stripe = AnsweringStripe(subscription(**changed))
    answer = await Subscriptions(stripe.client).retrieve("sub_1")
    assert stripe.paths == ["GET /v1/subscriptions/sub_1"]
    return answer


async def test_everything_that_a_subscription_says():
    assert await read() == Subscription(
        id="sub_1",
        status="active",
        amount=2400,
        currency="usd",
        interval="month",
        every=1,
        trial_days=0,
        trial_ends=None,
        period_ends=at(PERIOD_ENDS),
        leaves=None,
        ended=None,
    )


async def test_a_trial_and_an_end():
    read_one = await read(
        trial_start=PERIOD_ENDS - 7 * 86_400, trial_end=PERIOD_ENDS, status="canceled", ended_at=LATER
    )
    assert (read_one.trial_days, read_one.trial_ends) == (7, at(PERIOD_ENDS))
    assert (read_one.status, read_one.ended) == ("canceled", at(LATER))


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        ({"cancel_at_period_end": True, "cancel_at": PERIOD_ENDS}, PERIOD_ENDS),
        ({"cancel_at_period_end": True}, PERIOD_ENDS),
        ({"cancel_at": LATER}, LATER),
    ],
)
async def test_when_it_will_end(said: dict[str, Any], leaves: int):
    assert (await read(**said)).leaves == at(leaves)


async def test_several_of_a_plan_cost_several_times_as_much():
    several = subscription()
    several["items"]["data"][0]["quantity"] = 3
    assert (await read(items=several["items"])).amount == 7200


@pytest.mark.parametrize("ends", [True, False])
async def test_it_is_said_what_is_to_be(ends: bool):
    stripe = AnsweringStripe(subscription(cancel_at_period_end=ends))
    answer = await Subscriptions(stripe.client).end_with_period("sub_1", ends)
    assert stripe.paths == ["POST /v1/subscriptions/sub_1"]
    assert stripe.last.params == {"cancel_at_period_end": str(ends).lower()}
    assert stripe.last.version == API_VERSION and stripe.last.key, "so that a retry is no second call"
    assert (answer.leaves is not None) == ends
