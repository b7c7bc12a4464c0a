"""Every block of code in every document is run by a test, or held against the code by one, or an illustration."""

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

from tests.code_blocks import Block, blocks_for, blocks_in, blocks_of, documents
from tests.serving import ROOT

PAGES = documents()
BLOCKS = [block for page in PAGES for block in blocks_of(page)]
HERE = "tests/unit/test_code_blocks.py"
OURS = [block for page in PAGES for block in blocks_for(__file__, page)]
COMMAND = re.compile(r"(?:[A-Z_]+=\S+ )*make ([a-z-]+)")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.page}-{block.heading}-{block.language}")
def test_a_block_says_who_uses_it_and_who_uses_it_takes_it_from_the_page(block: Block):
    assert block.mark, (
        f"{block.page}:{block.line}: no `<!-- run by tests/… -->` above it, nor held by, nor illustration"
    )
    if block.test not in ("", HERE):
        assert f'blocks_for(__file__, "{block.page}")' in (ROOT / block.test).read_text("utf-8")


KINDS = {
    "fence": "```sh\n{}\n```",
    "fence that says nothing of its language": "```\n{}\n```",
    "longer fence": "````md\n{}\n````",
    "other fence": "~~~sh\n{}\n~~~",
    "fence that nothing closes": "```sh\n{}",
    "indented": "    {}",
    "tag": "<pre>{}</pre>",
}
MARKS = {
    "<!-- run by tests/unit/test_it.py -->": ("run", "tests/unit/test_it.py"),
    "<!-- held by tests/unit/test_it.py -->": ("held", "tests/unit/test_it.py"),
    "<!-- illustration -->": ("illustration", ""),
    "<!-- run by somebody -->": ("", ""),
    "A sentence.": ("", ""),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize(("above", "said"), MARKS.items(), ids=MARKS)
def test_each_kind_of_block_is_found_with_its_mark(kind: str, above: str, said: tuple[str, str]):
    [block] = blocks_in(f"# Tea\n\n{above}\n\n{kind.format('make tea')}\n\nMore `code`.\n")
    assert "make tea" in block.code
    assert (block.mark, block.test, block.heading, block.line) == (*said, "Tea", 5)


@pytest.mark.parametrize("inside", ["- ", "1. ", "> "])
def test_a_block_inside_something_else_is_one_too(inside: str):
    rest = inside if inside == "> " else " " * len(inside)
    [block] = blocks_in(f"{inside}<!-- illustration -->\n{rest}```sh\n{rest}make tea\n{rest}```\n")
    assert (block.mark, block.code) == ("illustration", "make tea\n")


def test_a_mark_is_of_the_block_right_below_it_alone():
    first, second = blocks_in("<!-- illustration -->\n```\none\n```\n\n```\ntwo\n```\n")
    assert (first.mark, second.mark) == ("illustration", "")


COMMANDS = sorted({line.partition("#")[0].strip() for block in OURS for line in block.code.splitlines()})


def test_there_are_such_commands():
    assert {"make run", "make check", "make test && make lint", "make dev"} <= set(COMMANDS)


def known(command: str) -> bool:
    """Whether `make` knows how to make it, without making it: whole, it takes minutes and downloads."""
    wanted = COMMAND.fullmatch(command)
    assert wanted, f"not a command of make: {command}"
    return subprocess.run(["make", "-n", wanted[1]], cwd=ROOT, capture_output=True).returncode == 0


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_make_is_one(line: str):
    assert all(known(command) for command in line.split(" && "))


def test_what_nobody_can_make_is_noticed():
    assert not known("make tea")


def sentences(page: str) -> str:
    """A page without its blocks."""
    return re.sub(r"^```.*?^```$", "", (ROOT / page).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def test_every_command_of_make_in_a_sentence_is_one():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {(page, *found) for page in PAGES for found in re.findall(rf"`({COMMAND.pattern})`", sentences(page))}
    assert named
    assert [one for one in sorted(named) if one[-1] not in targets] == []


PROGRAMS = sorted(
    {found for page in PAGES for found in re.findall(r"python -m ([\w.]+\w)((?: --?[\w-]+)?)", sentences(page))}
)


@pytest.mark.parametrize(("module", "option"), PROGRAMS)
def test_every_program_of_python_in_a_sentence_is_one_and_knows_its_option(module: str, option: str):
    found = importlib.util.find_spec(module)
    if found and found.submodule_search_locations:
        found = importlib.util.find_spec(f"{module}.__main__")
    assert found and found.origin
    assert f'"{option.strip()}"' in Path(found.origin).read_text("utf-8") or not option


def test_there_are_such_programs():
    assert len(PROGRAMS) > 5
