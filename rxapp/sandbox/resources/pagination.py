"""Lists, newest first, page by page as the SDKs walk them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..rules import limits
from ..rules.errors import exclusive_parameters, invalid
from ..rules.shapes import Resource
from ..store import Record
from .call import Call

_LARGEST_PAGE = 100
_DEFAULT_PAGE = 10
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}

Filters = Mapping[str, str]
"""Parameters that a list can be narrowed by, and where the value stands, in SQL."""


def by(*names: str, lookup: str | None = None, **paths: str) -> Filters:
    """The filters of a list.

    Args:
        names: Parameters that must equal the field of the same name.
        lookup: The parameter by whose value the objects are indexed.
        paths: Parameters that must equal a field elsewhere in the object.
    """
    fields = {name: place_of(path) for name, path in [*((name, name) for name in names), *paths.items()]}
    return {**fields, lookup: "lookup"} if lookup else fields


def listing(url: str, data: list[Resource], *, has_more: bool = False) -> Resource:
    """A list object."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def page(
    call: Call,
    kind: str,
    params: Mapping[str, Any],
    filters: Filters,
    *,
    any_of: Sequence[tuple[str, list[str]]] = (),
) -> tuple[list[Record], bool]:
    """One page of the objects of a kind, and whether there are more.

    Args:
        params: Checked parameters: `limit`, `starting_after`, `ending_before`, `created` and the filters.
        any_of: Conditions, each of which must hold for one of some values, if there are any.
    """
    limit, backwards = size(params), "ending_before" in params
    conditions, values = _conditions(params, filters)
    for condition, possible in any_of:
        if possible:
            conditions.append(f"({' OR '.join([condition] * len(possible))})")
            values.extend(possible)
    for cursor, comparison in (("starting_after", "<"), ("ending_before", ">")):
        if cursor in params:
            conditions.append(f"sequence {comparison} ?")
            values.append(call.objects.refer(kind, params[cursor], cursor).sequence)
    found = call.objects.select(kind, conditions, values, limit=limit + 1, ascending=backwards)
    return (found[:limit][::-1] if backwards else found[:limit]), len(found) > limit


def page_of(url: str, data: list[Resource], params: Mapping[str, Any]) -> Resource:
    """One page of a list that is part of an object, in its own order."""
    limit = size(params)
    ids = [element["id"] for element in data]
    start = _position(ids, params, "starting_after", 0, after=1)
    end = _position(ids, params, "ending_before", len(ids), after=0)
    if "ending_before" in params:
        first = max(start, end - limit)
        return listing(url, data[first:end], has_more=first > start)
    return listing(url, data[start : start + limit], has_more=start + limit < len(data))


def records(call: Call, kind: str, field: str, value: str) -> list[Record]:
    """All objects of a kind whose field has this value."""
    return call.objects.select(kind, [place_of(field) + " = ?"], [value], limit=-1)


def size(params: Mapping[str, Any]) -> int:
    """The `limit` of a call, 1 to 100."""
    if "starting_after" in params and "ending_before" in params:
        raise exclusive_parameters("ending_before", "starting_after")
    limit = params.get("limit", _DEFAULT_PAGE)
    limits.check_at_least(1, limit, "limit")
    if limit > _LARGEST_PAGE:
        message = f"This value must be less than or equal to {_LARGEST_PAGE} (it currently is '{limit}')."
        raise invalid(message, param="limit", code="parameter_invalid_integer")
    return limit


def _position(ids: list[str], params: Mapping[str, Any], cursor: str, default: int, *, after: int) -> int:
    if cursor not in params:
        return default
    if params[cursor] not in ids:
        raise invalid(f"No such item: '{params[cursor]}'", param=cursor, code="resource_missing")
    return ids.index(params[cursor]) + after


def _conditions(params: Mapping[str, Any], filters: Filters) -> tuple[list[str], list[Any]]:
    given = [(place, params[name]) for name, place in filters.items() if name in params]
    conditions, values = [f"{place} = ?" for place, _ in given], [value for _, value in given]
    created = params.get("created")
    if created is not None:
        bounds = created.items() if isinstance(created, dict) else [("gte", created), ("lte", created)]
        for bound, value in bounds:
            conditions.append(f"{place_of('created')} {_COMPARISONS[bound]} ?")
            values.append(value)
    return conditions, values


def place_of(name: str) -> str:
    """Where a field of an object stands, in SQL."""
    # Names come from the resources, never from a caller.
    return f"json_extract(CAST(body AS TEXT), '$.{name}')"
