"""Refunds: giving the money of a whole payment back, and whether a refund says that nothing was ever sent."""

from typing import Any

import stripe

from rxapp.payments.client import ask
from rxapp.payments.flow import metadata_of
from rxapp.payments.values import Refund

MARK = {"unsent": "true"}  # what a refund's metadata say, in the dashboard too
WITH_CHARGE = ["charge"]  # it alone knows whether all of the money went back


class Refunds:
    """The refund calls of one Stripe account. All raise `StripeUnavailable` or `StripeRefused`, see `ask`."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._refunds = client.v1.refunds

    async def give_back(self, payment_intent_id: str, idempotency_key: str) -> Refund:
        """Gives back what is left of a payment, as one for something that was never sent."""
        params: stripe.params.RefundCreateParams = {
            "payment_intent": payment_intent_id,
            "metadata": MARK,
            "expand": WITH_CHARGE,
        }
        return parse(await ask(lambda: self._refunds.create_async(params, {"idempotency_key": idempotency_key})))

    async def retrieve(self, refund_id: str) -> Refund:
        """Reads a refund."""
        return parse(await ask(lambda: self._refunds.retrieve_async(refund_id, {"expand": WITH_CHARGE})))


def parse(refund: Any) -> Refund:
    """Reads Stripe's answer once into what the store uses."""
    marked = MARK.items() <= metadata_of(refund).items()
    came_about = refund.status not in ("failed", "canceled")
    return Refund(
        id=refund.id,
        payment_intent_id=refund.payment_intent,
        unsent=marked and came_about and bool(refund.charge and refund.charge.refunded),
    )
