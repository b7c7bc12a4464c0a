"""What makes mistakes makes the ones it should, and the same again for a seed."""

import time
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants import equivalents, script_operators
from tests.mutants.equivalents import Equivalent
from tests.mutants.importing import Imports
from tests.mutants.mutant import Mutant
from tests.mutants.nearest import Nearest
from tests.mutants.notes import Notes
from tests.mutants.python_operators import is_a_change, mutants
from tests.mutants.report import Result, print_table
from tests.mutants.rooms import ROOMS, Room
from tests.mutants.sample import Candidates
from tests.mutants.tree import ROOT, Changed
from tests.mutants.worker import Answer
from tests.mutants.workers import Job, Workers, likeliest_first

FILE = "house.py"


def made(source: str) -> set[str]:
    """What the source becomes, with each mistake in turn."""
    return {one.applied_to(source) for one in mutants(FILE, source) if is_a_change(one, source)}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("a = b < c", "a = b <= c"),
        ("a = b >= c", "a = b > c"),
        ("a = b == c", "a = b != c"),
        ("a = b in c", "a = b not in c"),
        ("a = b is not c", "a = b is c"),
        ("a = b and c", "a = b or c"),
        ("a = b or c", "a = b"),
        ("a = b or c", "a = c"),
        ("a = not b", "a = b"),
        ("a = -b", "a = b"),
        ("a = b + c", "a = b - c"),
        ("a = b // c", "a = b * c"),
        ("a = 7", "a = 8"),
        ("a = 7", "a = 6"),
        ("a = True", "a = False"),
        ("a = 'open'", "a = 'openx'"),
        ("a = b if c else d", "a = b if True else d"),
        ("a = [b for b in c if d]", "a = [b for b in c if True]"),
        ("a = {'b': 1, 'c': 2}", "a = {'c': 2}"),
        ("a = (b, c, d)", "a = (b, c)"),
        ("a = min(b, c)", "a = max(b, c)"),
        ("a = b.startswith(c)", "a = b.endswith(c)"),
        ("a = b.strip()", "a = b"),
        ("a = b[:4]", "a = b"),
        ("a = f'{b}:{c}'", "a = f'{b}:'"),
        ("a = b(c, d)", "a = b(d, c)"),
        ("a = b(c, d=e)", "a = b(c)"),
        ("a += b", "a -= b"),
        ("a.b = c", "pass"),
        ("a.b(c)", "pass"),
        ("del a[b]", "pass"),
        ("if a:\n    raise b", "if False:\n    raise b"),
        ("if a:\n    raise b", "if a:\n    pass"),
        ("try:\n    a()\nexcept B:\n    c()", "try:\n    a()\nexcept ZeroDivisionError:\n    c()"),
        ("try:\n    a()\nexcept (B, C):\n    d()", "try:\n    a()\nexcept B:\n    d()"),
        ("def a(b=1):\n    return b", "def a(b=2):\n    return b"),
        ("def a(b=1):\n    return b", "def a(b=1):\n    return None"),
        ("async def a():\n    await b()", "async def a():\n    pass"),
        ("@guarded\ndef a():\n    b()", "@(lambda undecorated: undecorated)\ndef a():\n    b()"),
        ("for a in b:\n    continue", "for a in b:\n    break"),
        ("match a:\n    case B() if c:\n        d()", "match a:\n    case B() if True:\n        d()"),
    ],
)
def test_a_mistake_of_each_kind_is_made(right: str, wrong: str):
    assert wrong in made(right)


