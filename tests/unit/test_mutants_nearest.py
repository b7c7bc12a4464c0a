"""Which tests a mistake meets, and in which order: those first that would notice it."""

from pathlib import Path

import pytest

from tests.mutants.importing import Imports
from tests.mutants.mutant import Mutant
from tests.mutants.nearest import Nearest
from tests.mutants.notes import Notes
from tests.mutants.rooms import Room


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
