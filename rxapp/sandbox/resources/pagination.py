"""Lists, newest first, page by page as the SDKs walk them."""

from __future__ import annotations

from typing import Any

from ..rules.errors import exclusive_parameters, invalid
from ..rules.shapes import Resource
from ..store import Record
from .call import Call

_LARGEST_PAGE = 100
_DEFAULT_PAGE = 10
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def listing(url: str, data: list[Resource], *, has_more: bool = False) -> Resource:
    """A list object."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def page(
    call: Call,
    kind: str,
    url: str,
    params: dict[str, Any],
    *,
    filters: tuple[str, ...] = (),
    lookup: str | None = None,
    any_of: tuple[str, list[str]] | None = None,
) -> Resource:
    """One page of the objects of a kind.

    Args:
        url: The address of the list.
        params: Checked parameters: `limit`, `starting_after`, `ending_before`, `created` and the filters.
        filters: Parameters that must equal the field of the same name.
        lookup: The filter by which objects of this kind are indexed.
        any_of: A condition that must hold for one of some values.
    """
    limit, backwards = size(params), "ending_before" in params
    conditions, values = _conditions(params, filters, lookup)
    if any_of is not None and any_of[1]:
        conditions.append(f"({' OR '.join([any_of[0]] * len(any_of[1]))})")
        values.extend(any_of[1])
    for cursor, comparison in (("starting_after", "<"), ("ending_before", ">")):
        if cursor in params:
            conditions.append(f"sequence {comparison} ?")
            values.append(call.objects.refer(kind, params[cursor], cursor).sequence)
    found = call.objects.select(kind, conditions, values, limit=limit + 1, ascending=backwards)
    records = found[:limit][::-1] if backwards else found[:limit]
    return listing(url, [record.object for record in records], has_more=len(found) > limit)


def page_of(url: str, data: list[Resource], params: dict[str, Any]) -> Resource:
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
    return call.objects.select(kind, [_field(field) + " = ?"], [value], limit=-1)


def size(params: dict[str, Any]) -> int:
    """The `limit` of a call, 1 to 100."""
    if "starting_after" in params and "ending_before" in params:
        raise exclusive_parameters("ending_before", "starting_after")
    limit = params.get("limit", _DEFAULT_PAGE)
    if limit < 1:
        raise invalid("This value must be greater than or equal to 1.", param="limit", code="parameter_invalid_integer")
    if limit > _LARGEST_PAGE:
        message = f"This value must be less than or equal to {_LARGEST_PAGE} (it currently is '{limit}')."
        raise invalid(message, param="limit", code="parameter_invalid_integer")
    return limit


def _position(ids: list[str], params: dict[str, Any], cursor: str, default: int, *, after: int) -> int:
    if cursor not in params:
        return default
    if params[cursor] not in ids:
        raise invalid(f"No such item: '{params[cursor]}'", param=cursor, code="resource_missing")
    return ids.index(params[cursor]) + after


def _conditions(params: dict[str, Any], filters: tuple[str, ...], lookup: str | None) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    for name in filters:
        if name in params:
            conditions.append(f"{'lookup' if name == lookup else _field(name)} = ?")
            values.append(params[name])
    created = params.get("created")
    if created is not None:
        bounds = created.items() if isinstance(created, dict) else [("gte", created), ("lte", created)]
        for bound, value in bounds:
            conditions.append(f"{_field('created')} {_COMPARISONS[bound]} ?")
            values.append(value)
    return conditions, values


def _field(name: str) -> str:
    # Names come from the resources, never from a caller.
    return f"json_extract(CAST(body AS TEXT), '$.{name}')"
