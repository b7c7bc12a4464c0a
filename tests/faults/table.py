"""Prints the table of steps and faults after the tests, with its count."""

import re
from typing import Any

CELL = re.compile(r"tests/faults/test_(\w+)\.py::test_\1\[(.+)\]")
SIGNS = {"passed": "held", "failed": "BROKEN", "error": "BROKEN", "skipped": "skipped"}


def pytest_terminal_summary(terminalreporter: Any) -> None:
    cells: dict[tuple[str, str], str] = {}
    for outcome, sign in SIGNS.items():
        for report in terminalreporter.stats.get(outcome, []):
            if cell := CELL.fullmatch(getattr(report, "nodeid", "")):
                cells[cell[2], cell[1]] = sign
    if not cells:
        return
    steps, faults = (
        list(dict.fromkeys(names)) for names in zip(*((step, fault) for fault, step in cells), strict=True)
    )
    terminalreporter.section("steps and faults")
    terminalreporter.line(f"{'':18}" + "".join(f"{step:10}" for step in steps))
    for fault in sorted(faults):
        terminalreporter.line(f"{fault:18}" + "".join(f"{cells.get((fault, step), '-'):10}" for step in steps))
    held = sum(sign == "held" for sign in cells.values())
    terminalreporter.line(f"{len(cells)} cells, {held} held")
