"""Customers at Stripe: what receipts, saved cards and the dashboard know a shopper by."""

from collections.abc import Mapping

import stripe

from rxapp.payments.client import ask


class Customers:
    """The customer calls of one Stripe account."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._customers = client.v1.customers

    async def create(self, name: str, email: str, metadata: Mapping[str, str], idempotency_key: str) -> str:
        """Makes a customer.

        Returns:
            Its id; the same one for the same key.

        Raises:
            StripeFailure: See `client.ask`.
        """
        params: stripe.params.CustomerCreateParams = {"name": name, "email": email, "metadata": dict(metadata)}
        customer = await ask(lambda: self._customers.create_async(params, {"idempotency_key": idempotency_key}))
        return customer.id
