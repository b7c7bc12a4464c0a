"""All addresses of the API."""

from __future__ import annotations

from . import (
    browser_intents,
    charges,
    coupons,
    customers,
    events,
    payment_intents,
    payment_methods,
    prices,
    products,
    promotion_codes,
    refunds,
    setup_intents,
    shipping_rates,
    subscriptions,
    tax_rates,
    three_d_secure,
    webhook_endpoints,
)
from .checkout import payment_pages, sessions

_RESOURCES = (
    browser_intents,
    charges,
    coupons,
    customers,
    events,
    payment_intents,
    payment_methods,
    payment_pages,
    prices,
    products,
    promotion_codes,
    refunds,
    sessions,
    setup_intents,
    shipping_rates,
    subscriptions,
    tax_rates,
    three_d_secure,
    webhook_endpoints,
)

ROUTES = [route for resource in _RESOURCES for route in resource.ROUTES]