@pytest.mark.parametrize(
    "source",
    [
        "'''What it is for.'''",
        "a: Literal['b', 'c']",
        "Mode = Literal['local', 'live']",
        "Rows = Iterator[tuple[Key, Row]]",
        "make = dict[str, int]",
        "Stock = Mapping[str, int]",
        "with suppress(A, B):\n    pass",
        "__all__ = ['a', 'b']",
        "logger.warning('%s is away', 'a')",
        "def a(b: 'C') -> 'D':\n    ...",
        "@lru_cache(maxsize=9)\ndef a():\n    ...",
        "if TYPE_CHECKING:\n    import a",
        "class A(Protocol):\n    def b(self, c=1): ...",
        "a = 'Words that somebody reads'",
        "a = Field(description='b')",
        "while True:\n    pass",
        "def a():\n    return None",
        "def a():\n    return []",
        "logger = getLogger('a')",
    ],
)
def test_what_nobody_could_notice_is_left_alone(source: str):
    assert made(source) - {source.replace("True", "False")} == set()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("a = b === c;", "a = b !== c;"),
        ("a = b < c;", "a = b <= c;"),
        ("a = b && c;", "a = b || c;"),
        ("a = b ?? c;", "a = b;"),
        ("a = !b;", "a = b;"),
        ("a = await b;", "a = b;"),
        ("a = b?.c;", "a = b.c;"),
        ("a = b.trim();", "a = b;"),
        ("a = 'open';", "a = 'openx';"),
        ("a = 3;", "a = 4;"),
        ("a = `${b}:${c}`;", "a = `:${c}`;"),
        ("a(b, c);", "a(c, b);"),
        ("a(b, c);", "a(b);"),
        ("a(b);", ";"),
        ("a = 1;", ";"),
        ("if (a) b();", "if (false) b();"),
        ("const a = b ? c : d;", "const a = (true) ? c : d;"),
        ("const a = (b) => b.c;", "const a = (b) => undefined;"),
        ("function a() { throw b; }", "function a() { ; }"),
        ("function a() { return b; }", "function a() { return undefined; }"),
        ("a([b, c]);", "a([b]);"),
        ("a({ b, c });", "a({ c });"),
        ("a = <B c={d} e />;", "a = <B  e />;"),
        ("a -= 1;", "a += 1;"),
    ],
)
def test_a_mistake_of_each_kind_is_made_in_scripts(right: str, wrong: str):
    made = [one for one in script_operators.mutants("a.jsx", right) if script_operators.is_a_change(one, right)]
    assert wrong in {one.applied_to(right) for one in made}


@pytest.mark.parametrize(
    "source",
    [
        "import { a } from 'b';",
        "// a && b",
        "<b className='c' key='d' />",
        "export { a };",
        "<path d='M3' viewBox='0' />",
    ],
)
def test_what_only_the_eye_sees_is_left_alone_in_scripts(source: str):
    assert [one for one in script_operators.mutants("a.jsx", source) if one.kind != "statement removed"] == []


def test_nothing_and_nothing_are_the_same_in_scripts():
    assert script_operators.mutants("a.jsx", "function a() { return null; }") == []


def test_a_mistake_may_follow_letters_of_more_than_one_byte():
    assert 'a = "grün" + c' in {text.replace("-", "+") for text in made('a = "grün" + c')}
    assert 'a = "grün" - c' in made('a = "grün" + c')


def test_the_same_seed_makes_the_same_mistakes():
    candidates = Candidates(ROOT, ROOMS["shop"])
    sample = candidates.sample(7, 20, [])
    assert sample == Candidates(ROOT, ROOMS["shop"]).sample(7, 20, [])
    assert len(set(sample)) == 20
    assert sample != candidates.sample(8, 20, [])


def test_all_is_everything_once(tmp_path: Path):
    (tmp_path / "a.py").write_text("a = b < c\nd = 5\n")
    candidates = Candidates(tmp_path, Room(("*.py",), ()))
    assert [one.line for one in candidates.sample(1, None, [])] == [1, 1, 2, 2]


def test_an_equivalent_is_known_wherever_its_line_has_moved(tmp_path: Path):
    entry = Equivalent("a.py", "b = c[:4]", "b = c", "c is never longer")
    room = Room(("*.py",), ())
    for before in ("", "# more\n\n"):
        (tmp_path / "a.py").write_text(f"{before}if c:\n    b = c[:4]\n")
        candidates = Candidates(tmp_path, room)
        with_it, without_it = candidates.sample(1, None, []), candidates.sample(1, None, [entry])
        [left_out] = set(with_it) - set(without_it)
        assert left_out.kind == "slice dropped"
        assert equivalents.unmatched([entry], [(one, candidates.source(one)) for one in candidates.all]) == []


def test_an_equivalent_of_a_line_that_is_gone_is_reported():
    source = "b = c[:5]\n"
    entry = Equivalent(FILE, "b = c[:4]", "b = c", "c is never longer")
    assert equivalents.unmatched([entry], [(one, source) for one in mutants(FILE, source)]) == [entry]


def test_an_equivalent_needs_a_reason(tmp_path: Path):
    file = tmp_path / "equivalent.toml"
    file.write_text('[[equivalent]]\nfile = "a.py"\nbefore = "b"\nafter = "c"\nreason = " "\n')
    with pytest.raises(ValueError, match=r"a\.py"):
        equivalents.known(file)


