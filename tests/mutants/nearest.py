"""Which tests a mistake meets, and in which order."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, cached_property
from itertools import zip_longest
from math import log
from pathlib import Path

from tests.mutants.importing import Imports
from tests.mutants.mutant import Mutant
from tests.mutants.notes import Notes
from tests.mutants.rooms import Room

MOST_TESTS = 600
MOST_SECONDS = 90.0  # as noted under a tracer, about twice of what they take; only who survives meets them all
ENOUGH = 60
MORE = 20
FEW_FILES = 3
OF_ALL_ROOMS = "tests/unit/test_"
NEIGHBOURS = 3
EXPORTED = re.compile(r"^export (?:default )?(?:async )?(?:function|const|class) (\w+)", re.MULTILINE)
WORD = re.compile(r"[A-Za-z_]\w{2,}")


class Nearest:
    """Chooses tests by what was noted when they ran."""

    def __init__(self, root: Path, notes: Notes) -> None:
        self._root, self._notes = root, notes

    def tests(self, mutant: Mutant, room: Room) -> list[str]:
        """The tests that see the mistake's lines, nearest first, those of a file together; [] if there are none.

        What runs at the import, itself or called from there, is seen by whoever uses it, or what is made of it: tests
        that import it, or what imports it, then those that say its name, then those that run a line which says it. What
        is done once for many tests may be seen by any of its file, or, where that is all at the import, by any of its
        room. Of those that are equally near the first are of the files that say most of the line's words: hundreds run
        what fills a page, and few look at each part.
        """
        if room.in_browser:
            of_the_room = [one for one in self._notes.seconds if _is_of(room.in_browser, _file(one))]
            return self._likeliest_first(of_the_room, self._words_around(mutant))
        place = _place(self._root / mutant.file, mutant.line)
        found = self._seeing(mutant.file, place.lines)
        first, named = set[str](), set[str]()
        if place.at_import or not found:
            made = _made_with(self._root / mutant.file, place.made)
            named = self._naming((*place.names, *made), room)
            for name in made:
                found |= self._using(name)
        words = self._words_at(mutant)
        if place.at_import:
            words |= {*place.names, *place.made}
            named |= self._saying_most_of(words, room)
            first = self._importing(mutant.file, words)
        chosen = self._sorted(first, room, words) + self._sorted(named - first, room, words)
        chosen += self._both_ways(found - named - first, place, mutant, room, words)
        others = self._sorted(self._notes.tests_of_file(mutant.file) - set(chosen), room)
        chosen += others[: max(MORE, ENOUGH - len(chosen))]
        nearest = self._sorted(self._of_the_room(room) - set(chosen), room)
        return _by_file(self._quick_enough(chosen + nearest[: max(0, ENOUGH - len(chosen))]))

    def _both_ways(self, found: set[str], place: "Place", mutant: Mutant, room: Room, words: Set[str]) -> list[str]:
        """Of hundreds that come to a condition few may go on as it says, and there is time for some of each alone."""
        within = found & self._seeing(mutant.file, place.within)
        ways = [self._sorted(way, room, words) for way in sorted((within, found - within), key=len)]
        return [test for pair in zip_longest(*ways) for test in pair if test]

    def _words_at(self, mutant: Mutant) -> set[str]:
        return set(WORD.findall((self._root / mutant.file).read_text().splitlines()[mutant.line - 1]))

    def _words_around(self, mutant: Mutant) -> set[str]:
        """Those of the line and its neighbours, and the names that its file gives to others."""
        text = (self._root / mutant.file).read_text()
        around = text.splitlines()[max(0, mutant.line - 1 - NEIGHBOURS) : mutant.line + NEIGHBOURS]
        return (
            set(WORD.findall("\n".join(around))) | set(EXPORTED.findall(text)) | set(Path(mutant.file).stem.split("_"))
        )

    def _seeing(self, file: str, lines: Iterable[int]) -> set[str]:
        return set().union(*(self._notes.tests_of_line(file, line) for line in lines))

    def _naming(self, names: tuple[str, ...], room: Room) -> set[str]:
        """The tests near the room, or about all rooms, whose files say one of these names."""
        word = re.compile(rf"\b({'|'.join(names)})\b")
        near = {file for file in map(_file, self._notes.seconds) if file.startswith((*room.near, OF_ALL_ROOMS))}
        saying = {file for file in near if names and word.search((self._root / file).read_text())}
        return {test for test in self._notes.seconds if _file(test) in saying}

    def _saying_most_of(self, words: Set[str], room: Room) -> set[str]:
        """The tests of those files near the room that say most of a line that no test can be seen to run."""
        near = {file for file in self._words if file.startswith(room.near)}
        return self._of_the_best(near, words)

    def _importing(self, file: str, words: Set[str]) -> set[str]:
        """The tests of those files that import it, or where none does, import what does, and say most of the line."""
        by = self._imports.importing(file)
        tests = by & self._words.keys()
        if not tests:
            tests = set[str]().union(*(self._imports.importing(one) for one in by)) & self._words.keys()
        return self._of_the_best(tests, words)

    def _of_the_best(self, files: Set[str], words: Set[str]) -> set[str]:
        best = sorted(files, key=lambda one: (-self._said(one, words), one))[:FEW_FILES]
        return {test for test in self._notes.seconds if _file(test) in best}

    @cached_property
    def _imports(self) -> Imports:
        ours = (str(file.relative_to(self._root)) for file in self._root.glob("rxapp/**/*.py"))
        return Imports(self._root, [*ours, *self._words])

    def _of_the_room(self, room: Room) -> set[str]:
        return {test for test in self._notes.seconds if test.startswith(tuple(f"{folder}/" for folder in room.near))}

    @cache  # noqa: B019 – as long as the run
    def _using(self, name: str) -> set[str]:
        found: set[str] = set()
        for file, lines in self._texts.items():
            for number, line in enumerate(lines, 1):
                if name in line and re.search(rf"\b{name}\b", line):
                    found |= self._notes.tests_of_line(file, number)
        return found

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        return {file: (self._root / file).read_text().splitlines() for file in self._notes.lines}

    @cached_property
    def _breadth(self) -> Counter[str]:
        """How many lines each test runs: the fewer, the more it is about each."""
        return Counter(test for lines in self._notes.lines.values() for tests in lines.values() for test in tests)

    @cached_property
    def _words(self) -> dict[str, set[str]]:
        """What each file of tests says."""
        files = set(map(_file, self._notes.seconds))
        return {file: set(WORD.findall((self._root / file).read_text())) for file in files}

    @cached_property
    def _sayers(self) -> Counter[str]:
        """How many files of tests say each word: the fewer, the more it counts."""
        return Counter(word for said in self._words.values() for word in said)

    def _said(self, file: str, words: Set[str]) -> float:
        return sum(log(1 + len(self._words) / self._sayers[word]) for word in words & self._words[file])

    def _sorted(self, tests: Iterable[str], room: Room, words: Set[str] = frozenset()) -> list[str]:
        def far(test: str) -> tuple[int, float, float, str]:
            at = next(
                (index for index, folder in enumerate(room.near) if test.startswith(f"{folder}/")), len(room.near)
            )
            said = self._said(_file(test), words) if words else 0
            return at, -said, self._breadth[test] * (0.05 + self._notes.seconds[test]), test

        return sorted(tests, key=far)

    def _quick_enough(self, tests: list[str]) -> list[str]:
        chosen, left = [], MOST_SECONDS
        for test in tests:
            seconds = self._notes.seconds[test]
            if seconds <= left:
                chosen.append(test)
                left -= seconds
        return chosen[:MOST_TESTS]

    def _likeliest_first(self, tests: list[str], words: Set[str]) -> list[str]:
        """No lines are known of a script: files that say most of its words first, and of like ones the quickest."""
        files = set(map(_file, tests))
        spent = {file: self.waits(one for one in tests if _file(one) == file) for file in files}
        said = {file: self._said(file, words) for file in files}
        return sorted(tests, key=lambda test: (-said[_file(test)], spent[_file(test)], _file(test)))

    def waits(self, tests: Iterable[str]) -> float:
        """How long they take together, with what they wait for."""
        return sum(self._notes.waits[test] for test in tests)


def _is_of(patterns: Iterable[str], file: str) -> bool:
    return any(fnmatch(file, pattern) for pattern in patterns)


def _file(test: str) -> str:
    return test.split("::")[0]


def _by_file(tests: list[str]) -> list[str]:
    files = list(dict.fromkeys(_file(test) for test in tests))
    return sorted(tests, key=lambda test: files.index(_file(test)))


@dataclass(frozen=True)
class Place:
    """Where a statement is.

    Attributes:
        lines: Its own, of which the line is one.
        within: Those of the statements inside it.
        at_import: Whether it runs then.
        made: The names of what it makes.
        names: Of what that is in, too.
    """

    lines: Sequence[int]
    within: Sequence[int]
    at_import: bool
    made: tuple[str, ...]
    names: tuple[str, ...]


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def _place(file: Path, line: int) -> Place:
    lines: Sequence[int] = [line]
    within: Sequence[int] = ()
    made: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    body, is_import = _tree(file).body, True
    while statement := next((one for one in body if _begin(one) <= line <= (one.end_lineno or 0)), None):
        body = list(_children(statement))
        lines, found = _own_lines(statement), tuple[str, ...]()
        within = range(lines.stop, (statement.end_lineno or 0) + 1)
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found = (name,)
                inside = range(statement.body[0].lineno, (statement.end_lineno or 0) + 1)
                is_import = is_import and line not in inside
                lines = inside
            case ast.Assign(targets=[ast.Tuple(elts=several)]):
                found = tuple(one.id for one in several if isinstance(one, ast.Name))
            case ast.Assign(targets=[ast.Name(id=name), *_]) | ast.AnnAssign(target=ast.Name(id=name)):
                found = (name,)
            case ast.ClassDef(name=name):
                found = (name,)
                lines = range(statement.lineno, (statement.end_lineno or 0) + 1)
        made, names = found or made, (*names, *found)
    return Place(lines, within, is_import, made, names)


def _made_with(file: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """These names, and those of what the file makes of them at the import: a table of tables is used by its own."""
    found = list(names)
    for name in found:
        for statement in _tree(file).body:
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(id=made)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=made), value=ast.expr() as value)
                ) if made not in found and any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(value)):
                    found.append(made)
    return tuple(found)


def _begin(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _children(node: ast.AST) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.stmt():
                yield child
            case ast.ExceptHandler() | ast.match_case():
                yield from child.body


def _own_lines(node: ast.stmt) -> range:
    """Without the lines of statements inside it."""
    inner = next(_children(node), None)
    end = inner.lineno - 1 if inner else node.end_lineno or node.lineno
    return range(node.lineno, max(end, node.lineno) + 1)
