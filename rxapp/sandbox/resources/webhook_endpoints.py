"""Webhook endpoints: who is told what happened."""

from __future__ import annotations

import stripe
from stripe import params as p

from ..rules import identifiers, metadata
from ..rules.shapes import Resource, shape
from ..store import Record
from ..versions.version import named
from .call import Call
from .crud import Collection

_KIND = "webhook_endpoint"
_WEBHOOK_ENDPOINTS = Collection(_KIND, "/v1/webhook_endpoints")
_webhook_endpoint = shape(stripe.WebhookEndpoint, absent={"deleted", "secret"})


def _create(call: Call, params: p.WebhookEndpointCreateParams) -> Resource:
    api_version = params.get("api_version")
    endpoint = _webhook_endpoint(
        id=identifiers.new("we", 24),
        object=_KIND,
        api_version=named(api_version).name if api_version else None,
        created=call.now,
        description=params.get("description") or None,
        enabled_events=params["enabled_events"],
        livemode=False,
        metadata=metadata.merged(None, params.get("metadata")),
        status="enabled",
        url=params["url"],
    )
    secret = identifiers.webhook_secret()
    call.objects.add(endpoint, {"secret": secret})
    # The secret is shown this once.
    return {**endpoint, "secret": secret}


def _change(call: Call, record: Record, params: p.WebhookEndpointUpdateParams) -> None:
    if "disabled" in params:
        record.object["status"] = "disabled" if params["disabled"] else "enabled"


ROUTES = [
    _WEBHOOK_ENDPOINTS.creation(_create, p.WebhookEndpointCreateParams),
    _WEBHOOK_ENDPOINTS.listing(p.WebhookEndpointListParams),
    _WEBHOOK_ENDPOINTS.retrieval(p.WebhookEndpointRetrieveParams),
    _WEBHOOK_ENDPOINTS.update(p.WebhookEndpointUpdateParams, ("description", "enabled_events", "url"), change=_change),
    _WEBHOOK_ENDPOINTS.deletion(p.WebhookEndpointDeleteParams),
]