def test_the_list_of_equivalents_is_about_lines_that_are_there():
    entries = equivalents.known()
    files = {entry.file for entry in entries}
    assert files <= {str(file) for room in ROOMS.values() for file in room.sources(ROOT)}
    named = Candidates(ROOT, Room(tuple(sorted(files)), ()))
    assert equivalents.unmatched(entries, [(one, named.source(one)) for one in named.all]) == []


def test_a_file_is_itself_again_afterwards(tmp_path: Path):
    file = tmp_path / "a.py"
    file.write_text("right")
    times = file.stat().st_mtime_ns
    with Changed(file, "wrong"):
        assert file.read_text() == "wrong"
        assert file.stat().st_mtime_ns != times
    assert (file.read_text(), file.stat().st_mtime_ns) == ("right", times)


@pytest.fixture
def noted(tmp_path: Path) -> Nearest:
    (tmp_path / "a.py").write_text("LIMIT = 3\n\n\ndef a(b):\n    if b > LIMIT:\n        raise c\n    return b\n")
    for file in ("tests/near/test_a.py", "tests/far/test_b.py"):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text("assert a(LIMIT)")
    notes = Notes()
    seconds = {"tests/near/test_a.py::one": 0.1, "tests/far/test_b.py::two": 0.0, "tests/near/test_a.py::three": 0.1}
    tests = [[name, spent, spent, False] for name, spent in seconds.items()]
    notes.add({"tests": tests, "modules": [], "lines": {"a.py": {1: [], 4: [], 5: [0, 1, 2], 6: [0], 7: [1, 2]}}})
    return Nearest(tmp_path, notes)


@pytest.mark.parametrize(
    ("line", "tests"),
    [
        (6, ["near/test_a.py::one", "near/test_a.py::three", "far/test_b.py::two"]),
        (1, ["near/test_a.py::one", "near/test_a.py::three", "far/test_b.py::two"]),
        (7, ["near/test_a.py::three", "near/test_a.py::one", "far/test_b.py::two"]),
    ],
)
def test_the_nearest_tests_come_first_and_those_of_a_file_together(noted: Nearest, line: int, tests: list[str]):
    met = noted.tests(Mutant("a.py", line, 0, 1, "", "kind"), Room(("*.py",), ("tests/near",)))
    assert met == [f"tests/{test}" for test in tests]


@pytest.mark.parametrize("within", [[0], [0, 1]])
def test_the_ways_through_a_condition_take_turns_and_the_rarer_one_begins(tmp_path: Path, within: list[int]):
    (tmp_path / "a.py").write_text("def a(b):\n    if b:\n        return 1\n    return 2\n")
    notes = Notes()
    tests = [[f"tests/test_{name}.py::it", 0.1, 0.1, False] for name in "abc"]
    written(tmp_path, **dict.fromkeys("abc", ""))
    after = [number for number in range(3) if number not in within]
    notes.add({"tests": tests, "modules": [], "lines": {"a.py": {2: [0, 1, 2], 3: within, 4: after}}})
    met = Nearest(tmp_path, notes).tests(Mutant("a.py", 2, 0, 1, "", "kind"), Room(("*.py",), ()))
    rarer, usual = within, after
    if len(after) < len(within):
        rarer, usual = after, within
    assert met[:2] == [f"tests/test_{'abc'[way[0]]}.py::it" for way in (rarer, usual)]


def written(root: Path, **texts: str) -> None:
    """Files of tests with these texts."""
    (root / "tests").mkdir()
    for name, text in texts.items():
        (root / "tests" / f"test_{name}.py").write_text(text)


def test_of_hundreds_that_run_a_line_those_come_first_that_say_most_of_its_words(tmp_path: Path):
    (tmp_path / "page.py").write_text("def show(page, quote):\n    page.taxes = taxes(quote)\n    page.total = quote\n")
    written(tmp_path, a="page.total", b="page.lines", c="page.taxes", d="page.taxes, quote")
    notes = Notes()
    tests = [[f"tests/test_{name}.py::it", 0.1, 0.1, False] for name in "abcd"]
    notes.add({"tests": tests, "modules": [], "lines": {"page.py": {2: [0, 1, 2, 3], 3: [0, 1, 2, 3]}}})
    nearest, room = Nearest(tmp_path, notes), Room(("*.py",), ())
    met = ["".join(test[11] for test in nearest.tests(Mutant("page.py", at, 0, 1, "", ""), room)) for at in (2, 3)]
    assert met == ["dcab", "adbc"]


