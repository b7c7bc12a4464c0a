"""A plan as a Checkout Session in `mode=subscription`: what comes again, and the trial it begins with.

A session doesn't show its trial to a server, so the metadata says it too, written by the same call. Changing a trial is
a preview of Stripe's, see its guide "Dynamically update trials". Another term is another price of the same line, as in
its guide "Dynamically update line items". Shipping options and intents don't exist here, but addresses do.
"""

from collections.abc import Mapping
from typing import Any

from rxapp.payments import goods, subscriptions
from rxapp.payments.flow import metadata_of
from rxapp.payments.values import Item, Terms
from rxapp.shop.pricing import Recurring

SUBSCRIPTION = "subscription"  # to be expanded: it has the trial that Stripe really gave


def create_params(terms: Terms, return_url: str) -> dict[str, Any]:
    """The request that opens a session for joining a plan."""
    recurring = _recurring(terms)
    params: dict[str, Any] = {
        "ui_mode": "elements",
        "mode": "subscription",
        "allowed_payment_method_types": ["card"],  # whatever else the catalogue takes: a plan begins at once
        "payment_method_collection": "always",
        "client_reference_id": terms.checkout_id,
        "return_url": return_url,
        "line_items": [_item(terms, recurring, None)],
        "metadata": _metadata(terms, recurring),
        "subscription_data": {
            "trial_period_days": recurring.trial_days,
            "metadata": {"checkout": terms.checkout_id},
        },
    }
    return params | goods.ADDRESS_WANTED if recurring.shipped else params


def update_params(terms: Terms, known: Mapping[str, Item], *, same_trial: bool) -> dict[str, Any]:
    """The request that brings a session to other terms.

    Args:
        same_trial: The session has this trial already; accounts without the preview may not even repeat it.
    """
    recurring = _recurring(terms)
    [line] = terms.quote.lines
    params: dict[str, Any] = {
        "line_items": [_item(terms, recurring, known.get(line.key))],
        "metadata": _metadata(terms, recurring),
    }
    if terms.quote.destination:
        params["collected_information"] = goods.collected(terms.quote.destination)
    if not same_trial:
        params["subscription_data"] = {"trial_period_days": recurring.trial_days}
    return params


def parsed(session: Any) -> dict[str, Any]:
    """The trial's part of a `Payment`: of the subscription once there is one, before that of the metadata."""
    if session.subscription is None:
        return {"trial_days": int(metadata_of(session).get("trial_days", 0))}
    subscription = subscriptions.parse(session.subscription)
    return {"subscription": subscription, "trial_days": subscription.trial_days}


def _recurring(terms: Terms) -> Recurring:
    assert terms.quote.recurring, "only plans come here"
    return terms.quote.recurring


def _item(terms: Terms, recurring: Recurring, known: Item | None) -> dict[str, Any]:
    [line] = terms.quote.lines
    price = {
        "currency": terms.quote.currency,
        "unit_amount": recurring.amount,
        "recurring": {"interval": recurring.interval, "interval_count": recurring.every},
        "product_data": {"name": line.name},
    }
    if known is None:
        return {"price_data": price, "quantity": line.quantity, "metadata": {"key": line.key}}
    kept: dict[str, Any] = {"id": known.id, "quantity": line.quantity}
    same = (known.unit_amount, known.recurs) == (recurring.amount, recurring.recurs)
    return kept if same else kept | {"price_data": price}


def _metadata(terms: Terms, recurring: Recurring) -> dict[str, str]:
    return {
        "checkout": terms.checkout_id,
        "revision": str(terms.revision),
        "trial_days": str(recurring.trial_days),
    }
