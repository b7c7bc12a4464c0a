"""Events: what happened, kept and sent to webhook endpoints."""

from __future__ import annotations

import stripe
from stripe import params as p

from ..rules import identifiers
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from ..versions.event_data import in_version
from . import webhook_endpoints
from .call import Call, Route
from .crud import Collection

_KIND = "event"
_EVENTS = Collection(_KIND, "/v1/events")
_event = shape(stripe.Event, absent={"account", "context"})


def note(call: Call, type: str, object: Resource, *, previous: Resource | None = None) -> Resource:
    """Notes that something happened to an object, and schedules the webhooks.

    An event shows the object as the account's version does. For endpoints of other versions it is kept as it is, too.

    Args:
        type: Such as `checkout.session.completed`.
        previous: The former values of what changed.
    """
    version = call.account_version
    data: Resource = {"object": object}
    if previous is not None:
        data["previous_attributes"] = previous
    event = _event(
        id=identifiers.new("evt", 23, start="1"),
        object=_KIND,
        api_version=version.name,
        created=call.now,
        data=in_version(version, data, call.find),
        livemode=False,
        pending_webhooks=0,
        request={"id": call.request_id, "idempotency_key": call.idempotency_key},
        type=type,
    )
    endpoints = webhook_endpoints.wanting(call, type)
    event["pending_webhooks"] = call.deliveries.schedule(call.namespace, event, endpoints)
    call.objects.add(event, None if version.is_newest else {"data": data}, lookup=type)
    return event


def _list(call: Call, params: p.EventListParams) -> Resource:
    types = params.get("types") or ([params["type"]] if "type" in params else [])
    patterns = [type.replace("*", "%") for type in types]
    return _EVENTS.page(call, {**params}, {}, any_of=("lookup LIKE ?", patterns))


ROUTES = [
    Route("GET", _EVENTS.url, _list, Parameters(p.EventListParams)),
    _EVENTS.retrieval(p.EventRetrieveParams),
]
