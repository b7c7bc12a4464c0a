"""The items of subscriptions by themselves, as for a team that takes more seats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe import params as p

from ..rules.errors import missing_resource
from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from ..store import Record
from . import pagination, subscriptions
from .call import Call, Route

_KIND, _URL = "subscription_item", "/v1/subscription_items"
_HAS_ITEM = subscriptions.of_items("id")


def _list(call: Call, params: p.SubscriptionItemListParams) -> Resource:
    record = call.objects.refer(subscriptions.KIND, params["subscription"], "subscription")
    return pagination.page_of(_URL, record.object["items"]["data"], params)


def _retrieve(call: Call, params: object, id: str) -> Resource:
    return _item(_owner(call, id), id)


def _create(call: Call, params: p.SubscriptionItemCreateParams) -> Resource:
    record = call.objects.refer(subscriptions.KIND, params["subscription"], "subscription")
    subscriptions.change(call, record, [_said(params)])
    return record.object["items"]["data"][-1]


def _update(call: Call, params: p.SubscriptionItemUpdateParams, id: str) -> Resource:
    record = _owner(call, id)
    subscriptions.change(call, record, [{**_said(params), "id": id}])
    return _item(record, id)


def _delete(call: Call, params: object, id: str) -> Resource:
    subscriptions.change(call, _owner(call, id), [{"id": id, "deleted": True}])
    return {"id": id, "object": _KIND, "deleted": True}


def _said(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: params[name] for name in ("metadata", "price", "quantity") if name in params}


def _owner(call: Call, id: str) -> Record:
    """The subscription of an item."""
    found = call.objects.select(subscriptions.KIND, [_HAS_ITEM], [id], limit=1)
    if not found:
        raise missing_resource(_KIND, id)
    return found[0]


def _item(record: Record, id: str) -> Resource:
    return next(item for item in record.object["items"]["data"] if item["id"] == id)


ROUTES = [
    Route("GET", _URL, _list, Parameters(p.SubscriptionItemListParams)),
    Route("GET", _URL + "/{}", _retrieve, Parameters(p.SubscriptionItemRetrieveParams)),
    Route("POST", _URL, _create, Parameters(p.SubscriptionItemCreateParams)),
    Route("POST", _URL + "/{}", _update, Parameters(p.SubscriptionItemUpdateParams)),
    Route("DELETE", _URL + "/{}", _delete, Parameters(p.SubscriptionItemDeleteParams)),
]
