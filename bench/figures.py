"""What was measured, as a table: pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

BEGIN, END = "<!-- bench: written by `make bench` -->\n", "<!-- /bench -->"


@dataclass(frozen=True)
class Goal:
    """What a figure must not pass."""

    limit: float
    at_least: bool = False

    def met_by(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:,.12g}"


@dataclass(frozen=True)
class Figure:
    """One row: what was measured, of the store and, where it has the same thing, of the documented flow.

    Attributes:
        unit: Follows each value, such as `ms`; empty for a count or a ratio.
        digits: How many to show after the point.
    """

    what: str
    ours: float
    theirs: float | None = None
    goal: Goal | None = None
    unit: str = ""
    digits: int = 0

    @property
    def missed(self) -> bool:
        return self.goal is not None and not self.goal.met_by(self.ours)


def ratio(what: str, of: Figure, goal: Goal) -> Figure:
    """The store's value as a part of the documented flow's."""
    assert of.theirs
    return Figure(what, of.ours / of.theirs, 1.0, goal, digits=2)


def table(figures: Iterable[Figure]) -> str:
    """The rows in Markdown; a value that misses its goal is bold."""
    head = "| what | goal | this store | documented flow |\n|---|--:|--:|--:|\n"
    return head + "".join(map(_row, figures))


def _row(figure: Figure) -> str:
    ours = _written(figure.ours, figure)
    goal = f"{figure.goal} {figure.unit}".strip() if figure.goal else ""
    theirs = "–" if figure.theirs is None else _written(figure.theirs, figure)
    return f"| {figure.what} | {goal} | {f'**{ours}**' if figure.missed else ours} | {theirs} |\n"


def _written(value: float, figure: Figure) -> str:
    return f"{value:,.{figure.digits}f} {figure.unit}".strip()


def report(figures: Iterable[Figure], day: str, machine: str) -> str:
    """The table under its date and machine."""
    return f"{day}, {machine}. A value in bold misses its goal.\n\n{table(figures)}"


def with_report(readme: str, written: str) -> str:
    """The README with this report in place of the one it has.

    Raises:
        ValueError: It has no place for one.
    """
    place = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not place.search(readme):
        raise ValueError(f"the README has no lines {BEGIN.strip()} and {END}")
    return place.sub(lambda _: f"{BEGIN}\n{written}\n{END}", readme)
