"""A cart of goods as a Checkout Session in `mode=payment`: what its quote looks like at Stripe.

The rules of updating (whole array of line items with their ids, at most one discount, `""` clears) are those of
Stripe's guides "Dynamically update payment amounts" and "Dynamically update discounts", and of the update call.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rxapp.payments.folding import folded
from rxapp.payments.values import Item, Terms
from rxapp.shop.cart import AT_LEAST, AT_MOST
from rxapp.shop.catalog import CATALOG
from rxapp.shop.destination import Destination
from rxapp.shop.money import written
from rxapp.shop.pricing import Quote, QuoteLine
from rxapp.shop.shipping import QuoteShipping

COUPON_NAME_LIMIT = 40
ADDRESS_WANTED: dict[str, Any] = {
    "shipping_address_collection": {"allowed_countries": list(CATALOG.countries)},
    "permissions": {"update_shipping_details": "server_only"},
}
"""Says of a new session that it has to know where to send things, and that only we say it."""


def create_params(terms: Terms, return_url: str, tax_rates: Sequence[str], *, folds: bool) -> dict[str, Any]:
    """The request that opens a session.

    Args:
        tax_rates: The ids of the quote's taxes.
        folds: Whether the discount goes into the prices, for accounts without the preview of discounts.
    """
    asked = folded(terms.quote) if folds else terms.quote
    params: dict[str, Any] = {
        "ui_mode": "elements",
        "mode": "payment",
        "allowed_payment_method_types": list(CATALOG.ways_to_pay),
        "client_reference_id": terms.checkout_id,
        "return_url": return_url,
        "line_items": [_new_item(line, asked.currency, tax_rates, folds) for line in asked.lines],
        **ADDRESS_WANTED,
        "shipping_options": _shipping_options(asked),
        "discounts": _discounts(asked),  # an empty list sends nothing
        "metadata": {key: value for key, value in _metadata(terms, folds).items() if value},
        "payment_intent_data": {"metadata": {"checkout": terms.checkout_id}},
    }
    if not folds:
        params["permissions"] = params["permissions"] | {"update_discounts": "server_only"}
    return params


def update_params(terms: Terms, known: Mapping[str, Item], tax_rates: Sequence[str], *, folds: bool) -> dict[str, Any]:
    """The request that brings a session to other terms: always everything, so that the last write is right by itself.

    Args:
        known: Lines by key as Stripe knows them. A line sent without its id is new, one that isn't sent is gone.
        tax_rates, folds: As for `create_params`.
    """
    asked = folded(terms.quote) if folds else terms.quote
    params: dict[str, Any] = {
        "line_items": [_item(line, asked.currency, known.get(line.key), tax_rates, folds) for line in asked.lines],
        "shipping_options": _shipping_options(asked),
        "metadata": _metadata(terms, folds),
    }
    if asked.destination:
        params["collected_information"] = collected(asked.destination)
    if not folds:
        params["discounts"] = _discounts(asked) or ""
    return params


def _metadata(terms: Terms, folds: bool) -> dict[str, str]:
    ours = {"checkout": terms.checkout_id, "revision": str(terms.revision)}
    if not folds:
        return ours
    # the session shows lower prices and no discount: here is what they are made of; an empty value takes it away again
    quote = terms.quote
    name, amount = (quote.discount_name, str(quote.discount)) if quote.discount else ("", "")
    return ours | {"discount_mode": "folded", "discount": amount, "discount_name": name}


def _item(line: QuoteLine, currency: str, known: Item | None, tax_rates: Sequence[str], folds: bool) -> dict[str, Any]:
    if known is None:
        return _new_item(line, currency, tax_rates, folds)
    kept: dict[str, Any] = {"id": known.id, "quantity": line.quantity, "tax_rates": _tax_rates(line, tax_rates) or ""}
    if known.unit_amount != line.unit_amount:
        kept["price_data"] = _price_data(line, currency)
    return kept


def _new_item(line: QuoteLine, currency: str, tax_rates: Sequence[str], folds: bool) -> dict[str, Any]:
    new: dict[str, Any] = {
        "price_data": _price_data(line, currency),
        "quantity": line.quantity,
        "metadata": {"key": line.key},
    }
    if line.adjustable and not folds:  # a folded line may be in two parts
        new["adjustable_quantity"] = {"enabled": True, "minimum": AT_LEAST, "maximum": AT_MOST}
    return new | ({"tax_rates": levied} if (levied := _tax_rates(line, tax_rates)) else {})


def _tax_rates(line: QuoteLine, tax_rates: Sequence[str]) -> list[str]:
    return list(tax_rates) if line.taxed else []


def _price_data(line: QuoteLine, currency: str) -> dict[str, Any]:
    return {"currency": currency, "unit_amount": line.unit_amount, "product_data": {"name": line.name}}


def collected(destination: Destination) -> dict[str, Any]:
    """Where the order goes. Stripe takes a name and an address here, nothing else, and replaces the whole of it."""
    address = destination.model_dump(exclude={"name"})
    written_parts = {part: text for part, text in address.items() if text}
    return {"shipping_details": {"name": destination.name, "address": written_parts}}


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
    coupon = {
        "name": _coupon_name(quote),
        "amount_off": quote.discount,
        "currency": quote.currency,
        "duration": "once",
    }
    return [{"coupon_data": coupon}] if quote.discount else []


def _coupon_name(quote: Quote) -> str:
    """What the discount is made of, within Stripe's limit; the shopper's own summary has each part with its amount."""
    if len(quote.discount_name) <= COUPON_NAME_LIMIT:
        return quote.discount_name
    return f"{len(quote.deductions)} discounts, {written(quote.discount, quote.currency)}"
