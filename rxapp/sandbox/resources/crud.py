"""What most resources share: how one is made, retrieved, listed, changed and deleted, where, and what is told of it.

A resource declares which of these it can do and does what is its own in functions beside them; `tax_rates.py` is the
shortest example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ..rules import metadata
from ..rules.fields import taken
from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from ..store import Record
from . import events, pagination
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
        any_of: Sequence[tuple[str, list[str]]] = (),
    ) -> Resource:
        """One page of the objects, for lists that are asked for in a way of their own."""
        found, has_more = pagination.page(call, self.kind, params, filters, any_of=any_of)
        return pagination.listing(self.url, [self.shown(call, record) for record in found], has_more=has_more)

    def creation(self, handler: Handler, params: type) -> Route:
        """The making of an object, which Stripe tells of where it has an event for it."""

        def answer(call: Call, params: Mapping[str, Any]) -> Resource:
            made = handler(call, params)
            if f"{self.kind}.created" in events.TYPES:
                events.note(call, f"{self.kind}.created", made)
            return made

        return Route("POST", self.url, answer, Parameters(params))

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
    ) -> Route:
        """A change of an object, which Stripe tells of where it has an event for it. Metadata can always be changed.

        Args:
            fields: Parameters that are taken over as they are.
            change: What else the parameters do, before the object is saved.
        """

        def answer(call: Call, params: Mapping[str, Any], id: str) -> Resource:
            record = self.get(call, id)
            before = deepcopy(record.object)
            record.object.update(taken(params, fields))
            if change is not None:
                change(call, record, params)
            record.object["metadata"] = metadata.merged(record.object["metadata"], params.get("metadata"))
            call.objects.save(record)
            if f"{self.kind}.updated" in events.TYPES:
                events.note_change(call, f"{self.kind}.updated", before, record.object)
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
            if f"{self.kind}.deleted" in events.TYPES:
                events.note(call, f"{self.kind}.deleted", record.object)
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
