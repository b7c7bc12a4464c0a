"""Events, as they can be asked for."""

from __future__ import annotations

from stripe import params as p

from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from .call import Call, Route
from .crud import Collection
from .events import KIND

_EVENTS = Collection(KIND, "/v1/events")


def _list(call: Call, params: p.EventListParams) -> Resource:
    types = params.get("types") or ([params["type"]] if "type" in params else [])
    patterns = [type.replace("*", "%") for type in types]
    return _EVENTS.page(call, {**params}, {}, any_of=[("lookup LIKE ?", patterns)])


ROUTES = [
    Route("GET", _EVENTS.url, _list, Parameters(p.EventListParams)),
    _EVENTS.retrieval(p.EventRetrieveParams),
]
