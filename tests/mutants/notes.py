"""Which tests see which line: what one run of all tests showed, kept until a file of the project changes."""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.mutants import selection
from tests.mutants.tree import NOTES, ROOT, contents

Lines = dict[int, set[str]]


@dataclass
class Notes:
    """What a run of the tests showed.

    Attributes:
        seconds: How long each test takes.
        lines: By file, which tests run a line; "" stands for an import.
        failed: Tests that fail without any mistake; they are of no use.
        modules: Other people's modules that the tests need.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, Lines] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    failed: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)

    def add(self, told: dict[str, Any]) -> None:
        """Adds what one process saw."""
        self.seconds |= told["tests"]
        self.failed += told["failed"]
        self.modules = sorted({*self.modules, *told["modules"]})
        for file, lines in told["lines"].items():
            for line, tests in lines.items():
                self.lines[file][int(line)].update(tests)

    def told(self) -> dict[str, Any]:
        lines = {file: {line: sorted(tests) for line, tests in found.items()} for file, found in self.lines.items()}
        return {"tests": self.seconds, "failed": self.failed, "lines": lines, "modules": self.modules}

    def tests_of_file(self, file: str) -> set[str]:
        return set().union(*self.lines.get(file, {}).values()) & self.seconds.keys()

    def tests_of_line(self, file: str, line: int) -> set[str]:
        return self.lines.get(file, {}).get(line, set()) & self.seconds.keys()


def taken(tree: Path, processes: int, where: Sequence[str] = ()) -> Notes:
    """What the tests of a copy run, from the last time if nothing has changed since; `where` names some of them."""
    kept = ROOT / NOTES / f"{contents()}{'-some' * bool(where)}.json"
    notes = Notes()
    if kept.exists() and not where:
        notes.add(json.loads(kept.read_text()))
        return notes
    for told in _watched(tree, processes, where):
        notes.add(told)
    kept.parent.mkdir(exist_ok=True)
    for old in kept.parent.glob("*.json"):
        old.unlink()
    kept.write_text(json.dumps(notes.told()))
    return notes


def _watched(tree: Path, processes: int, where: Sequence[str]) -> list[dict[str, Any]]:
    without = [f"--ignore={path}" for path in (*selection.ABOUT_TEXT, *selection.ABOUT_MISTAKES)]
    command = [sys.executable, "-m", "pytest", *where, "-m", selection.OF_CHECK, "-q"]
    command += ["-p", "tests.mutants.watching", "-p", "no:cacheprovider"]
    with tempfile.TemporaryDirectory() as folder:
        ended = subprocess.run(
            [*command, *without, "--numprocesses", str(processes), "--dist", "loadfile"],
            cwd=tree,
            env=os.environ | {"MUTANTS_NOTES": folder, "TMPDIR": folder},
            check=False,
            capture_output=True,
            text=True,
        )
        told = [json.loads(file.read_text()) for file in Path(folder).glob("*.json")]
    if not any(one["tests"] for one in told):
        raise RuntimeError(f"the tests could not be watched:\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}")
    return told
