"""What an event tells of, in a version: the object, and the former values of what changed."""

from __future__ import annotations

from typing import Any

from ..rules.shapes import Resource
from .change import Find
from .version import Version


def in_version(version: Version, data: Resource, find: Find) -> Resource:
    """An event's `data` as a version shows it."""
    if version.is_newest:
        return data
    now = version.back(data["object"], find)
    if "previous_attributes" not in data:
        return {"object": now}
    former = version.back(_merged(data["object"], data["previous_attributes"]), find)
    return {"object": now, "previous_attributes": _changed(former, now)}


def _merged(now: Resource, previous: Resource) -> Resource:
    """The object as it was before."""
    return {**now, **{name: _value(now.get(name), value) for name, value in previous.items()}}


def _value(now: Any, before: Any) -> Any:
    return _merged(now, before) if isinstance(now, dict) and isinstance(before, dict) else before


def _changed(former: Resource, now: Resource) -> Resource:
    """What was otherwise; of what has parts, those parts alone."""
    changed: Resource = {}
    for name, value in former.items():
        other: Any = now.get(name)
        if value != other:
            both_have_parts = isinstance(value, dict) and isinstance(other, dict)
            changed[name] = _changed(value, other) if both_have_parts else value
    return changed
