"""The command: `python -m tests.mutants --room shop --seed 7 --sample 40`."""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.mutants import equivalents, notes, tree
from tests.mutants.nearest import Nearest
from tests.mutants.report import Result, print_mutant, print_room, print_table
from tests.mutants.rooms import GOAL, ROOMS, Room
from tests.mutants.sample import Candidates
from tests.mutants.workers import Job, Workers

PROCESSES = 2
START_SECONDS, PATIENCE = 30.0, 5.0


def main() -> None:
    asked = _arguments()
    results: dict[str, list[Result]] = {}
    for in_browser in (False, True):
        rooms = {name: ROOMS[name] for name in asked.room if bool(ROOMS[name].in_browser) == in_browser}
        if rooms:
            with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
                results |= _tried(rooms, Path(folder), asked)
    sys.exit(print_table(results, asked.seed, GOAL))


def _tried(rooms: dict[str, Room], folder: Path, asked: argparse.Namespace) -> dict[str, list[Result]]:
    """Makes the mistakes of rooms that meet the same tests, and prints what became of each."""
    in_browser = any(room.in_browser for room in rooms.values())
    if in_browser:
        tree.install_modules()
    copy = tree.copied(folder / "0")
    files = [str(file.relative_to(copy)) for room in rooms.values() for file in room.tests(copy)]
    noted = notes.taken(copy, PROCESSES, asked.tests or files, in_browser)
    for test in noted.failed:
        print(f"fails without any mistake: {test}")
    if not noted.seconds:
        raise RuntimeError("no test passes without any mistake")
    copies = [copy, *(tree.copied(folder / str(number), copy) for number in range(1, PROCESSES))]
    with Workers(copies, noted) as workers:
        return {
            name: _of_room(name, Candidates(copy, room), room, Nearest(copy, noted), workers, asked)
            for name, room in rooms.items()
        }


def _of_room(
    name: str, candidates: Candidates, room: Room, nearest: Nearest, workers: Workers, asked: argparse.Namespace
) -> list[Result]:
    known = [entry for entry in equivalents.known() if entry.file in candidates.sources]
    sample = candidates.sample(asked.seed, asked.sample, known)
    met = {mutant: nearest.tests(mutant, room) for mutant in sample}
    jobs = [Job(mutant, candidates.source(mutant), tests, _limit(nearest, tests)) for mutant, tests in met.items()]
    random.Random(asked.seed).shuffle(jobs)  # so that chance decides what there is no time for
    results: list[Result] = []
    for job, outcome in workers.done(jobs, time.monotonic() + 60 * asked.minutes):
        results.append(Result(job, *outcome))
        print_mutant(results[-1], asked.verbose)
    stale = equivalents.unmatched(known, ((one, candidates.source(one)) for one in candidates.all))
    print_room(name, results, len(jobs) - len(results), stale)
    return results


def _limit(nearest: Nearest, tests: list[str]) -> float:
    """After so many seconds there must be a loop without an end, or a wait for nothing."""
    return START_SECONDS + PATIENCE * nearest.waits(tests)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    usual = [name for name, room in ROOMS.items() if not room.asked_for]
    parser.add_argument("--room", nargs="+", choices=list(ROOMS), default=usual)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=_size, default=40, help="how many mistakes a room, or: all")
    parser.add_argument("--minutes", type=float, default=60.0, help="after so many in a room no other mistake is tried")
    parser.add_argument("--tests", nargs="+", default=[], help="only some of the tests; all others are left out")
    parser.add_argument("--verbose", action="store_true", help="also which test noticed each")
    return parser.parse_args()


def _size(text: str) -> int | None:
    return None if text == "all" else int(text)


if __name__ == "__main__":
    main()
