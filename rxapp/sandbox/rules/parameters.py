"""Parameters, checked against the TypedDicts of Stripe's own SDK and refused in Stripe's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import CoreSchema, ErrorDetails, SchemaValidator, ValidationError
from stripe import RequestOptions

from .coverage import Covered, refuse_others
from .errors import StripeError, empty_parameter, invalid, missing_parameter, unknown_parameters
from .texts import Texts, check_all

# A form knows only strings. Stripe takes `10` and refuses `10.0` and `1_0`, `true` and refuses `yes`. Python's SDK sent
# `True` until 12.0.1.
_INTEGER = {"type": "chain", "steps": [{"type": "str", "pattern": r"^-?[0-9]{1,18}$"}, {"type": "int"}]}
_BOOLEAN = {"type": "chain", "steps": [{"type": "str", "pattern": r"^(true|false|True|False)$"}, {"type": "bool"}]}
_CONFIG = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
# What the SDK's annotations name without importing it.
_NAMES = {"StripeContext": Any, "Mapping": Mapping}


class Parameters:
    """The parameters of one call.

    Args:
        types: TypedDicts whose fields are taken together; a field of a later one wins.
        form: Whether the values come from a form, where each is a string, or from JSON.
        before: Refuses values that deserve a better message than their type gives.
    """

    def __init__(self, *types: Any, form: bool = True, before: Callable[[dict[str, Any]], None] | None = None) -> None:
        self._types = types
        self._form = form
        self._before = before
        self._covered: Covered | None = None
        self._texts: Texts = {}

    def cover(self, covered: Covered, texts: Texts) -> None:
        """Refuses from now on what the types have besides these, and texts that are none of these."""
        self._covered = covered
        self._texts = texts

    @cached_property
    def _validator(self) -> SchemaValidator:
        """Compiled at the first call: all of them together would make the start wait for seconds."""
        first, *others = self._types
        schema = _schema(first)
        for type in others:
            _fields(schema).update(_fields(_schema(type)))
        for option in RequestOptions.__annotations__:
            _fields(schema).pop(option, None)
        return SchemaValidator(_as_form(schema) if self._form else schema)

    def check(self, values: dict[str, Any]) -> Any:
        """The values in their types.

        Raises:
            StripeError: 400 with `parameter_unknown`, `parameter_missing` or `parameter_invalid_…` and the full path.
        """
        if self._before is not None:
            self._before(values)
        try:
            checked = self._validator.validate_python((values,))[0]
        except ValidationError as error:
            raise _refusal(error.errors(include_url=False), values) from None
        if self._covered is not None:
            refuse_others(values, self._covered)
            check_all(values, self._texts)
        return checked


def _schema(type: Any) -> CoreSchema:
    # The configuration reaches nested TypedDicts only from a container: pydantic refuses it beside a TypedDict itself.
    container: Any = tuple.__class_getitem__((type,))
    adapter = TypeAdapter(container, config=_CONFIG)
    adapter.rebuild(_types_namespace=_NAMES)
    return adapter.core_schema


def _fields(schema: Any) -> dict[str, Any]:
    top = schema["schema"] if schema["type"] == "definitions" else schema
    return top["items_schema"][0]["fields"]


def _as_form(node: Any) -> Any:
    if isinstance(node, list):
        return [_as_form(child) for child in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "int":
        return _INTEGER
    if node.get("type") == "bool":
        return _BOOLEAN
    if node.get("type") == "union":
        node = {**node, "choices": list(_choices(node["choices"]))}
    return {key: _as_form(child) for key, child in node.items()}


def _choices(choices: list[Any]) -> Iterable[Any]:
    """Drops what a form cannot hold, and the `str` that the SDK adds to every enumeration for values to come."""
    enumerated = any(choice["type"] == "literal" and choice["expected"] != [""] for choice in choices)
    for choice in choices:
        if choice["type"] != "is-instance" and not (enumerated and choice["type"] == "str"):
            yield choice


def _refusal(errors: list[ErrorDetails], values: dict[str, Any]) -> StripeError:
    unknown = [_path(error, values) for error in errors if error["type"] == "extra_forbidden"]
    if unknown:
        return unknown_parameters(unknown)
    # Of the branches of a union the one that understood most of the value says what is wrong with it.
    error = max(errors, key=lambda error: _path(error, values).count("["))
    path = _path(error, values)
    if error["type"] == "missing":
        return missing_parameter(path)
    literals = [other for other in errors if other["type"] == "literal_error" and _path(other, values) == path]
    return _invalid_value(error, path, [_enumeration(literal) for literal in literals])


def _invalid_value(error: ErrorDetails, path: str, enumerations: list[str]) -> StripeError:
    value = error["input"]
    if value == "":
        return empty_parameter(path)
    pattern = (error.get("ctx") or {}).get("pattern", "")
    if error["type"] == "int_parsing" or "[0-9]" in pattern:
        return invalid(f"Invalid integer: {value}", param=path, code="parameter_invalid_integer")
    if error["type"] == "bool_parsing" or "true" in pattern:
        return invalid(f"Invalid boolean: {value}", param=path)
    if error["type"] in ("float_parsing", "decimal_parsing", "finite_number"):
        return invalid(f"Invalid decimal: {value}", param=path)
    for enumeration in filter(None, enumerations):
        return invalid(f"Invalid {path}: must be one of {enumeration}", param=path)
    wanted = {"list_type": "array", "string_type": "string"}.get(error["type"], "object")
    return invalid(f"Invalid {wanted}", param=path)


def _enumeration(error: ErrorDetails) -> str:
    return (error.get("ctx") or {}).get("expected", "").replace("'", "")


def _path(error: ErrorDetails, values: Any) -> str:
    """`line_items[0][quantity]`. Pydantic names union branches between; what the values don't contain is one."""
    path, node = "", values
    *parents, last = error["loc"][1:] or ("",)
    for segment in parents:
        if isinstance(node, dict) and segment in node:
            node = node[str(segment)]
        elif isinstance(node, list) and isinstance(segment, int):
            node = node[segment]
        else:
            continue
        path = f"{path}[{segment}]" if path else str(segment)
    if error["type"] == "missing" or _holds(node, last):
        path = f"{path}[{last}]" if path else str(last)
    return path


def _holds(node: Any, segment: int | str) -> bool:
    if isinstance(node, dict):
        return segment in node
    return isinstance(node, list) and isinstance(segment, int)
