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


def print_room(name: str, results: list[Result], stale: list[Equivalent], verbose: bool) -> None:
    """Prints each mistake that nobody noticed, with its line."""
    killed = sum(result.killed for result in results)
    late = sum(result.by == LATE for result in results)
    print(
        f"\n{name}: {killed} of {len(results)} killed{f', {late} of them by the time limit' if late else ''}",
        flush=True,
    )
    for result in results:
        mutant = result.job.mutant
        if not result.killed or verbose:
            note = result.by or f"{len(result.job.tests)} tests"
            print(f"{mutant.file}:{mutant.line} {mutant.kind}: {result.outcome} ({note})")
            print("\n".join(f"    {line}" for line in mutant.diff(result.job.source).splitlines()))
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
