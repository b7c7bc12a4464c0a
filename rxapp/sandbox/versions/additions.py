"""What a release doesn't have yet: fields, parameters and values that later ones brought without breaking anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from ..rules.errors import invalid
from .added_fields import FIELDS
from .added_parameters import PARAMETERS, VALUES

Added = TypeVar("Added")

Tree = dict[str, Any]
"""Names within names. A branch ends with the release that brought a parameter, or with `Values`."""


class Values(dict[str, str]):
    """The releases that brought a parameter's values."""


def fields_after(date: str) -> dict[str, list[list[str]]]:
    """Where objects of each kind have something that a release of this date did not."""
    found: dict[str, list[list[str]]] = {}
    for _, added in _later(FIELDS, date):
        for kind, paths in added.items():
            found.setdefault(kind, []).extend(path.split(".") for path in paths.split())
    return found


def parameters_after(date: str, call: str) -> Tree:
    """The parameters of a call, and their values, that a release of this date did not have."""
    tree: Tree = {}
    for release, values in _later(VALUES, date):
        for by_path in _of(call, values):
            for path, names in by_path.items():
                _put(tree, path.split("."), Values(dict.fromkeys(names.split(), release)))
    for release, paths in _later(PARAMETERS, date):
        for path in " ".join(_of(call, paths)).split():
            _put(tree, path.split("."), release)
    return tree


def _put(tree: Tree, path: list[str], end: str | Values) -> None:
    """Adds a branch, unless the release that brought something around it stands there."""
    name, *rest = path
    known = tree.get(name)
    if isinstance(known, str):
        return
    if rest:
        _put(tree.setdefault(name, {}), rest, end)
    elif isinstance(known, Values) and isinstance(end, Values):
        known.update(end)
    else:
        tree[name] = end


def _later(table: Mapping[str, Added], date: str) -> Iterator[tuple[str, Added]]:
    return ((release, added) for release, added in table.items() if release[:10] > date)


def _of(call: str, table: Mapping[str, Added]) -> Iterator[Added]:
    return (added for pattern, added in table.items() if fnmatchcase(call, pattern))


def refuse_later(values: Any, tree: Tree, path: str = "") -> None:
    """Refuses what a call's release did not know.

    Raises:
        StripeError: 400 with the path and the release that brought it.
    """
    if isinstance(values, list):
        for position, value in enumerate(values):
            refuse_later(value, tree, f"{path}[{position}]")
    elif isinstance(values, dict):
        for name in values.keys() & tree.keys():
            _refuse(values[name], tree[name], f"{path}[{name}]" if path else name)


def _refuse(value: Any, later: Any, path: str) -> None:
    if isinstance(later, str):
        message = f"Received unknown parameter: {path}. It is there since API version {later}."
        raise invalid(message, param=path, code="parameter_unknown")
    if not isinstance(later, Values):
        refuse_later(value, later, path)
        return
    for given in value if isinstance(value, list) else [value]:
        if isinstance(given, str) and given in later:
            raise invalid(f"Invalid {path}: `{given}` is there since API version {later[given]}.", param=path)
