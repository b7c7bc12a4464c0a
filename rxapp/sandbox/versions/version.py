"""A version as somebody speaks it: their calls brought forward, their answers brought back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

from ..rules.shapes import Resource
from . import additions, releases
from .change import Back, Change, Find, Forward
from .changes import CHANGES

_LISTS = ("list", "search_result")
_NESTED = (dict, list)
# Its names are the caller's own, whatever they look like.
_FREE_KEYS = "metadata"


class Version:
    """One version. A call of it passes all later changes: oldest first on the way in, newest first on the way out.

    Args:
        name: As `Stripe-Version` says it, with betas.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.release = releases.release_of(name)
        self.preview = releases.asks_for_preview(name)
        self._date = self.release[:10]
        self._requests: dict[str, tuple[additions.Tree, list[Forward]]] = {}
        # Of the newest nothing is brought anywhere: its calls must cost nothing more.
        self.is_newest = self._date >= releases.NEWEST[:10]

    def forward(self, call: str, values: dict[str, Any]) -> dict[str, Any]:
        """The parameters of a call as the newest version has them.

        Raises:
            StripeError: 400 for what this version did not know, or the local Stripe does not do.
        """
        later, changes = self._request(call)
        if later:
            additions.refuse_later(values, later)
        if not changes:
            return values
        values = _copied(values)
        for change in changes:
            change(values)
        return values

    def back(self, resource: Resource, find: Find) -> Resource:
        """A copy of an object, or of whatever holds objects, as this version shows it.

        Args:
            find: An object by its identifier, as the newest version shows it.
        """

        def found(id: str) -> Resource | None:
            object = find(id)
            return object and self.back(object, find)

        copy = self._copy_back(resource, found)
        for object in copy["data"] if copy.get("object") in _LISTS else (copy,):
            for back in self._alone.get(object.get("object"), ()):
                back(object, found)
        return copy

    def _copy_back(self, resource: Resource, find: Find) -> Resource:
        kind = resource.get("object")
        # What an event tells of was put into a version when it happened.
        whole = (_FREE_KEYS, "data") if kind == "event" else (_FREE_KEYS,)
        copy = {
            name: self._value(value, find) if type(value) in _NESTED and name not in whole else value
            for name, value in resource.items()
        }
        if isinstance(kind, str):
            for back in self._backs.get(kind, ()):
                back(copy, find)
            for path in self._fields_after.get(kind, ()):
                _remove(copy, path)
        return copy

    def _value(self, value: Any, find: Find) -> Any:
        if type(value) is dict:
            return self._copy_back(value, find)
        return [self._value(element, find) if type(element) in _NESTED else element for element in value]

    def _request(self, call: str) -> tuple[additions.Tree, list[Forward]]:
        known = self._requests.get(call)
        if known is None:
            changes = [change.requests[call] for change in self._later if call in change.requests]
            known = self._requests[call] = additions.parameters_after(self._date, call), changes
        return known

    @cached_property
    def _later(self) -> list[Change]:
        return [change for change in CHANGES if change.since[:10] > self._date]

    @cached_property
    def _backs(self) -> dict[str, list[Back]]:
        backs: dict[str, list[Back]] = {}
        for change in reversed(self._later):
            for kind, back in change.answers.items():
                backs.setdefault(kind, []).append(back)
        return backs

    @cached_property
    def _alone(self) -> dict[str | None, list[Back]]:
        alone: dict[str | None, list[Back]] = {}
        for change in reversed(self._later):
            for kind, back in change.alone.items():
                alone.setdefault(kind, []).append(back)
        return alone

    @cached_property
    def _fields_after(self) -> dict[str, list[list[str]]]:
        return additions.fields_after(self._date)


@lru_cache(maxsize=1024)
def named(name: str) -> Version:
    """The version that `Stripe-Version` names.

    Raises:
        StripeError: 400 for one that there never was, or from before the oldest here.
    """
    return Version(name)


NEWEST = named(releases.NEWEST)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_copied(child) for child in value]
    return value


def _remove(node: Any, path: Sequence[str]) -> None:
    if isinstance(node, list):
        for element in node:
            _remove(element, path)
    elif isinstance(node, dict):
        name, *rest = path
        if rest:
            _remove(node.get(name), rest)
        else:
            node.pop(name, None)
