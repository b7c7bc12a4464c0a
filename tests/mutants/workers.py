"""Hands the mistakes to the processes that try them."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from typing import Self

from tests.mutants import selection
from tests.mutants.mutant import Mutant
from tests.mutants.notes import Notes
from tests.mutants.worker import Answer


@dataclass(frozen=True)
class Job:
    """A mistake, the tests that it meets, and how many seconds these may take."""

    mutant: Mutant
    source: str
    tests: list[str]
    seconds: float


class Workers:
    """A process for each copy of the project."""

    def __init__(self, trees: list[Path], notes: Notes) -> None:
        self._started = [_started(tree, notes.modules) for tree in trees]
        self._idle: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
        self._threads = ThreadPoolExecutor(len(trees))
        for worker in self._started:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        for worker in self._started:
            worker.communicate()

    def done(self, jobs: list[Job]) -> Iterator[tuple[Job, tuple[str, str]]]:
        """Each job with its outcome and who noticed, in their order."""
        return zip(jobs, self._threads.map(self._outcome, jobs), strict=True)

    def failing(self, tests: Iterable[str], seconds: float) -> set[str]:
        """The tests that fail without any mistake in the code, and so have nothing to say of one.

        Raises:
            RuntimeError: They could not be run.
        """
        by_file: dict[str, list[str]] = defaultdict(list)
        for test in tests:
            by_file[test.split("::")[0]].append(test)
        shares = [
            list(chain(*list(by_file.values())[start :: len(self._started)])) for start in range(len(self._started))
        ]
        failed: set[str] = set()
        for share, answer in zip(shares, self._threads.map(lambda one: self._asked(one, seconds), shares), strict=True):
            if not set(answer["by"]) <= set(share):
                raise RuntimeError(f"the tests don't run without any mistake: {answer['by']}")
            failed |= set(answer["by"])
        return failed

    def _outcome(self, job: Job) -> tuple[str, str]:
        if not job.tests:
            return "survived", "no test runs it"
        answer = self._asked(job.tests, job.seconds, job.mutant.file, job.mutant.applied_to(job.source))
        return answer["outcome"], "".join(answer["by"][:1])

    def _asked(self, tests: list[str], seconds: float, file: str = "", text: str = "") -> Answer:
        if not tests:
            return {"outcome": "survived", "by": []}
        worker = self._idle.get()
        try:
            assert worker.stdin and worker.stdout
            job = {"file": file, "text": text, "tests": tests, "seconds": seconds * _crowding()}
            worker.stdin.write(json.dumps(job) + "\n")
            worker.stdin.flush()
            return json.loads(worker.stdout.readline())
        finally:
            self._idle.put(worker)


def _crowding() -> float:
    """How many times slower everything is because others work on this machine, too."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _started(tree: Path, modules: list[str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.mutants.worker"]
    worker = subprocess.Popen(
        command,
        cwd=tree,
        env=os.environ | selection.AS_IN_CHECK,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdin
    worker.stdin.write(json.dumps(modules) + "\n")
    worker.stdin.flush()
    return worker
