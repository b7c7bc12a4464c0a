"""What the shop says: each sentence has a name, is said somewhere, and is there in every language."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from babel.dates import format_date

from rxapp.shop.language import WORDS
from rxapp.shop.words import Sentence, Words, load
from tests.serving import ROOT

LANGUAGES = sorted(file.stem for file in WORDS.glob("??.toml"))
ENGLISH = load("en").sentences
ROOMS = {name.partition(".")[0] for name in ENGLISH}
NAME = re.compile(rf"({'|'.join(sorted(ROOMS))})(\.[a-z_]+)+")

FILES = [file for file in sorted((ROOT / "rxapp").rglob("*.py")) if "sandbox" not in file.parts]

PLAIN_PAGE = (ROOT / "assets" / "plain" / "index.html").read_text("utf-8")

# The guide of a test store, and the drawer under its hood: they speak to developers, in English.
FOR_DEVELOPERS = [
    *("rxapp/ui/guide.py", "rxapp/ui/hood.py", "rxapp/ui/cards_to_try.py", "rxapp/states/step_words.py"),
    *("rxapp/states/trying.py", "rxapp/states/guide.py"),
]
SCRIPTS_FOR_DEVELOPERS = {"guide.jsx", "hood.jsx", "drawer.jsx", "agreement.js", "updates.js", "use_steps.js"}
SEEN_BY_NOBODY = {"class_name", "d", "view_box", "doc", "description", "custom_attrs", "content"}
NOT_SAID = ("logger.", "sys.exit", "cast", "TypeVar", "ParamSpec", "VarData")
SENTENCE = re.compile(r"[A-Za-z’']{2,},? [a-z]{2,}|^\W*[A-Z][a-z]+\W*$")


@cache
def our_code() -> dict[str, ast.Module]:
    """Read when it is first asked for: every worker imports this file, and one runs it."""
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text("utf-8")) for file in FILES}


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    return [
        (f"{file}:{getattr(node, 'lineno', 0)}", node) for file, tree in our_code().items() for node in ast.walk(tree)
    ]


def texts(sentence: Sentence) -> list[str]:
    return [sentence] if isinstance(sentence, str) else list(sentence.values())


def places(sentence: Sentence) -> set[str]:
    found = {place for text in texts(sentence) for _, place, _, _ in Formatter().parse(text) if place}
    return found if isinstance(sentence, str) else found | {"count"}


def wording(sentence: Sentence) -> str:
    """What is left of a sentence without its places, and without patterns of dates."""
    return re.sub(r"\{\w+\}|^d+\.?\s?M+(\s?y)?$", "", " ".join(texts(sentence)))


def words_in(node: ast.AST) -> Iterator[str]:
    return (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def calls(*functions: str) -> Iterator[tuple[str, ast.Call]]:
    for where, node in nodes():
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).removeprefix("words.") in functions:
            yield where, node


def imported_by(tree: ast.AST) -> Iterator[str | None]:
    return (node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))


def named_by(call: ast.Call) -> list[str]:
    """The sentences that a call may mean, as far as they stand in it."""
    name = call.args[0]
    if isinstance(name, ast.IfExp):
        return [*words_in(name.body), *words_in(name.orelse)]
    return list(words_in(name)) if isinstance(name, ast.Constant) else []


def test_no_name_is_misspelt():
    named = {name for _, call in calls("say", "pieces") for name in named_by(call)}
    speaking = [
        tree for tree in our_code().values() if any(module == "rxapp.shop.words" for module in imported_by(tree))
    ]
    meant = {word for tree in speaking for word in words_in(tree) if NAME.fullmatch(word)}
    meant |= set(re.findall(r'data-say(?:-in)?="([^"]+)"', PLAIN_PAGE))
    rooms = {name.rpartition(".")[0] for name in ENGLISH}
    files = {word for word in meant if word.endswith((".jsx", ".js", ".py"))}
    assert len(named) > 100
    assert sorted((named | meant) - set(ENGLISH) - rooms - files) == []


def test_no_sentence_is_said_nowhere():
    said = {word for _, node in nodes() if isinstance(node, ast.Constant) for word in words_in(node)}
    said |= set(re.findall(r'data-say(?:-in)?="([^"]+)"', PLAIN_PAGE))
    begun = {next(words_in(node), "") for _, node in nodes() if isinstance(node, ast.JoinedStr)}
    whole = tuple(f"{name}." for _, call in calls("room") for name in named_by(call))
    alike = tuple(start for start in begun if start.endswith(".") and start.partition(".")[0] in ROOMS)
    assert [name for name in ENGLISH if name not in said and not name.startswith((*whole, *alike))] == []


def test_every_place_is_filled_in_where_a_sentence_is_said():
    for where, call in calls("say", "pieces"):
        given = {keyword.arg for keyword in call.keywords}
        if None in given:  # what is given is known only as it runs
            continue
        assert [name for name in named_by(call) if not places(ENGLISH[name]) <= given] == [], where


def test_no_page_says_what_is_not_among_the_words():
    rooms = [file for file in our_code() if file.startswith(("rxapp/pages/", "rxapp/ui/", "rxapp/states/"))]
    found = [(file, text) for file in rooms if file not in FOR_DEVELOPERS for text in said_by_itself(our_code()[file])]
    assert found == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('h1("Your cart")', ["Your cart"]),
        ('h1(f"Join the {plan}")', ["Join the "]),
        ('button("Remove")', ["Remove"]),
        ('button(say("cart.remove"), class_name="button button plain")', []),
        ('def page():\n    """The cart of a shopper."""\n    return h1("Cart", "cart")', ["Cart"]),
        ('field: "list of names" = open("cart.svg")', []),
        ('assert order, "it was confirmed"', []),
    ],
)
def test_a_sentence_in_the_code_is_found(code: str, found: list[str]):
    assert said_by_itself(ast.parse(code)) == found


def said_by_itself(tree: ast.AST) -> list[str]:
    unseen = {id(one) for node in ast.walk(tree) for part in unseen_parts(node) for one in ast.walk(part)}
    seen = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in unseen)
    return [text for node in seen for text in words_in(node) if SENTENCE.search(text)]


def unseen_parts(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, types, names of components, attributes that nobody reads, the log, and what is taken for granted."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.AnnAssign):
        yield node.annotation
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("tag", "FONTS"):
        yield node.value
    if isinstance(node, ast.keyword) and node.arg in SEEN_BY_NOBODY:
        yield node.value
    if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(NOT_SAID):
        yield node
    if isinstance(node, ast.Assert) and node.msg:
        yield node.msg


SCRIPTS = [file for file in (ROOT / "rxapp" / "ui").glob("*.js*") if file.name not in SCRIPTS_FOR_DEVELOPERS]
SAID_BY_SCRIPT = re.compile(r">\s*([A-Z][a-z’']+[^<>{}=;]*)<|[\"`]([A-Z]?[a-z’']+,? [^\"`]*[a-z][^\"`]*)[\"`]")


def without_comments(script: str) -> str:
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", script, flags=re.DOTALL)


@pytest.mark.parametrize("script", [*SCRIPTS, ROOT / "assets" / "plain" / "plain.js"], ids=lambda file: file.name)
def test_no_script_says_what_is_not_among_the_words(script: Path):
    code = without_comments(script.read_text("utf-8"))
    code = re.sub(r"(className|autoComplete)=(\{[^\n]*\}|\"[^\"]*\")|(import|from) .*|fontFamily: .*", "", code)
    assert [found for pair in SAID_BY_SCRIPT.findall(code) for found in pair if found] == []


ROOMS_OF_SCRIPTS = {
    "stepper.jsx": "stepper",
    "destination.jsx": "delivery",
    "connection.jsx": "connection",
    "plain.js": "plain.script",
}


@pytest.mark.parametrize("script", [*SCRIPTS, ROOT / "assets" / "plain" / "plain.js"], ids=lambda file: file.name)
def test_a_script_says_what_its_room_has(script: Path):
    said = set(re.findall(r"\b(?:words|WORDS)\.(?!js)(\w+)", script.read_text("utf-8")))
    known = load("en").room(ROOMS_OF_SCRIPTS[script.name]) if said else {}
    assert said <= set(known)
    if script.name not in ("connection.jsx",):  # which takes one by the state it is in
        assert said == set(known)


@pytest.mark.parametrize("language", LANGUAGES)
class TestEachLanguage:
    def test_has_all_sentences_and_no_other(self, language: str):
        assert list(load(language).sentences) == list(ENGLISH)

    def test_has_the_same_places_in_each(self, language: str):
        sentences = load(language).sentences
        assert [name for name in ENGLISH if places(sentences[name]) != places(ENGLISH[name])] == []

    def test_is_translated(self, language: str):
        said = load(language).sentences
        same = [
            name for name in ENGLISH if said[name] == ENGLISH[name] and re.search("[a-z]{2}", wording(ENGLISH[name]))
        ]
        assert language == "en" or same == []

    def test_has_the_forms_that_it_tells_apart(self, language: str):
        told_apart = {*Locale(language).plural_form.tags, "other"}
        for name, sentence in load(language).sentences.items():
            english = ENGLISH[name]
            assert isinstance(sentence, str) == isinstance(english, str), name
            if not isinstance(sentence, str) and not isinstance(english, str):
                assert set(sentence) - {"single"} == told_apart | ({"none"} & set(english)), name
                assert "one" not in told_apart or "single" not in sentence, name


@pytest.mark.parametrize("file", sorted(WORDS.glob("*.toml")), ids=lambda file: file.stem)
def test_no_line_ends_between_a_number_and_its_unit(file: Path):
    assert re.findall(r"\d (?:g|ml|l|L|%|°C)(?![A-Za-z]).*", file.read_text("utf-8")) == []


@pytest.mark.parametrize(("language", "day"), [("de", "4.~Dezember"), ("ja", "12月|4日")])
def test_no_line_ends_within_a_day_and_its_month(language: str, day: str):
    written = format_date(date(2026, 12, 4), load(language).say("written.day"), locale=language)
    assert written.replace("\N{NO-BREAK SPACE}", "~").replace("\N{WORD JOINER}", "|") == day


def test_a_number_chooses_the_form():
    words = Words("en", {"left": {"none": "None", "one": "One", "other": "{count} of {it}"}})
    assert [words.say("left", count=count, it="tea") for count in (0, 1, 2)] == ["None", "One", "2 of tea"]
    without = Words("ja", {"left": {"other": "{count}"}, "every": {"single": "each", "other": "every {count}"}})
    assert [without.say("left", count=count) for count in (0, 1, 2)] == ["0", "1", "2"]
    assert [without.say("every", count=count) for count in (0, 1, 2)] == ["every 0", "each", "every 2"]


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [("{a} and {b}", [1, " and ", 2]), ("Go {b}.", ["Go ", 2, "."]), ("Go", ["Go"]), ("{b}{a}", [2, 1])],
)
def test_other_things_than_text_stand_where_the_sentence_has_them(sentence: str, parts: list[object]):
    assert Words("en", {"it": sentence}).pieces("it", a=1, b=2) == parts


def test_a_script_is_given_a_whole_room():
    assert Words("en", {"a.b": "c", "a.d": "e", "ab.c": "f"}).room("a") == {"b": "c", "d": "e"}
