"""Payments as Stripe reports them once the money is certain."""

from datetime import datetime
from typing import Any

from rxapp.payments.values import Item, Payment, Subscription

PLAN_ITEMS = {"plan:tea_club": Item("li_1", 2400, 1, "1 month")}


def subscription(id: str, trial_ends: datetime | None = None, **changed: Any) -> Subscription:
    """What Stripe says of a tea club that is joined, or of what has become of it."""
    plain: dict[str, Any] = {"status": "trialing", "amount": 2400, "currency": "usd", "interval": "month", "every": 1}
    plain |= {"trial_days": 7, "trial_ends": trial_ends, "period_ends": trial_ends, "leaves": None, "ended": None}
    return Subscription(id=id, **plain | changed)


def paid(id: str, intent: str | None, revision: int, amount: int, email: str | None = None, **more: Any) -> Payment:
    return Payment(
        id=id,
        client_secret="",
        status="complete",
        paid=True,
        asking=False,
        amount=amount,
        currency="usd",
        checkout_id="",
        revision=revision,
        payment_intent_id=intent,
        email=email,
        items=more.pop("items", {}),
        **more,
    )
