"""Refunds: giving back the money of a payment, whole or a part of it, and what became of that."""

from typing import Any, cast

import stripe

from rxapp.payments.client import ask
from rxapp.payments.flow import metadata_of
from rxapp.payments.values import Refund

MARK = {"unsent": "true"}  # what a refund's metadata say, in the dashboard too
WITH_CHARGE = ["charge"]  # it alone knows whether all of the money went back
REFERENCE = "refund"  # in the metadata: the refund of ours that it is
MOST = 100  # refunds of one payment


class Refunds:
    """The refund calls of one Stripe account. All raise `StripeUnavailable` or `StripeRefused`, see `ask`."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._refunds = client.v1.refunds

    async def give_back(self, payment_intent_id: str, idempotency_key: str) -> Refund:
        """Gives back what is left of a payment, as one for something that was never sent."""
        return await self._created({"payment_intent": payment_intent_id, "metadata": MARK}, idempotency_key)

    async def give(self, payment_intent_id: str, amount: int, reason: str | None, reference: str) -> Refund:
        """Gives back so much of a payment; the same reference never gives twice.

        Args:
            reason: Stripe's word for why, if there is one.
            reference: What we call it.
        """
        params: stripe.params.RefundCreateParams = {
            "payment_intent": payment_intent_id,
            "amount": amount,
            "metadata": {REFERENCE: reference},
        }
        if reason:
            params["reason"] = cast("Any", reason)
        return await self._created(params, f"refund:{reference}")

    async def _created(self, params: stripe.params.RefundCreateParams, idempotency_key: str) -> Refund:
        params["expand"] = WITH_CHARGE
        return parse(await ask(lambda: self._refunds.create_async(params, {"idempotency_key": idempotency_key})))

    async def retrieve(self, refund_id: str) -> Refund:
        """Reads a refund."""
        return parse(await ask(lambda: self._refunds.retrieve_async(refund_id, {"expand": WITH_CHARGE})))

    async def of_payment(self, payment_intent_id: str) -> list[Refund]:
        """All refunds of a payment, the latest first."""
        return await self._listed({"payment_intent": payment_intent_id})

    async def of_charge(self, charge_id: str) -> list[Refund]:
        """All refunds of a charge, the latest first."""
        return await self._listed({"charge": charge_id})

    async def _listed(self, params: stripe.params.RefundListParams) -> list[Refund]:
        params["limit"], params["expand"] = MOST, [f"data.{one}" for one in WITH_CHARGE]
        return [parse(one) for one in (await ask(lambda: self._refunds.list_async(params))).data]


def parse(refund: Any) -> Refund:
    """Reads Stripe's answer once into what the store uses."""
    metadata = metadata_of(refund)
    came_about = refund.status not in ("failed", "canceled")
    return Refund(
        id=refund.id,
        payment_intent_id=refund.payment_intent,
        amount=refund.amount,
        currency=refund.currency,
        status=refund.status or "pending",
        reason=refund.reason,
        failure=getattr(refund, "failure_reason", None),
        reference=metadata.get(REFERENCE),
        unsent=MARK.items() <= metadata.items() and came_about and bool(refund.charge and refund.charge.refunded),
    )
