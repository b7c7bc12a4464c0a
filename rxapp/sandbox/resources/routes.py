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

ROUTES = [
    *browser_intents.ROUTES,
    *charges.ROUTES,
    *coupons.ROUTES,
    *customers.ROUTES,
    *events.ROUTES,
    *payment_intents.ROUTES,
    *payment_methods.ROUTES,
    *payment_pages.ROUTES,
    *prices.ROUTES,
    *products.ROUTES,
    *promotion_codes.ROUTES,
    *refunds.ROUTES,
    *sessions.ROUTES,
    *setup_intents.ROUTES,
    *shipping_rates.ROUTES,
    *subscriptions.ROUTES,
    *tax_rates.ROUTES,
    *three_d_secure.ROUTES,
    *webhook_endpoints.ROUTES,
]
