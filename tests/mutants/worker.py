"""A process that has loaded what everybody needs, and forks for each mistake: `python -m tests.mutants.worker`.

It stands in a copy of the project, reads a job per line, and answers each with a line.
"""

import contextlib
import gc
import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict

import pytest

from tests.mutants import selection
from tests.mutants.own_time import OwnTime
from tests.mutants.tree import Changed

LATE = "the time limit"
LOOK_SECONDS = 0.02
OPTIONS = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "-W", "ignore"]


class Answer(TypedDict):
    """What became of a job, and which tests failed or what else ended it."""

    outcome: str
    by: list[str]


class Chosen:
    """A plugin of pytest: runs the chosen tests in their order, and remembers which ones failed."""

    def __init__(self, tests: list[str]) -> None:
        self._order = {test: index for index, test in enumerate(tests)}
        self.failed: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if any(item.nodeid in self._order for item in items):
            items[:] = [item for item in items if item.nodeid in self._order]
            items.sort(key=lambda item: self._order[item.nodeid])
        selection.fixed_examples(items)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append(f"{report.nodeid} (import)")


def main() -> None:
    _load(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        print(json.dumps(_done(json.loads(line))), flush=True)


def _load(modules: list[str]) -> None:
    """Imports what the tests need, in the same order, but nothing of ours, which may have a mistake in it."""
    for name in modules:
        if name.startswith("_") or name.split(".")[0] in sys.stdlib_module_names:
            continue  # what needs them brings them; by themselves some don't work
        with contextlib.suppress(BaseException), warnings.catch_warnings(), contextlib.redirect_stdout(sys.stderr):
            warnings.simplefilter("ignore")
            importlib.import_module(name)
    for name in list(sys.modules):
        if name.split(".")[0] in ("rxapp", "rxconfig") or (name.startswith("tests.") and ".mutants" not in name):
            del sys.modules[name]
    gc.collect()
    gc.freeze()


def _done(job: dict[str, Any]) -> Answer:
    tests: list[str] = job["tests"]
    if not job.get("file"):
        return _forked(lambda: _pytest(tests), job["seconds"])
    with Changed(Path(job["file"]), job["text"]):
        return _forked(lambda: _pytest(tests, "-x"), job["seconds"])


def _pytest(tests: list[str], *options: str) -> tuple[int, list[str]]:
    chosen = Chosen(tests)
    files = list(dict.fromkeys(test.split("::")[0] for test in tests))
    code = pytest.main([*OPTIONS, *options, *files], plugins=[chosen])
    return int(code), chosen.failed


def _forked(work: Callable[[], tuple[int, list[str]]], seconds: float) -> Answer:
    """Does it in a process of its own, whose children and files are gone afterwards."""
    folder = tempfile.mkdtemp(prefix="mutant-")
    answer = Path(folder, "answer.json")
    child = os.fork()
    if child == 0:
        _child(work, folder, answer)
    status = _waited(child, seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    told = answer.read_text() if answer.exists() else ""
    shutil.rmtree(folder, ignore_errors=True)
    if status is None:
        return {"outcome": "killed", "by": [LATE]}
    if not told:
        return {"outcome": "killed", "by": ["the process ended"]}
    code, failed = json.loads(told)
    if code == pytest.ExitCode.OK:
        return {"outcome": "survived", "by": []}
    return {"outcome": "killed", "by": failed or [f"pytest's exit code {code}"]}


def _child(work: Callable[[], tuple[int, list[str]]], folder: str, answer: Path) -> None:
    try:
        os.setsid()
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        told = json.dumps(work())
        answer.write_text(told)
    finally:
        os._exit(0)


def _waited(child: int, seconds: float) -> int | None:
    """How it ended; None if it had to be ended."""
    own = OwnTime(child)
    while own.seconds() < seconds:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(LOOK_SECONDS)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


if __name__ == "__main__":
    main()
