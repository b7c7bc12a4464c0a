"""A plugin of pytest: notes which test runs which lines of the store, and how long each takes."""

import json
import os
import sys
from bisect import bisect_left
from collections.abc import Generator
from pathlib import Path

import coverage
import pytest

from tests.mutants import selection

HERE = Path.cwd()
OURS = ("rxapp", "tests", "rxconfig", "conftest", "coverage", "xdist", "execnet", "pytest", "_pytest", "__main__")

_coverage = coverage.Coverage(
    data_file=None, source=["rxapp"], concurrency=["thread", "greenlet"], config_file=False, messages=False
)
_seconds: dict[str, float] = {}
_failed: set[str] = set()


def pytest_configure() -> None:
    _coverage.start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    selection.fixed_examples(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    _coverage.switch_context(item.nodeid)
    try:
        return (yield)
    finally:
        _coverage.switch_context("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed:
        _seconds[report.nodeid] = _seconds.get(report.nodeid, 0) + report.duration
    if report.failed:
        _failed.add(report.nodeid)


def pytest_unconfigure() -> None:
    _coverage.stop()
    data = _coverage.get_data()
    tests = sorted(_seconds.keys() | _failed)
    lines = {
        str(Path(file).relative_to(HERE)): {
            line: [bisect_left(tests, name) for name in names if name in _seconds]
            for line, names in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
        if file.endswith(".py") and Path(file).is_relative_to(HERE)
    }
    notes = {
        "tests": [[test, round(_seconds.get(test, 0), 4), test in _failed] for test in tests],
        "lines": lines,
        "modules": sorted(name for name in sys.modules if name.split(".")[0] not in OURS),
    }
    Path(os.environ["MUTANTS_NOTES"], f"{os.getpid()}.json").write_text(json.dumps(notes))
