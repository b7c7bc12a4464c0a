"""Hands the mistakes to the processes that try them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Self

from tests.mutants.mutant import Mutant
from tests.mutants.notes import Notes

WARMING_SECONDS = 300.0


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
        self._started = [_started(tree, sorted(notes.modules)) for tree in trees]
        self._idle: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
        self._threads = ThreadPoolExecutor(len(trees))
        # Everything is compiled once, so that afterwards only what has a mistake in it must be.
        warming = {"tests": sorted(notes.seconds), "seconds": WARMING_SECONDS}
        list(self._threads.map(lambda worker: _asked(worker, warming), self._started))
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

    def _outcome(self, job: Job) -> tuple[str, str]:
        if not job.tests:
            return "survived", "no test runs it"
        worker = self._idle.get()
        try:
            text = job.mutant.applied_to(job.source)
            told = {"file": job.mutant.file, "text": text, "tests": job.tests, "seconds": job.seconds}
            answer = _asked(worker, told)
            return answer["outcome"], answer["by"]
        finally:
            self._idle.put(worker)


def _started(tree: Path, modules: list[str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.mutants.worker"]
    worker = subprocess.Popen(command, cwd=tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    _say(worker, modules)
    return worker


def _say(worker: "subprocess.Popen[str]", told: Any) -> None:
    assert worker.stdin
    worker.stdin.write(json.dumps(told) + "\n")
    worker.stdin.flush()


def _asked(worker: "subprocess.Popen[str]", job: dict[str, Any]) -> dict[str, str]:
    _say(worker, job)
    assert worker.stdout
    return json.loads(worker.stdout.readline())
