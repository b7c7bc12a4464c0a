"""What makes mistakes makes the ones it should, and the same again for a seed."""

import time
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants import equivalents, script_operators
from tests.mutants.equivalents import Equivalent
from tests.mutants.mutant import Mutant
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
        ("a = useRef(b);", "a = useRef();"),
        ("useEffect(a, [b, c]);", "useEffect(a, [b]);"),
        ("a(b, [c]);", "a(b);"),
        ("a = make('button');", "a = make('buttonx');"),
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
        "const a = useRef(null);",
    ],
)
def test_what_only_the_eye_sees_is_left_alone_in_scripts(source: str):
    assert [one for one in script_operators.mutants("a.jsx", source) if one.kind != "statement removed"] == []


@pytest.mark.parametrize("hook", ["useEffect", "useLayoutEffect", "useCallback", "useMemo"])
def test_what_runs_again_for_nothing_is_left_alone(hook: str):
    made = script_operators.mutants("a.jsx", source := f"const a = {hook}(b, [c]);")
    assert f"const a = {hook}(b);" not in {one.applied_to(source) for one in made}


@pytest.mark.parametrize(("tag", "noticed"), [("span", False), ("div", False), ("button", True)])
def test_an_unknown_element_is_like_a_plain_one(tag: str, noticed: bool):
    kinds = {one.kind for one in script_operators.mutants("a.js", f"const a = make('{tag}');")}
    assert ("constant" in kinds) == noticed


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


PATTERNS = [(name, pattern) for name, room in ROOMS.items() for pattern in (*room.files, *room.near, *room.in_browser)]


def test_a_run_is_over_the_rooms_of_the_payment_unless_others_are_asked_for():
    usual = "shop orders payments checkout api states rules component controls plain"
    assert [name for name, room in ROOMS.items() if not room.asked_for] == usual.split()


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
