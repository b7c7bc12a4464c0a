"""Says what was noticed and what was not."""

from dataclasses import dataclass

from tests.mutants.equivalents import Equivalent
from tests.mutants.worker import LATE
from tests.mutants.workers import Job


@dataclass(frozen=True)
class Result:
    """What became of a mistake; `by` is the test that noticed it."""

    job: Job
    outcome: str
    by: str

    @property
    def killed(self) -> bool:
        return self.outcome == "killed"


def print_mutant(result: Result, verbose: bool) -> None:
    """Prints a mistake that nobody noticed, with its line."""
    mutant = result.job.mutant
    if not result.killed or verbose:
        note = result.by or f"{len(result.job.tests)} tests"
        print(f"{mutant.file}:{mutant.line} {mutant.kind}: {result.outcome} ({note})")
        print("\n".join(f"    {line}" for line in mutant.diff(result.job.source).splitlines()), flush=True)


def print_room(name: str, results: list[Result], untried: int, stale: list[Equivalent]) -> None:
    """Prints how many were noticed, and how many there was no time for."""
    killed = sum(result.killed for result in results)
    late = sum(result.by == LATE for result in results)
    notes = [f"{late} of them by the time limit" if late else "", f"{untried} not tried" if untried else ""]
    print(", ".join(filter(None, [f"{name}: {killed} of {len(results)} killed", *notes])), flush=True)
    for entry in stale:
        print(f"equivalent.toml is about nothing: {entry.file}: {entry.before}")


def print_table(results: dict[str, list[Result]], seed: int, goal: float) -> int:
    """Prints how many were noticed in each room, and gives the exit code."""
    print(f"\n{'room':12}{'killed':>8}{'survived':>10}{'':>8}  (seed {seed})")
    short = False
    for name, found in results.items():
        killed = sum(result.killed for result in found)
        share = killed / len(found) if found else 0.0  # a room without anything to mistake is none
        short = short or share < goal
        print(f"{name:12}{killed:8}{len(found) - killed:10}{share:8.0%}{'' if share >= goal else '  too few'}")
    return int(short)
