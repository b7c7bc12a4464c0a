"""The fields of Stripe's objects, taken from the SDK's own classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

Resource = dict[str, Any]
"""An object as Stripe shows it."""


def shape(cls: type, *, absent: frozenset[str] | set[str] = frozenset()) -> Callable[..., Resource]:
    """A maker of objects of one of the SDK's classes.

    Args:
        cls: A resource class of the SDK, or one nested in it.
        absent: Fields that Stripe leaves out rather than showing null.

    Returns:
        A function that takes the fields with a value and adds the others as null.
    """
    may_be_null = [name for name, annotation in cls.__annotations__.items() if type(None) in get_args(annotation)]
    empty = dict.fromkeys(name for name in may_be_null if name not in absent)

    def make(**fields: Any) -> Resource:
        return {**empty, **fields}

    return make
