"""Form bodies as Stripe's clients send them: `line_items[0][price_data][unit_amount]=500`, `expand[]=customer`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from ..rules.errors import invalid

# Its keys are the caller's own, so that digits in them are not positions in a list.
_FREE_KEYS = "metadata"
_DEEPEST = 20

Pairs = list[tuple[str, str]]


def pairs(body: bytes) -> Pairs:
    """The names and values of a form, in order."""
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise invalid("Invalid request: the body is not a form in UTF-8.") from error


def decode(form: Pairs) -> dict[str, Any]:
    """The nested lists and dicts that a form stands for. Every leaf is a string."""
    root: dict[str, Any] = {}
    for key, value in form:
        _put(root, key, value)
    return {name: _with_lists(name, value) for name, value in root.items()}


@lru_cache(maxsize=8192)
def _segments(key: str) -> tuple[str, ...]:
    return tuple(key.replace("]", "").split("["))


def _put(root: dict[str, Any], key: str, value: str) -> None:
    segments = _segments(key)
    if len(segments) > _DEEPEST:
        raise invalid("Invalid request: the parameters are nested too deeply.")
    node = root
    for position, segment in enumerate(segments[:-1]):
        if segment == "":
            segment = _element(node, segments[position + 1 :])
        child = node.get(segment)
        if child is None:
            child = node[segment] = {}
        elif not isinstance(child, dict):
            raise invalid(f"Invalid object: {key}", param=key)
        node = child
    last = segments[-1]
    if last == "" and len(segments) > 1:
        last = str(len(node))
    if isinstance(node.get(last), dict):
        raise invalid(f"Invalid object: {key}", param=key)
    node[last] = value


def _element(node: dict[str, Any], path: tuple[str, ...]) -> str:
    """The position that `items[][price]` means: the last one, unless that has a `price` already."""
    newest = len(node) - 1
    if newest < 0 or _holds(node[str(newest)], path):
        newest += 1
    return str(newest)


def _holds(node: Any, path: tuple[str, ...]) -> bool:
    for segment in path:
        if not isinstance(node, dict) or segment not in node:
            return False
        node = node[segment]
    return True


def _with_lists(name: str, node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    children = {key: _with_lists(key, child) for key, child in node.items()}
    if name == _FREE_KEYS or not all(key.isdecimal() for key in children):
        return children
    return [children[key] for key in sorted(children, key=int)]
