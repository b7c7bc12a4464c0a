"""`expand`: identifiers replaced by the objects they name, and fields that are only there when asked for."""

from __future__ import annotations

from collections.abc import Callable

from ..rules.errors import StripeError, invalid
from ..rules.shapes import Resource
from .call import Call

Includable = Callable[[Call, Resource, list[str]], object]

# By kind of object and field. The paths below the field come along.
_INCLUDABLE: dict[tuple[str, str], Includable] = {}
_DEPTH = 4


def includable(kind: str, field: str) -> Callable[[Includable], Includable]:
    """Registers how a field is made that Stripe leaves out unless it is expanded."""

    def register(make: Includable) -> Includable:
        _INCLUDABLE[kind, field] = make
        return make

    return register


def expand(call: Call, resource: Resource, paths: list[str]) -> Resource:
    """A copy of the resource with every path expanded.

    Raises:
        StripeError: 400 for a path that cannot be expanded, or one of more than four levels.
    """
    by_field: dict[str, list[str]] = {}
    for path in paths:
        if path.count(".") >= _DEPTH + (resource.get("object") in ("list", "search_result")):
            raise invalid(
                f"You cannot expand more than {_DEPTH} levels of a property. Property: {path}", param="expand"
            )
        field, _, rest = path.partition(".")
        by_field.setdefault(field, []).extend([rest] if rest else [])
    expanded = dict(resource)
    for field, rest in by_field.items():
        expanded[field] = _value(call, resource, field, rest)
    return expanded


def _value(call: Call, resource: Resource, field: str, rest: list[str]) -> object:
    make = _INCLUDABLE.get((str(resource.get("object", "")), field))
    if make is not None:
        value = make(call, resource, rest)
    elif field in resource and field not in ("id", "object"):
        value = resource[field]
    else:
        raise _not_expandable(field)
    if isinstance(value, str):
        value = _found(call, value, field)
    elif isinstance(value, list) and all(isinstance(element, str) for element in value):
        value = [_found(call, id, field) for id in value]
    elif make is None and value is not None and not rest:
        raise _not_expandable(field)
    return _below(call, value, rest)


def _found(call: Call, id: str, field: str) -> Resource:
    record = call.objects.find(None, id)
    if record is None:
        raise _not_expandable(field)
    return record.object


def _below(call: Call, value: object, rest: list[str]) -> object:
    if not rest or value is None:
        return value
    if isinstance(value, list):
        return [_below(call, element, rest) for element in value]
    if isinstance(value, dict):
        return expand(call, value, rest)
    raise _not_expandable(rest[0])


def _not_expandable(field: str) -> StripeError:
    message = (
        f"This property cannot be expanded ({field}). You may want to try expanding 'data.{field}' instead, "
        "if the object is a list."
    )
    return invalid(message, param="expand")
