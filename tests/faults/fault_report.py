"""Prints the table of steps and faults after the tests, with its count."""

import re
from typing import Any

CELL = re.compile(r"tests/faults/test_(\w+)\.py::test_\1\[(.+)\]")
ORDER = ("change", "sync", "place", "confirm", "settle")
SIGNS = {"passed": "held", "failed": "BROKEN", "error": "BROKEN", "skipped": "skipped"}


def pytest_terminal_summary(terminalreporter: Any) -> None:
    cells = _cells(terminalreporter.stats)
    if not cells:
        return
    steps = sorted({step for step, _ in cells}, key=ORDER.index)
    terminalreporter.section("steps and faults")
    terminalreporter.line(f"{'':18}" + "".join(f"{step:10}" for step in steps))
    for fault in sorted({fault for _, fault in cells}):
        terminalreporter.line(f"{fault:18}" + "".join(f"{cells.get((step, fault), '-'):10}" for step in steps))
    terminalreporter.line(f"{len(cells)} cells, {list(cells.values()).count('held')} held")


def _cells(stats: dict[str, list[Any]]) -> dict[tuple[str, str], str]:
    """What became of each cell, by step and fault."""
    return {
        (cell[1], cell[2]): sign
        for outcome, sign in SIGNS.items()
        for report in stats.get(outcome, [])
        if (cell := CELL.fullmatch(getattr(report, "nodeid", "")))
    }
