"""A Stripe that costs nothing and answers at once, where only the store's own work is measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rxapp.payments.values import Item, Payment, Terms


class PromptStripe:
    """A `PaymentFlow` that keeps what it is told in this process."""

    def __init__(self) -> None:
        self._payments: dict[str, Payment] = {}

    async def create(self, terms: Terms, return_url: str, idempotency_key: str) -> Payment:
        return self._kept(f"cs_of_{terms.checkout_id}", terms)

    async def update(self, payment_id: str, terms: Terms, known: Mapping[str, Item], idempotency_key: str) -> Payment:
        return self._kept(payment_id, terms)

    async def retrieve(self, payment_id: str) -> Payment:
        return self._payments[payment_id]

    async def expire(self, payment_id: str) -> None:
        self._payments[payment_id] = replace(self._payments[payment_id], status="expired")

    def pay(self, payment_id: str) -> None:
        """What a shopper does on Pay."""
        intent = f"pi_of_{payment_id}"
        payment = replace(self._payments[payment_id], status="complete", paid=True, payment_intent_id=intent)
        self._payments[payment_id] = payment

    def _kept(self, payment_id: str, terms: Terms) -> Payment:
        payment = Payment(
            id=payment_id,
            client_secret=f"{payment_id}_secret",
            status="open",
            paid=False,
            asking=False,
            amount=terms.quote.total,
            currency=terms.quote.currency,
            checkout_id=terms.checkout_id,
            revision=terms.revision,
            payment_intent_id=None,
            email=None,
            items={},
        )
        self._payments[payment_id] = payment
        return payment
