"""What most resources share: how one is retrieved, listed, changed and deleted, and where.

A resource declares which of these it can do and does what is its own in functions beside them; `tax_rates.py` is the
shortest example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..rules import metadata
from ..rules.fields import taken
from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from ..store import Record
from . import pagination
from .call import Call, Handler, Route


def _as_kept(call: Call, record: Record) -> Resource:
    return record.object


@dataclass(frozen=True, slots=True)
class Collection:
    """All objects of a kind.

    Attributes:
        param: What a refusal calls the identifier of one that there is none of.
        shown: An object as it is answered, where that depends on the time.
    """

    kind: str
    url: str
    param: str = "id"
    shown: Callable[[Call, Record], Resource] = _as_kept

    def get(self, call: Call, id: str) -> Record:
        """The object that a call addresses."""
        return call.objects.get(self.kind, id, self.param)

    def page(
        self,
        call: Call,
        params: Mapping[str, Any],
        filters: pagination.Filters,
        *,
        any_of: tuple[str, list[str]] | None = None,
    ) -> Resource:
        """One page of the objects, for lists that are asked for in a way of their own."""
        found, has_more = pagination.page(call, self.kind, params, filters, any_of=any_of)
        return pagination.listing(self.url, [self.shown(call, record) for record in found], has_more=has_more)

    def creation(self, handler: Handler, params: type) -> Route:
        return Route("POST", self.url, handler, Parameters(params))

    def listing(self, params: type, filters: pagination.Filters | None = None) -> Route:
        def answer(call: Call, params: Mapping[str, Any]) -> Resource:
            return self.page(call, params, filters or {})

        return Route("GET", self.url, answer, Parameters(params))

    def retrieval(self, params: type) -> Route:
        def answer(call: Call, params: object, id: str) -> Resource:
            return self.shown(call, self.get(call, id))

        return Route("GET", self.url + "/{}", answer, Parameters(params))

    def update(
        self,
        params: type,
        fields: tuple[str, ...] = (),
        *,
        change: Callable[[Call, Record, Any], None] | None = None,
        afterwards: Callable[[Call, Resource], object] | None = None,
    ) -> Route:
        """A change of an object. Metadata can always be changed.

        Args:
            fields: Parameters that are taken over as they are.
            change: What else the parameters do, before the object is saved.
            afterwards: What follows from it, such as an event.
        """

        def answer(call: Call, params: Mapping[str, Any], id: str) -> Resource:
            record = self.get(call, id)
            record.object.update(taken(params, fields))
            if change is not None:
                change(call, record, params)
            record.object["metadata"] = metadata.merged(record.object["metadata"], params.get("metadata"))
            call.objects.save(record)
            if afterwards is not None:
                afterwards(call, record.object)
            return self.shown(call, record)

        return Route("POST", self.url + "/{}", answer, Parameters(params))

    def deletion(self, params: type, *, check: Callable[[Call, str], None] | None = None) -> Route:
        """The end of an object.

        Args:
            check: Refuses to delete one that is in use.
        """

        def answer(call: Call, params: object, id: str) -> Resource:
            record = self.get(call, id)
            if check is not None:
                check(call, id)
            call.objects.delete(record)
            return self.deleted(id)

        return Route("DELETE", self.url + "/{}", answer, Parameters(params))

    def deleted(self, id: str) -> Resource:
        """What is left of an object."""
        return {"id": id, "object": self.kind, "deleted": True}

    def action(self, name: str, handler: Handler, params: type) -> Route:
        """Something else that is done to an object, such as `confirm`."""
        return Route("POST", f"{self.url}/{{}}/{name}", handler, Parameters(params))


def nested(param: str, name: str) -> str:
    """The path of a parameter, which may stand at the top or within another."""
    return f"{param}[{name}]" if param else name
