"""Checkout Sessions to try things on."""

from typing import Any, cast

import stripe
from stripe.checkout import Session

TEA = {"price_data": {"currency": "usd", "unit_amount": 4000, "product_data": {"name": "Tea"}}, "quantity": 1}
ADDRESS = {
    "name": "Ada Lovelace",
    "address": {
        "country": "US",
        "line1": "1 Main St",
        "line2": None,
        "city": "Honolulu",
        "state": "HI",
        "postal_code": "96813",
    },
}
GIFT_WRAP = {
    "price_data": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Gift wrap"}},
    "quantity": 1,
}


def create(client: stripe.StripeClient, **params: Any) -> Session:
    """A session of $40.00 that shows in the shop's page."""
    usual = {"ui_mode": "elements", "mode": "payment", "line_items": [TEA], "customer_email": "ada@example.com"}
    return client.v1.checkout.sessions.create(cast(Any, usual | params))


def add_gift_wrap(client: stripe.StripeClient, session: Session) -> None:
    """What the shop's server does: it sends the whole cart again, with one item more."""
    items = client.v1.checkout.sessions.line_items.list(session.id)
    kept = [{"id": item.id, "quantity": item.quantity or 1} for item in items.data]
    client.v1.checkout.sessions.update(session.id, cast(Any, {"line_items": [*kept, GIFT_WRAP]}))


def shipping_option(name: str, amount: int) -> dict[str, Any]:
    rate = {"display_name": name, "type": "fixed_amount", "fixed_amount": {"amount": amount, "currency": "usd"}}
    return {"shipping_rate_data": rate}


def promotion_code(client: stripe.StripeClient, code: str, **params: Any) -> None:
    """A code of 10%."""
    coupon = client.v1.coupons.create({"percent_off": 10, "duration": "once"})
    promotion = {"type": "coupon", "coupon": coupon.id}
    client.v1.promotion_codes.create(cast(Any, {"promotion": promotion, "code": code, **params}))
