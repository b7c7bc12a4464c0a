"""Hands the mistakes to the processes that try them."""

import json
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
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
        self._threads = ThreadPoolExecutor(max(1, len(trees)))
        self._noticed: dict[str, Counter[str]] = defaultdict(Counter)  # by file of the code, which tests saw mistakes
        self._passing: set[str] = set()
        self._failing: set[str] = set()
        for worker in self._started:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        for worker in self._started:
            worker.communicate()

    def done(self, jobs: list[Job], end: float) -> Iterator[tuple[Job, tuple[str, str]]]:
        """Each job with its outcome and who noticed, as they come; none is begun after `end`."""

        def tried(job: Job) -> tuple[Job, tuple[str, str]] | None:
            return (job, self._outcome(job)) if time.monotonic() < end else None

        for ended in as_completed([self._threads.submit(tried, job) for job in jobs]):
            if result := ended.result():
                yield result

    def _outcome(self, job: Job) -> tuple[str, str]:
        noticed = self._noticed[job.mutant.file]
        tests = [test for test in likeliest_first(job.tests, noticed) if test not in self._failing]
        if not tests:
            return "survived", "no test runs it"
        answer = self._asked(tests, job.seconds, job.mutant.file, job.mutant.applied_to(job.source))
        by = "".join(answer["by"][:1])
        if by and not self._passes(by, tests, job.seconds):
            return self._outcome(job)
        noticed[by] += 1
        return answer["outcome"], by

    def _passes(self, by: str, tests: list[str], seconds: float) -> bool:
        """Whether what noticed something passes without any mistake after the tests before it, and so can be believed.

        Raises:
            RuntimeError: The tests can't be run.
        """
        test = by if by in tests else next((one for one in tests if by.startswith(one.split("::")[0])), tests[0])
        if test not in self._passing:
            before = tests[: tests.index(test) + 1]
            failed = self._asked(before, seconds)["by"]
            if not set(failed) <= set(before):
                raise RuntimeError(f"the tests don't run without any mistake: {failed}")
            for one in failed:
                print(f"fails without any mistake: {one}", flush=True)
            self._failing.update(failed)
            self._passing.update(set(before) - set(failed))
        return test in self._passing

    def _asked(self, tests: list[str], seconds: float, file: str = "", text: str = "") -> Answer:
        worker = self._idle.get()
        try:
            assert worker.stdin and worker.stdout
            job = {"file": file, "text": text, "tests": tests, "seconds": seconds}
            worker.stdin.write(json.dumps(job) + "\n")
            worker.stdin.flush()
            return json.loads(worker.stdout.readline())
        finally:
            self._idle.put(worker)


def likeliest_first(tests: list[str], noticed: Counter[str]) -> list[str]:
    """What has seen other mistakes in the same file comes first, and so does its file, whose tests stay together."""
    by_file: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        by_file[test.split("::")[0]].append(test)

    def seen(of_file: list[str]) -> int:
        return -sum(noticed[test] for test in of_file)

    files = sorted(by_file.values(), key=seen)
    return [test for of_file in files for test in sorted(of_file, key=lambda test: -noticed[test])]


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
