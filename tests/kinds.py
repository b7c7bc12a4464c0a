"""Walks a tree of exceptions."""

from collections.abc import Iterator
from typing import TypeVar

Kind = TypeVar("Kind", bound=Exception)


def every_kind(kind: type[Kind]) -> Iterator[type[Kind]]:
    """An exception, and all that are narrower ones of it."""
    yield kind
    for narrower in kind.__subclasses__():
        yield from every_kind(narrower)
