"""Payment Intents: what a quote looks like as one amount at Stripe, and the calls that keep an intent at it.

An amount can be updated until the shopper confirms, and again after a declined attempt; once it is confirmed Stripe
refuses. See Stripe's guide "Dynamically update payment amounts", Payment Intents.
"""

from collections.abc import Mapping
from typing import Any, Literal, cast

import stripe

from rxapp.payments.client import ask
from rxapp.payments.failures import StripeRefused
from rxapp.payments.flow import metadata_of, refuse_unless_open
from rxapp.payments.values import Item, Payment, Terms
from rxapp.shop.catalog import CATALOG
from rxapp.shop.destination import Destination
from rxapp.shop.pricing import Quote, QuoteLine
from rxapp.shop.taxes import QuoteTax

# A Checkout Session makes an intent as well, with the same checkout in its metadata; this tells ours from those.
FLOW = "payment_intent"

DESCRIPTION_LIMIT = 1000
METADATA_LIMIT = 500

STATUS: dict[str, Literal["complete", "expired"]] = {
    "processing": "complete",
    "requires_capture": "complete",
    "succeeded": "complete",
    "canceled": "expired",
}


class Intents:
    """The intent calls of one Stripe account."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._intents = client.v1.payment_intents

    async def create(self, terms: Terms, return_url: str, idempotency_key: str) -> Payment:
        """See `PaymentFlow`. Where the shopper returns to is said at the confirmation, in the browser."""
        params = cast("stripe.params.PaymentIntentCreateParams", create_params(terms))
        return parse(await ask(lambda: self._intents.create_async(params, {"idempotency_key": idempotency_key})))

    async def update(self, payment_id: str, terms: Terms, known: Mapping[str, Item], idempotency_key: str) -> Payment:
        """See `PaymentFlow`. An intent has no lines, so `known` is of no use to it."""
        params = cast("stripe.params.PaymentIntentUpdateParams", update_params(terms))
        options: stripe.RequestOptions = {"idempotency_key": idempotency_key}
        try:
            return parse(await ask(lambda: self._intents.update_async(payment_id, params, options)))
        except StripeRefused as refused:
            if refused.code == "payment_intent_unexpected_state":
                refuse_unless_open(await self.retrieve(payment_id))
            raise

    async def retrieve(self, payment_id: str) -> Payment:
        """See `PaymentFlow`."""
        return parse(await ask(lambda: self._intents.retrieve_async(payment_id)))

    async def expire(self, payment_id: str) -> None:
        """See `PaymentFlow`. Stripe's word for it is to cancel."""
        await ask(lambda: self._intents.cancel_async(payment_id))


def parse(intent: Any) -> Payment:
    """Reads Stripe's answer once into what the store uses."""
    metadata = metadata_of(intent)
    ours = metadata.get("flow") == FLOW
    return Payment(
        id=intent.id,
        client_secret=intent.client_secret or "",
        status=STATUS.get(intent.status, "open"),
        paid=intent.status == "succeeded",
        asking=intent.status == "requires_action",
        amount=intent.amount,
        currency=intent.currency,
        checkout_id=metadata.get("checkout", "") if ours else "",
        revision=int(metadata.get("revision", 0)) if ours else 0,
        payment_intent_id=intent.id,
        email=intent.receipt_email,
        items={},
        customer_id=getattr(intent.customer, "id", intent.customer),
        failed=intent.status == "requires_payment_method" and intent.last_payment_error is not None,
    )


def create_params(terms: Terms) -> dict[str, Any]:
    """The request that opens an intent for a quote.

    Raises:
        StripeRefused: See `update_params`.
    """
    params = update_params(terms)
    return {
        **params,
        "metadata": {key: text for key, text in params["metadata"].items() if text},
        "currency": terms.quote.currency,
        "allowed_payment_method_types": list(CATALOG.ways_to_pay),
    }


def update_params(terms: Terms) -> dict[str, Any]:
    """The request that brings an intent to a quote.

    The metadata explains the amount in Stripe's dashboard; an empty value takes an earlier one off.

    Raises:
        StripeRefused: There is nothing to pay, which an intent can't say.
    """
    if not terms.quote.total:
        raise StripeRefused("An intent needs an amount.", "amount_too_small", "amount", of_content=True)
    return {
        "customer": terms.customer_id,  # none sends nothing
        "amount": terms.quote.total,
        "description": _description(terms.quote),
        **_shipping(terms.quote.destination),
        "metadata": {
            "flow": FLOW,
            "checkout": terms.checkout_id,
            "revision": str(terms.revision),
            "discount": str(terms.quote.discount) if terms.quote.discount else "",
            "discount_name": _shortened(terms.quote.discount_name, METADATA_LIMIT),
            "tax": str(terms.quote.tax) if terms.quote.tax else "",
            "tax_name": _shortened(" + ".join(_tax(tax) for tax in terms.quote.taxes), METADATA_LIMIT),
        },
    }


def _shipping(destination: Destination | None) -> dict[str, Any]:
    if destination is None:
        return {}
    # with its empty parts, so that none of an earlier address stays behind
    return {"shipping": {"name": destination.name, "address": destination.model_dump(exclude={"name"})}}


def _tax(tax: QuoteTax) -> str:
    return f"{tax.name} {tax.percent:f}%{', included' if tax.inclusive else ''}"


def _description(quote: Quote) -> str:
    named = [*(_line(line) for line in quote.lines), quote.shipping.name]
    return _shortened(", ".join(named), DESCRIPTION_LIMIT)


def _line(line: QuoteLine) -> str:
    return f"{line.quantity} × {line.name}" if line.quantity > 1 else line.name


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
