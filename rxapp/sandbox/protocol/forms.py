"""Form bodies as Stripe's clients send them: `line_items[0][price_data][unit_amount]=500`, `expand[]=customer`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

from ..rules.errors import invalid

# Its keys are the caller's own, so that digits in them are not positions in a list.
_FREE_KEYS = "metadata"
_DEEPEST = 20

Pairs = list[tuple[str, str]]


def pairs(body: bytes) -> Pairs:
    """The names and values of a form, in order."""
    try:
        parts = [part.partition("=") for part in body.decode().split("&") if part]
        return [(_name(name), _decoded(value)) for name, _, value in parts]
    except ValueError as error:
        raise invalid("Invalid request: the body is not a form in UTF-8.") from error


def _decoded(text: str) -> str:
    # Most values are plain; each call pays for this.
    return unquote_plus(text, errors="strict") if "%" in text or "+" in text else text


# The same names come again and again, and nearly all have brackets to decode.
_name = lru_cache(maxsize=8192)(_decoded)


def decode(form: Pairs) -> dict[str, Any]:
    """The nested lists and dicts that a form stands for. Every leaf is a string."""
    root: dict[str, Any] = {}
    for key, value in form:
        _put(root, key, value)
    for name, node in root.items():
        if type(node) is dict:
            root[name] = _with_lists(name, node)
    return root


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


def _with_lists(name: str, node: dict[str, Any]) -> Any:
    """A node with lists in the place of those within it that have positions for names, or such a list itself."""
    for key, child in node.items():
        if type(child) is dict:
            node[key] = _with_lists(key, child)
    if name == _FREE_KEYS or not all(map(str.isdecimal, node)):
        return node
    return [node[key] for key in sorted(node, key=int)]
