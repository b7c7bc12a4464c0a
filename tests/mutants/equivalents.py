"""Changes that no test can see, each with its reason, in equivalent.toml."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutant import Mutant

FILE = Path(__file__).with_name("equivalent.toml")


@dataclass(frozen=True)
class Equivalent:
    """A change by its text, so that it is found again when the lines around it have moved."""

    file: str
    before: str
    after: str
    reason: str

    def is_about(self, mutant: Mutant, source: str) -> bool:
        return (self.file, self.before, self.after) == (
            mutant.file,
            _words(mutant.before(source)),
            _words(mutant.after(source)),
        )


def _words(text: str) -> str:
    return " ".join(text.split())


def known(file: Path = FILE) -> list[Equivalent]:
    """Every entry of the file.

    Raises:
        ValueError: One has no reason.
    """
    entries = [Equivalent(**entry) for entry in tomllib.loads(file.read_text()).get("equivalent", [])]
    for entry in entries:
        if not entry.reason.strip():
            raise ValueError(f"no reason for {entry.file}: {entry.after}")
    return [Equivalent(one.file, _words(one.before), _words(one.after), one.reason) for one in entries]


def unmatched(entries: Iterable[Equivalent], mutants: Iterable[tuple[Mutant, str]]) -> list[Equivalent]:
    """The entries that are about nothing any more; `mutants` with the sources they belong to."""
    texts = {(one.file, _words(one.before(source)), _words(one.after(source))) for one, source in mutants}
    return [entry for entry in entries if (entry.file, entry.before, entry.after) not in texts]
