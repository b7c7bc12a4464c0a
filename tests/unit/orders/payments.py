"""Payments as Stripe reports them once the money is certain."""

from typing import Any

from rxapp.payments.values import Item, Payment

PLAN_ITEMS = {"plan:tea_club": Item("li_1", 2400, 1, "1 month")}


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
        **{"items": {}} | more,
    )
