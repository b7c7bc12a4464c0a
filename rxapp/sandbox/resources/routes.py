"""All addresses of the API."""

from __future__ import annotations

from ..rules.coverage import covered
from . import (
    account,
    balance_transactions,
    browser_intents,
    browser_setup_intents,
    card_parts,
    challenges,
    charges,
    confirmation_tokens,
    coupons,
    customers,
    event_list,
    payment_intents,
    payment_methods,
    prices,
    products,
    promotion_codes,
    refunds,
    searches,
    setup_intents,
    shipping_rates,
    subscription_item_calls,
    subscriptions,
    tax_rates,
    texts,
    webhook_endpoints,
)
from .billing_portal import configurations, pages
from .billing_portal import sessions as portal_sessions
from .call import Route
from .checkout import payment_pages, sessions
from .parameters import DONE, IGNORED

_RESOURCES = (
    account,
    balance_transactions,
    browser_intents,
    browser_setup_intents,
    card_parts,
    challenges,
    charges,
    configurations,
    confirmation_tokens,
    coupons,
    customers,
    event_list,
    pages,
    payment_intents,
    payment_methods,
    payment_pages,
    portal_sessions,
    prices,
    products,
    promotion_codes,
    refunds,
    searches,
    sessions,
    setup_intents,
    shipping_rates,
    subscription_item_calls,
    subscriptions,
    tax_rates,
    webhook_endpoints,
)

ROUTES = [route for resource in _RESOURCES for route in resource.ROUTES]


def _cover(route: Route) -> None:
    """Has what is neither done nor ignored refused, but for this server's own browser half."""
    call = f"{route.method} {route.path}"
    tree = covered("expand client_secret", DONE.get(call, ""), IGNORED.get(call, ""))
    for parameters in (route.parameters, route.preview):
        if parameters is not None:
            parameters.cover(tree, texts.of(route.path))


for _route in ROUTES:
    if _route.access in ("secret", "both"):
        _cover(_route)
