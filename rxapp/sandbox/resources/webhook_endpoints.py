"""Webhook endpoints: who is told what happened."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

import stripe
from stripe import params as p

from ..rules import fields, identifiers, metadata
from ..rules.errors import invalid
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from . import pagination
from .call import Call, Route

_KIND = "webhook_endpoint"
_URL = "/v1/webhook_endpoints"
_webhook_endpoint = shape(stripe.WebhookEndpoint, absent={"deleted", "secret"})


def _create(call: Call, params: p.WebhookEndpointCreateParams) -> Resource:
    _check(params["url"])
    endpoint = _webhook_endpoint(
        id=identifiers.new("we", 24),
        object=_KIND,
        api_version=params.get("api_version") or None,
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


def _check(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        message = "Invalid URL: An explicit scheme (such as https) must be provided."
        raise invalid(message, param="url", code="url_invalid")


def wanting(call: Call, type: str) -> list[tuple[str, str]]:
    """Address and secret of each enabled endpoint that wants events of a type."""
    found = call.objects.select(_KIND, [], [], limit=-1, ascending=True)
    return [
        (record.object["url"], record.inner["secret"])
        for record in found
        if record.object["status"] == "enabled" and _wants(record.object["enabled_events"], type)
    ]


def _wants(enabled: Iterable[str], type: str) -> bool:
    return any(fnmatchcase(type, pattern) for pattern in enabled)


def _retrieve(call: Call, params: p.WebhookEndpointRetrieveParams, id: str) -> Resource:
    return call.objects.get(_KIND, id).object


def _update(call: Call, params: p.WebhookEndpointUpdateParams, id: str) -> Resource:
    record = call.objects.get(_KIND, id)
    endpoint = record.object
    if "url" in params:
        _check(params["url"])
    endpoint.update(fields.taken(params, ("description", "enabled_events", "url")))
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    endpoint["metadata"] = metadata.merged(endpoint["metadata"], params.get("metadata"))
    call.objects.save(record)
    return endpoint


def _delete(call: Call, params: p.WebhookEndpointDeleteParams, id: str) -> Resource:
    call.objects.delete(call.objects.get(_KIND, id))
    return {"id": id, "object": _KIND, "deleted": True}


def _list(call: Call, params: p.WebhookEndpointListParams) -> Resource:
    return pagination.page(call, _KIND, _URL, dict(params))


ROUTES = [
    Route("POST", _URL, _create, Parameters(p.WebhookEndpointCreateParams)),
    Route("GET", _URL, _list, Parameters(p.WebhookEndpointListParams)),
    Route("GET", _URL + "/{}", _retrieve, Parameters(p.WebhookEndpointRetrieveParams)),
    Route("POST", _URL + "/{}", _update, Parameters(p.WebhookEndpointUpdateParams)),
    Route("DELETE", _URL + "/{}", _delete, Parameters(p.WebhookEndpointDeleteParams)),
]
