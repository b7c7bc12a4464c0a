"""A plugin of pytest: notes which test runs which lines of the store, and how long each takes."""

import json
import os
import sys
import time
from bisect import bisect_left
from collections.abc import Generator
from functools import _lru_cache_wrapper
from pathlib import Path

import coverage
import pytest

from tests.mutants import selection

HERE = Path.cwd()
OURS = ("rxapp", "tests", "rxconfig", "conftest", "coverage", "xdist", "execnet", "pytest", "_pytest", "__main__")

_coverage = coverage.Coverage(
    data_file=None, source=["rxapp"], concurrency=["thread", "greenlet"], config_file=False, messages=False
)
_work: dict[str, float] = {}  # of this process alone, so that a busy machine makes no difference
_waits: dict[str, float] = {}
_passed: set[str] = set()
_failed: set[str] = set()
_searched: set[str] = set()
_kept: "list[_lru_cache_wrapper[object]]" = []


def pytest_configure() -> None:
    _coverage.start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    selection.fixed_examples(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    _coverage.switch_context(item.nodeid)
    worked, began = time.process_time(), time.monotonic()
    try:
        return (yield)
    finally:
        _work[item.nodeid] = time.process_time() - worked
        _waits[item.nodeid] = time.monotonic() - began
        _coverage.switch_context("")
        _forget()


def _forget() -> None:
    """Empties what functions of the store keep, so that the next test runs their lines as well."""
    for name, module in list(sys.modules.items()):
        if name not in _searched and name.split(".")[0] == "rxapp":
            _searched.add(name)
            _kept.extend(one for one in vars(module).values() if isinstance(one, _lru_cache_wrapper))
    for one in _kept:
        one.cache_clear()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed:
        _passed.add(report.nodeid)
    if report.failed:
        _failed.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Writes it all down while the process that gives out the tests still waits; later it would wait ten seconds."""
    if not hasattr(session.config, "workerinput"):
        return  # that one itself has seen nothing
    _coverage.stop()
    data = _coverage.get_data()
    tests = sorted(_passed | _failed)
    lines = {
        str(Path(file).relative_to(HERE)): {
            line: [bisect_left(tests, name) for name in names if name in _passed]
            for line, names in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
        if file.endswith(".py") and Path(file).is_relative_to(HERE)
    }
    notes = {
        "tests": [[test, round(_work[test], 4), round(_waits[test], 4), test in _failed] for test in tests],
        "lines": lines,
        "modules": [name for name in sys.modules if name.split(".")[0] not in OURS],
    }
    Path(os.environ["MUTANTS_NOTES"], f"{os.getpid()}.json").write_text(json.dumps(notes))
