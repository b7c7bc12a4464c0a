"""Stripe's search language, docs.stripe.com/search: what a query asks for, and whether an object is that."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import StripeError, invalid

_CLAUSE = re.compile(
    r"""\s*(?P<negated>-)?(?P<field>[a-z_]+(?:\.[a-z_0-9]+)*)(?:\[(?P<quote>["'])(?P<key>.*?)(?P=quote)\])?"""
    r"""\s*(?P<operator><=|>=|[:~<>])\s*(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<bare>[^\s"']+))"""
)
_CONNECTION = re.compile(r"\s+(AND|OR)\s+|\s+", re.IGNORECASE)
_NUMBERS: Mapping[str, Callable[[float, float], bool]] = {
    ">": lambda value, wanted: value > wanted,
    "<": lambda value, wanted: value < wanted,
    ">=": lambda value, wanted: value >= wanted,
    "<=": lambda value, wanted: value <= wanted,
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a query.

    Attributes:
        path: The field, and within `metadata` the key.
        wanted: What it is compared with; None where there must be nothing.
    """

    path: tuple[str, ...]
    operator: str
    wanted: str | None
    negated: bool

    def holds(self, object: Mapping[str, Any]) -> bool:
        return self._matches(_value(object, self.path)) != self.negated

    def _matches(self, value: Any) -> bool:
        if self.wanted is None or value is None:
            return value is None and self.wanted is None
        if self.operator in _NUMBERS:
            return isinstance(value, int) and _NUMBERS[self.operator](value, float(self.wanted))
        text, wanted = _text(value), self.wanted.lower()
        return wanted in text if self.operator == "~" else text == wanted


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions that must all hold, or one of them."""

    clauses: tuple[Clause, ...]
    any: bool

    def finds(self, object: Mapping[str, Any]) -> bool:
        return (any if self.any else all)(clause.holds(object) for clause in self.clauses)


def parse(text: str, fields: frozenset[str], resource: str) -> Query:
    """A query as it was written.

    Args:
        fields: What can be searched by.

    Raises:
        StripeError: 400 for what is no query, or a field that can't be searched by.
    """
    clauses: list[Clause] = []
    connections: set[str] = set()
    position, text = 0, text.strip()
    while position < len(text):
        found = _CLAUSE.match(text, position)
        if found is None:
            raise _no_query(f"`{text[position:]}` is no condition, as in `email:'ada@example.com'`")
        clauses.append(_clause(found, fields, resource))
        position = found.end()
        if position == len(text):
            break
        joined = _CONNECTION.match(text, position)
        if joined is None:
            raise _no_query(f"`{text[position:]}` is not parted from what stands before it")
        connections.add((joined[1] or "AND").upper())
        position = joined.end()
    if not clauses:
        raise _no_query("it is empty")
    if len(connections) > 1:
        raise _no_query("AND and OR can't be combined")
    return Query(tuple(clauses), any=connections == {"OR"})


def _clause(found: re.Match[str], fields: frozenset[str], resource: str) -> Clause:
    field, operator = found["field"], found["operator"]
    quoted = found["double"] if found["double"] is not None else found["single"]
    wanted = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else found["bare"]
    if field not in fields or (field == "metadata") != (found["key"] is not None):
        address = f"http://stripe.com/docs/search#query-fields-for-{resource.replace('_', '-')}"
        message = (
            f"Field `{field}` is an unsupported search field for resource `{resource}`. See {address} for a list of "
            "supported fields."
        )
        raise invalid(message, param="query")
    if operator in _NUMBERS and not re.fullmatch(r"-?\d+(\.\d+)?", wanted):
        raise _no_query(f"`{wanted}` is no number")
    if quoted is None and operator in ":~" and not re.fullmatch(r"-?\d+(\.\d+)?|null|true|false", wanted):
        raise _no_query(f"`{wanted}` needs quotation marks")
    path = (field, found["key"]) if found["key"] is not None else tuple(field.split("."))
    return Clause(path, operator, None if quoted is None and wanted == "null" else wanted, found["negated"] is not None)


def _value(object: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        object = object.get(name) if isinstance(object, dict) else None
    return object


def _text(value: Any) -> str:
    return str(value).lower()


def _no_query(why: str) -> StripeError:
    return invalid(f"We were unable to parse your search query: {why}.", param="query")
