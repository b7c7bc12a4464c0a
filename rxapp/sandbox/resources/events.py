"""What happens: events are kept, and sent to the webhook endpoints that want them."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

import stripe

from ..rules import identifiers
from ..rules.shapes import Resource, shape
from ..versions.event_data import in_version
from .call import Call

KIND = "event"
TYPES = frozenset(
    f"{object}.{happened}"
    for object, all_that_happens in {
        "billing_portal.configuration": "created updated",
        "billing_portal.session": "created",
        "charge": "captured failed pending refunded succeeded updated",
        "checkout.session": "async_payment_failed async_payment_succeeded completed expired",
        "coupon": "created deleted updated",
        "customer": "created deleted updated",
        "customer.subscription": "created deleted updated",
        "payment_intent": (
            "amount_capturable_updated canceled created payment_failed processing requires_action succeeded"
        ),
        "payment_method": "attached detached updated",
        "price": "created updated",
        "product": "created deleted updated",
        "promotion_code": "created updated",
        "refund": "created failed updated",
        "setup_intent": "canceled created requires_action setup_failed succeeded",
        "tax_rate": "created updated",
    }.items()
    for happened in all_that_happens.split()
)
_event = shape(stripe.Event, absent={"account", "context"})


def note(call: Call, type: str, object: Resource, *, previous: Resource | None = None) -> Resource:
    """Notes that something happened to an object, and schedules the webhooks.

    An event shows the object as the account's version does. For endpoints of other versions it is kept as it is, too.

    Args:
        type: Such as `checkout.session.completed`.
        previous: The former values of what changed.
    """
    assert type in TYPES, f"no event is called {type}"
    version = call.account_version
    data: Resource = {"object": object}
    if previous is not None:
        data["previous_attributes"] = previous
    event = _event(
        id=identifiers.new("evt", 23, start="1"),
        object=KIND,
        api_version=version.name,
        created=call.now,
        data=in_version(version, data, call.find),
        livemode=False,
        pending_webhooks=0,
        request={"id": call.request_id, "idempotency_key": call.idempotency_key},
        type=type,
    )
    endpoints = _wanting(call, type)
    event["pending_webhooks"] = call.deliveries.schedule(call.namespace, event, endpoints)
    call.objects.add(event, None if version.is_newest else {"data": data}, lookup=type)
    return event


def note_change(call: Call, type: str, before: Resource, after: Resource) -> None:
    """Notes that an object was changed, if anything of it is otherwise."""
    if changed := _former(before, after):
        note(call, type, after, previous=changed)


def _former(before: Resource, after: Resource) -> Resource:
    """What was otherwise before; of what has parts, those parts alone."""
    former: Resource = {}
    for name, value in before.items():
        now: Any = after.get(name)
        if value != now:
            both_have_parts = isinstance(value, dict) and isinstance(now, dict)
            former[name] = _former(value, now) if both_have_parts else value
    return former


def _wanting(call: Call, type: str) -> list[tuple[str, str]]:
    """Address and secret of each enabled endpoint that wants events of a type."""
    found = call.objects.select("webhook_endpoint", [], [], limit=-1, ascending=True)
    return [
        (record.object["url"], record.inner["secret"])
        for record in found
        if record.object["status"] == "enabled" and _wants(record.object["enabled_events"], type)
    ]


def _wants(enabled: Iterable[str], type: str) -> bool:
    return any(fnmatchcase(type, pattern) for pattern in enabled)
