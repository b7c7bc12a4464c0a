"""Subscriptions after they have begun: left, taken up again, ended, by a call and by the clock."""

from typing import Any

import pytest
import stripe

from .conftest import Account

DAY = 24 * 3600


def _started(account: Account, trial_days: int = 7) -> stripe.Subscription:
    client = account.client()
    price = {"currency": "usd", "unit_amount": 2400, "recurring": {"interval": "month"}, "product_data": {"name": "C"}}
    session = client.v1.checkout.sessions.create(
        {
            "ui_mode": "elements",
            "mode": "subscription",
            "return_url": "http://shop.example/done",
            "line_items": [{"price_data": price, "quantity": 1}],  # type: ignore[typeddict-item]
            "subscription_data": {"trial_period_days": trial_days},
        }
    )
    account.control(f"pay/{session.id}", {"email": "mira@example.com"})
    begun = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]}).subscription
    assert isinstance(begun, stripe.Subscription)
    return begun


def _events(account: Account) -> list[tuple[str, Any]]:
    """What was noted of subscriptions, oldest first, with what was otherwise before."""
    found = account.client().v1.events.list({"type": "customer.subscription.*"}).data
    return [
        (event.type.removeprefix("customer.subscription."), event.data.to_dict().get("previous_attributes"))
        for event in reversed(found)
    ]


def test_it_ends_with_its_period_when_that_is_asked_for_and_not_when_it_is_taken_back(account: Account) -> None:
    begun = _started(account)
    resource = account.client().v1.subscriptions
    left = resource.update(begun.id, {"cancel_at_period_end": True})
    assert left.cancellation_details
    assert (left.status, left.cancel_at_period_end, left.cancel_at) == ("trialing", True, begun.trial_end)
    assert (left.cancellation_details.reason, left.ended_at) == ("cancellation_requested", None)
    assert left.canceled_at
    back = resource.update(begun.id, {"cancel_at_period_end": False})
    assert back.to_dict() == begun.to_dict()
    [_, (left_it, before), (took_it_up, between)] = _events(account)
    assert (left_it, took_it_up) == ("updated", "updated")
    assert before == {
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"reason": None},
    }
    assert between["cancel_at_period_end"] is True


def test_what_is_said_of_it_later_leaves_why_it_ends(account: Account) -> None:
    begun = _started(account)
    resource = account.client().v1.subscriptions
    resource.update(begun.id, {"cancel_at_period_end": True})
    said = resource.update(begun.id, {"cancellation_details": {"comment": "Too much tea"}}).cancellation_details
    assert said and (said.comment, said.reason) == ("Too much tea", "cancellation_requested")


def test_saying_what_is_so_already_is_no_event(account: Account) -> None:
    begun = _started(account)
    account.client().v1.subscriptions.update(begun.id, {"cancel_at_period_end": False})
    assert [type for type, _ in _events(account)] == ["created"]


def test_the_clock_ends_the_trial_then_each_period_and_what_was_left(account: Account) -> None:
    begun = _started(account)
    resource = account.client().v1.subscriptions
    account.control("clock", {"seconds": 8 * DAY})
    active = resource.retrieve(begun.id)
    [item] = active.items.data
    assert (active.status, item.current_period_start) == ("active", begun.trial_end)
    account.control("clock", {"seconds": 62 * DAY})
    [later] = resource.retrieve(begun.id).items.data
    assert later.current_period_end - item.current_period_end >= 59 * DAY
    resource.update(begun.id, {"cancel_at_period_end": True})
    account.control("clock", {"seconds": 31 * DAY})
    over = resource.retrieve(begun.id)
    assert (over.status, over.ended_at, over.cancel_at) == ("canceled", later.current_period_end, over.ended_at)
    assert _events(account)[-1][0] == "deleted"
    account.control("clock", {"seconds": 62 * DAY})
    assert resource.retrieve(begun.id).to_dict() == over.to_dict(), "what is over stays as it is"


def test_what_is_ended_at_once_is_over_and_cannot_be_taken_up_again(account: Account) -> None:
    begun = _started(account)
    resource = account.client().v1.subscriptions
    ended = resource.cancel(begun.id, {"cancellation_details": {"comment": "Too much tea"}})
    assert ended.cancellation_details
    assert (ended.status, ended.ended_at) == ("canceled", ended.canceled_at)
    said = ended.cancellation_details
    assert (said.comment, said.reason) == ("Too much tea", "cancellation_requested")
    with pytest.raises(stripe.InvalidRequestError, match="A canceled subscription can only update"):
        resource.update(begun.id, {"cancel_at_period_end": False})
    assert resource.update(begun.id, {"metadata": {"season": "spring"}}).metadata.to_dict() == {"season": "spring"}
    account.control("clock", {"seconds": 62 * DAY})
    assert resource.retrieve(begun.id).status == "canceled"
