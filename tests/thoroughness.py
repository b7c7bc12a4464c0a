"""How much is tried: everything where `THOROUGH` is set; in `make test` a part of what is generated and some rows of
long tables; in `make check`, which has to be quick, less of both.
"""

import os
from collections.abc import Sequence
from random import Random
from typing import TypeVar

import pytest

QUICK, THOROUGH = bool(os.environ.get("QUICK")), bool(os.environ.get("THOROUGH"))
ROWS = int(os.environ.get("ROWS", "0"))  # how many of a table; none means each
ONE_OF = 40 if QUICK else 1 if THOROUGH else 6
One = TypeVar("One")


def many(number: int) -> int:
    """So many, a third or a fortieth of it."""
    return max(1, number // ONE_OF)


def each(step: int, all_of_them: Sequence[One]) -> Sequence[One]:
    """All of them, or one of so many where it has to be quick."""
    return all_of_them[::step] if QUICK else all_of_them


def a_few_of(all_of_them: Sequence[One], turn: int) -> Sequence[One]:
    """All of them, every second one or the one whose turn it is."""
    turn %= len(all_of_them)
    if QUICK:
        return [all_of_them[turn]]
    return all_of_them if THOROUGH else [*all_of_them[turn:], *all_of_them[:turn]][::2]


def left_out(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """The rows of long tables that are not tried: the same ones in every worker, and in every run."""
    tables: dict[str, list[pytest.Item]] = {}
    for item in (one for one in items if ROWS and one.get_closest_marker("whole") is None):
        tables.setdefault(item.nodeid.partition("[")[0], []).append(item)
    too_many = {name: max(0, len(rows) - _tried(rows[0])) for name, rows in tables.items()}
    return {row for name, number in too_many.items() for row in Random(name).sample(tables[name], number)}


def _tried(row: pytest.Item) -> int:
    """How many rows of a table like this: one in a browser takes as long as a hundred, a purchase longer."""
    if row.nodeid.startswith("tests/e2e/"):
        return max(1, ROWS // 5)
    return max(1, ROWS // 3) if row.get_closest_marker("browser") else ROWS
