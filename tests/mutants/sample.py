"""Which mistakes a run makes."""

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from tests.mutants import python_operators, script_operators
from tests.mutants.equivalents import Equivalent
from tests.mutants.mutant import Mutant
from tests.mutants.rooms import Room


def _operators(file: str) -> ModuleType:
    return python_operators if file.endswith(".py") else script_operators


class Candidates:
    """Every mistake that can be made in a room."""

    def __init__(self, root: Path, room: Room) -> None:
        self.sources = {str(file): (root / file).read_text() for file in room.sources(root)}
        self.all = [one for file, source in self.sources.items() for one in _operators(file).mutants(file, source)]

    def source(self, mutant: Mutant) -> str:
        return self.sources[mutant.file]

    def sample(self, seed: int, size: int | None, equivalent: list[Equivalent]) -> list[Mutant]:
        """So many of them, the same for a seed; each line has the same chance. All if there is no size."""
        chosen: list[Mutant] = []
        for mutant in self._drawn(seed):
            if size is not None and len(chosen) == size:
                break
            source = self.source(mutant)
            known = any(entry.is_about(mutant, source) for entry in equivalent if entry.file == mutant.file)
            if not known and _operators(mutant.file).is_a_change(mutant, source):
                chosen.append(mutant)
        return sorted(chosen)

    def _drawn(self, seed: int) -> Iterator[Mutant]:
        """One of each line, then a second of each line, and so on."""
        chance = random.Random(seed)
        by_line: dict[tuple[str, int], list[Mutant]] = defaultdict(list)
        for mutant in self.all:
            by_line[mutant.file, mutant.line].append(mutant)
        lines = list(by_line.values())
        for line in lines:
            chance.shuffle(line)
        while lines:
            chance.shuffle(lines)
            yield from (line.pop() for line in lines)
            lines = [line for line in lines if line]
