"""Checkout Sessions: what a quote looks like at Stripe, and the calls that keep a session at it.

The rules of updating (whole array of line items with their ids, at most one discount, `""` clears) are those of
Stripe's guides "Dynamically update payment amounts" and "Dynamically update discounts", and of the update call.
"""

from collections.abc import Mapping
from typing import Any

import stripe

from rxapp.payments.client import ask
from rxapp.payments.failures import StripeRefused
from rxapp.payments.flow import Item, StripePayment, Terms, refuse_unless_open
from rxapp.shop.money import written
from rxapp.shop.pricing import Quote, QuoteLine, QuoteShipping

COUPON_NAME_LIMIT = 40
LIST_LIMIT = 100
WITH_ITEMS = ["line_items"]


class Sessions:
    """The session calls of one Stripe account."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._sessions = client.v1.checkout.sessions

    async def create(self, terms: Terms, return_url: str, idempotency_key: str) -> StripePayment:
        """See `PaymentFlow`. Stripe puts the session's id into the address."""
        params = create_params(
            terms.quote,
            checkout_id=terms.checkout_id,
            revision=terms.revision,
            return_url=f"{return_url}?session={{CHECKOUT_SESSION_ID}}",
        )
        return await self._parsed(
            await ask(lambda: self._sessions.create_async(params, {"idempotency_key": idempotency_key}))  # pyright: ignore
        )

    async def update(
        self, payment_id: str, terms: Terms, known: Mapping[str, Item], idempotency_key: str
    ) -> StripePayment:
        """See `PaymentFlow`."""
        params = update_params(terms.quote, checkout_id=terms.checkout_id, revision=terms.revision, known=known)
        try:
            return await self._parsed(
                await ask(lambda: self._sessions.update_async(payment_id, params, {"idempotency_key": idempotency_key}))  # pyright: ignore
            )
        except StripeRefused as refused:
            if not refused.param:
                refuse_unless_open(await self.retrieve(payment_id))
            raise

    async def retrieve(self, payment_id: str) -> StripePayment:
        """See `PaymentFlow`. The line items come along."""
        return await self._parsed(await ask(lambda: self._sessions.retrieve_async(payment_id, {"expand": WITH_ITEMS})))

    async def expire(self, payment_id: str) -> None:
        """See `PaymentFlow`."""
        await ask(lambda: self._sessions.expire_async(payment_id))

    async def _parsed(self, session: Any) -> StripePayment:
        items = list(session.line_items.data)
        if session.line_items.has_more:  # an expanded list holds the first ten
            page = await ask(lambda: self._sessions.line_items.list_async(session.id, {"limit": LIST_LIMIT}))
            items = list(page.data)
        return parse(session, items)


def parse(session: Any, items: list[Any]) -> StripePayment:
    """Reads Stripe's answer once into what the store uses."""
    metadata = session.metadata.to_dict() if session.metadata else {}
    details = session.customer_details
    intent = session.payment_intent
    return StripePayment(
        id=session.id,
        client_secret=session.client_secret or "",
        status=session.status,
        paid=session.status == "complete" and session.payment_status != "unpaid",
        amount=session.amount_total,
        currency=session.currency,
        checkout_id=metadata.get("checkout", ""),
        revision=int(metadata.get("revision", 0)),
        payment_intent_id=getattr(intent, "id", intent),
        email=details.email if details else None,
        items={key: Item(item.id, item.price.unit_amount) for item in items if (key := _key_of(item))},
    )


def _key_of(item: Any) -> str:
    """The key we gave a line; empty in a session that isn't ours."""
    return item.metadata.to_dict().get("key", "") if item.metadata else ""


def create_params(quote: Quote, *, checkout_id: str, revision: int, return_url: str) -> dict[str, Any]:
    """The request that opens a session for a quote."""
    params: dict[str, Any] = {
        "ui_mode": "elements",
        "mode": "payment",
        # Cards alone: the form opens on its fields, and the same test runs on the local Stripe and on Stripe.
        "allowed_payment_method_types": ["card"],
        "permissions": {"update_discounts": "server_only"},
        "client_reference_id": checkout_id,
        "return_url": return_url,
        "line_items": [_new_item(line, quote.currency) for line in quote.lines],
        "shipping_options": _shipping_options(quote),
        "metadata": _metadata(checkout_id, revision),
        "payment_intent_data": {"metadata": {"checkout": checkout_id}},
        "expand": WITH_ITEMS,
    }
    if quote.discount:
        params["discounts"] = _discounts(quote)
    return params


def update_params(quote: Quote, *, checkout_id: str, revision: int, known: Mapping[str, Item]) -> dict[str, Any]:
    """The request that brings a session to a quote: always everything, so that the last write is right by itself.

    Args:
        known: Lines by key as Stripe knows them. A line sent without its id is new, one that isn't sent is gone.
    """
    return {
        "line_items": [_item(line, quote.currency, known.get(line.key)) for line in quote.lines],
        "shipping_options": _shipping_options(quote),
        "discounts": _discounts(quote) or "",
        "metadata": _metadata(checkout_id, revision),
        "expand": WITH_ITEMS,
    }


def _metadata(checkout_id: str, revision: int) -> dict[str, str]:
    return {"checkout": checkout_id, "revision": str(revision)}


def _item(line: QuoteLine, currency: str, known: Item | None) -> dict[str, Any]:
    if known is None:
        return _new_item(line, currency)
    kept: dict[str, Any] = {"id": known.id, "quantity": line.quantity}
    if known.unit_amount != line.unit_amount:
        kept["price_data"] = _price_data(line, currency)
    return kept


def _new_item(line: QuoteLine, currency: str) -> dict[str, Any]:
    return {"price_data": _price_data(line, currency), "quantity": line.quantity, "metadata": {"key": line.key}}


def _price_data(line: QuoteLine, currency: str) -> dict[str, Any]:
    return {"currency": currency, "unit_amount": line.unit_amount, "product_data": {"name": line.name}}


def _shipping_options(quote: Quote) -> list[dict[str, Any]]:
    return [_shipping_option(option, quote.currency) for option in quote.shipping_options]


def _shipping_option(option: QuoteShipping, currency: str) -> dict[str, Any]:
    return {
        "shipping_rate_data": {
            "display_name": option.name,
            "type": "fixed_amount",
            "fixed_amount": {"amount": option.amount, "currency": currency},
            "metadata": {"key": option.key},
        }
    }


def _discounts(quote: Quote) -> list[dict[str, Any]]:
    if not quote.discount:
        return []
    return [
        {
            "coupon_data": {
                "name": _coupon_name(quote),
                "amount_off": quote.discount,
                "currency": quote.currency,
                "duration": "once",
            }
        }
    ]


def _coupon_name(quote: Quote) -> str:
    """What the discount is made of, within Stripe's limit; the shopper's own summary has each part with its amount."""
    if len(quote.discount_name) <= COUPON_NAME_LIMIT:
        return quote.discount_name
    return f"{len(quote.deductions)} discounts, {written(quote.discount, quote.currency)}"
