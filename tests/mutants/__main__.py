"""The command: `python -m tests.mutants --room shop --seed 7 --sample 40`."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.mutants import equivalents, notes
from tests.mutants.nearest import Nearest
from tests.mutants.report import Result, print_room, print_table
from tests.mutants.rooms import GOAL, ROOMS
from tests.mutants.sample import Candidates
from tests.mutants.tree import copied
from tests.mutants.workers import Job, Workers

PROCESSES = 2
START_SECONDS, PATIENCE = 30.0, 5.0


def main() -> None:
    asked = _arguments()
    known = equivalents.known()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tree = copied(Path(folder, "0"))
        noted = notes.taken(tree, PROCESSES, asked.tests)
        for test in noted.failed:
            print(f"fails without any mistake: {test}")
        trees = [tree, *(copied(Path(folder, str(number)), tree) for number in range(1, PROCESSES))]
        nearest = Nearest(tree, noted)
        results: dict[str, list[Result]] = {}
        with Workers(trees, noted) as workers:
            for name in asked.room:
                room, candidates = ROOMS[name], Candidates(tree, ROOMS[name])
                ours = [entry for entry in known if entry.file in candidates.sources]
                jobs = []
                for mutant in candidates.sample(asked.seed, asked.sample, ours):
                    tests = nearest.tests(mutant, room)
                    limit = START_SECONDS + PATIENCE * nearest.seconds(tests)
                    jobs.append(Job(mutant, candidates.source(mutant), tests, limit))
                results[name] = [Result(job, *outcome) for job, outcome in workers.done(jobs)]
                stale = equivalents.unmatched(ours, ((one, candidates.source(one)) for one in candidates.all))
                print_room(name, results[name], stale, asked.verbose)
    sys.exit(print_table(results, asked.seed, GOAL))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--room", nargs="+", choices=list(ROOMS), default=list(ROOMS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=_size, default=40, help="how many mistakes a room, or: all")
    parser.add_argument("--tests", nargs="+", default=[], help="only some of the tests; all others are left out")
    parser.add_argument("--verbose", action="store_true", help="also which test noticed each")
    return parser.parse_args()


def _size(text: str) -> int | None:
    return None if text == "all" else int(text)


if __name__ == "__main__":
    main()
