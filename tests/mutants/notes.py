"""Which tests see which line: what a run of each file of tests showed, kept until something changes."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.mutants import selection
from tests.mutants.tree import LEFT_OUT, ROOT

KEPT = ROOT / ".mutants"
MOST_NOTES = 500
WATCHER = "tests/mutants/watching.py"
CODE = frozenset((".py", ".toml", ".txt", ".mako"))
PAGES = CODE | {".js", ".jsx", ".mjs", ".html", ".css", ".json"}

Told = dict[str, Any]  # what one process saw: see watching.py


@dataclass
class Notes:
    """What the tests showed when they ran.

    Attributes:
        seconds: How long each test works.
        waits: How long it takes, with what it waits for.
        lines: By file and line, which tests run it.
        failed: Tests that fail without any mistake; they are of no use.
        modules: Other people's modules that the tests need, in the order in which they were loaded.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    waits: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    failed: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)

    def add(self, told: Told) -> None:
        """Adds what one process saw."""
        names = [name for name, *_ in told["tests"]]
        self.seconds |= {name: seconds for name, seconds, _, failed in told["tests"] if not failed}
        self.waits |= {name: waits for name, _, waits, failed in told["tests"] if not failed}
        self.failed += [name for name, *_, failed in told["tests"] if failed]
        self.modules = list(dict.fromkeys([*self.modules, *told["modules"]]))
        for file, lines in told["lines"].items():
            for line, tests in lines.items():
                self.lines[file][int(line)].update(names[test] for test in tests)

    def tests_of_file(self, file: str) -> set[str]:
        """Whoever runs any line of it."""
        return set().union(*self.lines.get(file, {}).values()) & self.seconds.keys()

    def tests_of_line(self, file: str, line: int) -> set[str]:
        return self.lines.get(file, {}).get(line, set()) & self.seconds.keys()


def taken(tree: Path, processes: int, where: Sequence[str] = (), in_browser: bool = False) -> Notes:
    """What the tests of a copy run; those of a file run again only if it or the code has changed.

    Args:
        where: Files and folders of tests; without any, all of `make check`.
        in_browser: They use a browser, and their lines are not known.
    """
    kept = {file: KEPT / f"{name}.json" for file, name in _names(tree, where, PAGES if in_browser else CODE)}
    unknown = [file for file, note in kept.items() if not note.exists()]
    KEPT.mkdir(exist_ok=True)
    notes = Notes()
    for file, told in _watched(tree, processes, unknown, [] if in_browser else ["-m", selection.OF_CHECK]):
        if any(failed for *_, failed in told["tests"]):
            notes.add(told)  # and not kept: perhaps it will pass the next time
        else:
            kept[file].write_text(json.dumps(told))
    for note in filter(Path.exists, kept.values()):
        notes.add(json.loads(note.read_text()))
        note.touch()  # so that those go first that nobody has asked for
    for old in sorted(KEPT.glob("*.json"), key=lambda file: file.stat().st_mtime)[:-MOST_NOTES]:
        old.unlink()
    return notes


def _names(tree: Path, where: Sequence[str], kinds: Set[str]) -> Iterator[tuple[str, str]]:
    """Each file of tests, and a name for what it and all code is now."""
    tests, code = [], hashlib.sha256()
    for file in _files(tree, kinds):
        path = str(file.relative_to(tree))
        if file.name.startswith("test_"):
            tests.append(path)
        elif path == WATCHER or not path.startswith("tests/mutants/"):
            code.update(f"{path}\0".encode() + file.read_bytes())
    for path in tests:
        left_out = path in (*selection.ABOUT_TEXT, *selection.ABOUT_MISTAKES)
        if not left_out and (not where or any(Path(path).is_relative_to(one) for one in where)):
            own = code.copy()
            own.update(f"{path}\0".encode() + (tree / path).read_bytes())
            yield path, own.hexdigest()[:24]


def _files(tree: Path, kinds: Set[str]) -> Iterator[Path]:
    for folder, names, files in os.walk(tree):
        names[:] = sorted(set(names) - LEFT_OUT)
        yield from (Path(folder, name) for name in sorted(files) if Path(name).suffix in kinds)


def _watched(tree: Path, processes: int, files: list[str], options: list[str]) -> Iterator[tuple[str, Told]]:
    """Runs files of tests, and tells of each what was seen."""
    if not files:
        return
    several = min(processes, len(files))
    command = [sys.executable, "-m", "pytest", *files, *options, "-q"]
    command += ["-p", "tests.mutants.watching", "-p", "no:cacheprovider"]
    with tempfile.TemporaryDirectory() as folder:
        ended = subprocess.run(
            [*command, "--numprocesses", str(several), "--dist", "loadfile"],
            cwd=tree,
            env=os.environ | selection.AS_IN_CHECK | {"MUTANTS_NOTES": folder, "TMPDIR": folder},
            check=False,
            capture_output=True,
            text=True,
        )
        seen = [json.loads(file.read_text()) for file in Path(folder).glob("*.json")]
    if "INTERNALERROR" in ended.stdout or len(seen) < several:
        raise RuntimeError(
            f"the tests could not be watched ({ended.returncode}):\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}"
        )
    for file in files:
        yield file, _of_file(file, seen)


def _of_file(file: str, seen: Iterable[Told]) -> Told:
    """The part that the tests of one file have in what the processes saw."""
    tests: list[Any] = []
    lines: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    modules: dict[str, None] = {}
    for told in seen:
        ours = {old: test for old, test in enumerate(told["tests"]) if test[0].startswith(f"{file}::")}
        if not ours:
            continue
        modules |= dict.fromkeys(told["modules"])
        new = {old: len(tests) + index for index, old in enumerate(ours)}
        tests += ours.values()
        for source, found in told["lines"].items():
            for line, numbers in found.items():
                if kept := [new[number] for number in numbers if number in new]:
                    lines[source][line] += kept
    return {"tests": tests, "lines": lines, "modules": list(modules)}
