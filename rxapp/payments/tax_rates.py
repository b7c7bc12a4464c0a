"""Stripe's tax rates: one for each tax of the catalogue, made when first needed and found again by its content."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, cast

import stripe

from rxapp.payments.client import ask
from rxapp.shop.taxes import QuoteTax

LIST_LIMIT = 100


class TaxRates:
    """The tax rates of one Stripe account. They can't be deleted there, so none is made twice."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._tax_rates = client.v1.tax_rates
        self._ids: dict[str, str] = {}

    async def ids(self, taxes: Sequence[QuoteTax]) -> list[str]:
        """The ids of the rates behind these taxes.

        Raises:
            StripeFailure: See `client.ask`.
        """
        if any(content_key(tax) not in self._ids for tax in taxes):
            await self._read()
        return [await self._id(tax) for tax in taxes]

    def forget(self) -> None:
        """Stripe took one of these ids no more: the next time it is asked anew."""
        self._ids.clear()

    async def _read(self) -> None:
        page = await ask(lambda: self._tax_rates.list_async({"active": True, "limit": LIST_LIMIT}))
        known = {rate.metadata.to_dict().get("content", ""): rate.id for rate in page.data if rate.metadata}
        self._ids |= {content: id for content, id in known.items() if content}

    async def _id(self, tax: QuoteTax) -> str:
        key = content_key(tax)
        if key not in self._ids:
            params = cast("stripe.params.TaxRateCreateParams", create_params(tax))
            # two workers that make it at once make one
            options: stripe.RequestOptions = {"idempotency_key": f"tax-rate:{key}"}
            self._ids[key] = (await ask(lambda: self._tax_rates.create_async(params, options))).id
        return self._ids[key]


def create_params(tax: QuoteTax) -> dict[str, Any]:
    """The request that makes the rate of a tax."""
    return {
        "display_name": tax.name,
        "percentage": float(tax.percent),  # exact enough: four decimals at most
        "inclusive": tax.inclusive,
        "metadata": {"content": content_key(tax)},
    }


def content_key(tax: QuoteTax) -> str:
    """Names a rate by what it says: another percentage is another rate."""
    content = f"{tax.name}|{tax.percent.normalize():f}|{'inclusive' if tax.inclusive else 'exclusive'}"
    return sha256(content.encode()).hexdigest()[:32]
