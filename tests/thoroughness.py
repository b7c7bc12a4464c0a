"""How much of what is generated is tried: all of it in `make test`, a little in `make check`, which has to be quick."""

import os
from collections.abc import Sequence
from typing import TypeVar

QUICK = bool(os.environ.get("QUICK"))
LITTLE = 20
One = TypeVar("One")


def many(number: int) -> int:
    """So many, or a twentieth of it where it has to be quick."""
    return max(1, number // LITTLE) if QUICK else number


def each(step: int, all_of_them: Sequence[One]) -> Sequence[One]:
    """All of them, or one of so many where it has to be quick."""
    return all_of_them[::step] if QUICK else all_of_them


def a_few_of(all_of_them: Sequence[One], turn: int) -> Sequence[One]:
    """All of them, or the one whose turn it is where it has to be quick."""
    return [all_of_them[turn % len(all_of_them)]] if QUICK else all_of_them