def test_what_is_made_of_others_at_the_import_is_met_by_whoever_uses_that(tmp_path: Path):
    (tmp_path / "a.py").write_text("_SOME = [1]\n_MORE = (*_SOME, 2)\nALL = {*_MORE}\nOTHERS = [3]\n")
    (tmp_path / "b.py").write_text("def b(c):\n    return c in ALL\n")
    notes = Notes()
    tests = [["tests/test_b.py::one", 0.1, 0.1, False], ["tests/test_c.py::two", 0.1, 0.1, False]]
    for file in ("tests/test_b.py", "tests/test_c.py"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("")
    notes.add({"tests": tests, "modules": [], "lines": {"b.py": {2: [0]}, "c.py": {1: [1]}}})
    (tmp_path / "c.py").write_text("OTHERS\n")
    nearest, room = Nearest(tmp_path, notes), Room(("*.py",), ())
    assert [nearest.tests(Mutant("a.py", line, 0, 1, "", "kind"), room) for line in (1, 2, 3, 4)] == [
        *[["tests/test_b.py::one"]] * 3,
        ["tests/test_c.py::two"],
    ]


def test_what_runs_at_the_import_is_met_by_the_files_that_say_most_of_its_line(tmp_path: Path):
    (tmp_path / "routes.py").write_text('ROUTES = [\n    Route("/sign-in", sign_in),\n    Route("/cart", cart),\n]\n')
    texts = {name: f"anything{name}, {name}other" for name in "abcdef"} | {
        "b": "post, sign_in, Route",
        "c": "cart, Route",
    }
    written(tmp_path, **texts)
    notes = Notes()
    notes.add({"tests": [[f"tests/test_{name}.py::it", 0.1, 0.1, False] for name in texts], "modules": [], "lines": {}})
    nearest, room = Nearest(tmp_path, notes), Room(("*.py",), ("tests",))
    assert nearest.tests(Mutant("routes.py", 2, 0, 1, "", ""), room)[:2] == [f"tests/test_{n}.py::it" for n in "bc"]
    assert nearest.tests(Mutant("routes.py", 3, 0, 1, "", ""), room)[:2] == [f"tests/test_{n}.py::it" for n in "cb"]


def test_a_table_is_met_by_those_who_import_what_imports_it(tmp_path: Path):
    texts = {
        "rxapp/__init__.py": "",
        "rxapp/table.py": "TABLE = {'word': 1, 'other': 2}\n",
        "rxapp/reading.py": "from .table import TABLE\n",
        "rxapp/else.py": "from rxapp import table\n",
        "tests/test_a.py": "import rxapp\n",
        "tests/test_b.py": "from rxapp.reading import read\n",
        "tests/test_c.py": "from rxapp import reading\n",
        "tests/test_d.py": "from rxapp.table import TABLE\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    imports = Imports(tmp_path, texts)
    assert imports.importing("rxapp/table.py") == {"rxapp/reading.py", "rxapp/else.py", "tests/test_d.py"}
    assert imports.importing("rxapp/reading.py") == {"tests/test_b.py", "tests/test_c.py"}
    for of_tests, met in (("abc", "bc"), ("abcd", "d")):
        notes = Notes()
        notes.add(
            {"tests": [[f"tests/test_{n}.py::it", 0.1, 0.1, False] for n in of_tests], "modules": [], "lines": {}}
        )
        chosen = Nearest(tmp_path, notes).tests(Mutant("rxapp/table.py", 1, 0, 1, "", ""), Room(("rxapp/*.py",), ()))
        assert chosen == [f"tests/test_{n}.py::it" for n in met]


def test_what_no_test_runs_meets_none(tmp_path: Path):
    (tmp_path / "a.py").write_text("def a():\n    return 1\n")
    notes = Notes()
    notes.add({"tests": [], "modules": [], "lines": {"a.py": {"1": []}}})
    assert Nearest(tmp_path, notes).tests(Mutant("a.py", 2, 0, 1, "", "kind"), Room(("*.py",), ())) == []


def test_a_room_in_the_browser_meets_the_tests_of_all_its_patterns_the_likeliest_file_first(tmp_path: Path):
    notes = Notes()
    seconds = {"tests/slow/test_a.py::one": 9.0, "tests/quick/test_b.py::two": 1.0, "tests/other/test_c.py::three": 0.1}
    notes.add({"tests": [[test, spent, spent, False] for test, spent in seconds.items()], "modules": [], "lines": {}})
    (tmp_path / "a.js").write_text("export function Stepper() {}\n")
    for test in seconds:
        (tmp_path / test.split("::")[0]).parent.mkdir(parents=True)
        (tmp_path / test.split("::")[0]).write_text("")
    room = Room(("*.js",), in_browser=("tests/slow/test_*.py", "tests/quick/test_b.py"))
    met = Nearest(tmp_path, notes).tests(Mutant("a.js", 1, 0, 1, "", "kind"), room)
    assert met == ["tests/quick/test_b.py::two", "tests/slow/test_a.py::one"]
    (tmp_path / "tests/slow/test_a.py").write_text('show("Stepper")')
    met = Nearest(tmp_path, notes).tests(Mutant("a.js", 1, 0, 1, "", "kind"), room)
    assert met == ["tests/slow/test_a.py::one", "tests/quick/test_b.py::two"]


PATTERNS = [(name, pattern) for name, room in ROOMS.items() for pattern in (*room.files, *room.near, *room.in_browser)]


@pytest.mark.parametrize(("room", "pattern"), PATTERNS)
def test_each_pattern_of_a_room_fits_something(room: str, pattern: str):
    assert any(ROOT.glob(pattern)), room


@pytest.mark.parametrize(("killed", "code"), [(10, 0), (9, 0), (8, 1)])
def test_fewer_than_nine_of_ten_is_a_failure(killed: int, code: int):
    job = Job(Mutant(FILE, 1, 0, 1, "b", "kind"), "a\n", [], 1)
    results = [Result(job, "killed" if number < killed else "survived", "") for number in range(10)]
    assert print_table({"shop": results}, 1, 0.9) == code


@pytest.mark.parametrize(
    ("noticed", "order"),
    [
        ({}, ["b::1", "b::2", "a::1", "a::2"]),
        ({"b::2": 1}, ["b::2", "b::1", "a::1", "a::2"]),
        ({"a::2": 1}, ["a::2", "a::1", "b::1", "b::2"]),
        ({"a::1": 1, "a::2": 2, "b::2": 2}, ["a::2", "a::1", "b::2", "b::1"]),
        ({"c::1": 9}, ["b::1", "b::2", "a::1", "a::2"]),
    ],
)
def test_what_has_noticed_mistakes_in_a_file_comes_first(noticed: dict[str, int], order: list[str]):
    assert likeliest_first(["b::1", "b::2", "a::1", "a::2"], Counter(noticed)) == order


class Scripted(Workers):
    """Workers whose tests fail as it is said here: with a mistake, and without any."""

    def __init__(self, seeing: set[str], failing: set[str]) -> None:
        super().__init__([], Notes())
        self._seeing, self._fail_anyway = seeing, failing

    def _asked(self, tests: list[str], seconds: float, file: str = "", text: str = "") -> Answer:
        failed = [one for one in tests if one in self._fail_anyway or (file and one in self._seeing)]
        by = failed[:1] if file else failed
        return {"outcome": "killed" if by else "survived", "by": by}


@pytest.mark.parametrize(
    ("seeing", "failing", "outcome"),
    [
        ([], [], ("survived", "")),
        (["a::2"], [], ("killed", "a::2")),
        ([], ["a::1"], ("survived", "")),
        (["b::1"], ["a::1", "a::2"], ("killed", "b::1")),
        (["a::1"], ["a::1", "a::2", "b::1"], ("survived", "no test runs it")),
    ],
)
def test_a_test_that_fails_without_any_mistake_is_not_believed(
    seeing: list[str], failing: list[str], outcome: tuple[str, str]
):
    job = Job(Mutant(FILE, 1, 0, 1, "b", "kind"), "a\n", ["a::1", "a::2", "b::1"], 1)
    with Scripted(set(seeing), set(failing)) as workers:
        assert list(workers.done([job] * 3, time.monotonic() + 60)) == [(job, outcome)] * 3


def test_tests_that_cannot_be_run_say_so():
    class Broken(Workers):
        def _asked(self, tests: list[str], seconds: float, file: str = "", text: str = "") -> Answer:
            return {"outcome": "killed", "by": ["a (import)"]}

    job = Job(Mutant(FILE, 1, 0, 1, "b", "kind"), "a\n", ["a::1"], 1)
    with Broken([], Notes()) as workers, pytest.raises(RuntimeError, match="import"):
        list(workers.done([job], time.monotonic() + 60))


def test_after_its_time_no_other_mistake_is_tried():
    job = Job(Mutant(FILE, 1, 0, 1, "b", "kind"), "a\n", ["a::1"], 1)
    with Scripted({"a::1"}, set()) as workers:
        assert list(workers.done([job], time.monotonic() - 1)) == []
