"""The page of the portal: what it shows, and what a customer does there.

Stripe has no such addresses; only that page of this server calls them.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from ...rules import currencies
from ...rules.errors import invalid, missing_resource
from ...rules.parameters import Parameters
from ...rules.shapes import Resource
from ...store import Record, find_anywhere
from .. import subscriptions
from ..call import Call, Route
from ..checkout.page_view import BUSINESS
from . import configurations, sessions

_URL = "/v1/portal_pages/{}"
_VISITED_SECONDS = 3600
_GOES_ON = ("active", "past_due", "trialing")


class _View(TypedDict):
    key: NotRequired[str | None]


class _Renewal(_View):
    subscription: str


class _Cancellation(_Renewal):
    feedback: NotRequired[
        Literal[
            "customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex",
            "too_expensive", "unused",
        ]
        | None
    ]  # fmt: skip


def _visit(call: Call, token: str) -> tuple[Call, Resource]:
    """The portal session of a page, in its account, for another hour."""
    found = find_anywhere(call.store, sessions.KIND, sessions.id_of(token))
    if found is None:
        raise missing_resource(sessions.KIND, token)
    namespace, session = found
    call = call.within(namespace)
    if session.inner["until"] < call.now:
        raise invalid("This session of the portal has expired.", code="session_expired")
    session.inner["until"] = call.now + _VISITED_SECONDS
    call.objects.save(session)
    return call, session.object


def _view(call: Call, params: _View, token: str) -> Resource:
    call, session = _visit(call, token)
    return _shown(call, session)


def _shown(call: Call, session: Resource) -> Resource:
    configuration = call.objects.get(configurations.KIND, session["configuration"]).object
    customer = call.objects.find("customer", session["customer"])
    cancel = configuration["features"]["subscription_cancel"]
    reasons = cancel["cancellation_reason"]
    theirs = call.objects.looked_up(subscriptions.KIND, session["customer"])
    return {
        "business": BUSINESS,
        "headline": configuration["business_profile"]["headline"],
        "privacy_policy_url": configuration["business_profile"]["privacy_policy_url"],
        "terms_of_service_url": configuration["business_profile"]["terms_of_service_url"],
        "return_url": session["return_url"],
        "email": customer and customer.object["email"],
        "cancels": cancel["mode"] if cancel["enabled"] else None,
        "reasons": reasons["options"] if reasons["enabled"] else [],
        "subscriptions": [_subscription(call, record.object) for record in reversed(theirs)],
    }


def _subscription(call: Call, subscription: Resource) -> Resource:
    items = subscription["items"]["data"]
    recurring = items[0]["price"]["recurring"]
    card = subscription["default_payment_method"]
    found = call.objects.find("payment_method", card) if card else None
    return {
        "id": subscription["id"],
        "status": subscription["status"],
        "currency": subscription["currency"],
        "divisor": currencies.divisor(subscription["currency"]),
        "interval": recurring["interval"],
        "intervalCount": recurring["interval_count"],
        "items": [_item(call, item) for item in items],
        "period_end": items[0]["current_period_end"],
        "trial_end": subscription["trial_end"],
        "cancel_at_period_end": subscription["cancel_at_period_end"],
        "ended_at": subscription["ended_at"],
        "card": found and found.object.get("card"),
    }


def _item(call: Call, item: Resource) -> Resource:
    product = call.objects.find("product", item["price"]["product"])
    return {
        "name": product.object["name"] if product else item["price"]["nickname"] or item["price"]["id"],
        "quantity": item["quantity"],
        "unit_amount": float(item["price"]["unit_amount_decimal"]),
    }


def _cancel(call: Call, params: _Cancellation, token: str) -> Resource:
    call, session = _visit(call, token)
    subscription = _theirs(call, session, params["subscription"])
    configuration = call.objects.get(configurations.KIND, session["configuration"]).object
    cancel = configuration["features"]["subscription_cancel"]
    if not cancel["enabled"]:
        raise invalid("Subscriptions can't be cancelled here.")
    said: Any = {"cancellation_details": {"feedback": params.get("feedback")}}
    if cancel["mode"] == "immediately":
        subscriptions.cancel(call, said, subscription.id)
    else:
        said["cancel_at_period_end"] = True
        subscriptions.update(call, said, subscription.id)
    return _shown(call, session)


def _renew(call: Call, params: _Renewal, token: str) -> Resource:
    call, session = _visit(call, token)
    subscription = _theirs(call, session, params["subscription"])
    subscriptions.update(call, {"cancel_at_period_end": False}, subscription.id)
    return _shown(call, session)


def _theirs(call: Call, session: Resource, id: str) -> Record:
    """A subscription of the customer that goes on still."""
    found = call.objects.find(subscriptions.KIND, id)
    if found is None or found.object["customer"] != session["customer"]:
        raise missing_resource(subscriptions.KIND, id, "subscription", status=400)
    if found.object["status"] not in _GOES_ON:
        raise invalid("This subscription has ended already.", param="subscription")
    return found


ROUTES = [
    Route("POST", _URL, _view, Parameters(_View, form=False), access="open"),
    Route("POST", f"{_URL}/cancel", _cancel, Parameters(_Cancellation, form=False), access="open"),
    Route("POST", f"{_URL}/renew", _renew, Parameters(_Renewal, form=False), access="open"),
]
