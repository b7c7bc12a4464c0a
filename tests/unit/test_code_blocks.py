"""Every block of code in README.md, CONTRIBUTING.md and all other pages is run by a test, or an illustration."""

import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

from tests.serving import ROOT

PARTS = ("assets/bridge", "deploy", "rxapp/sandbox", "rxapp/stripe_elements")
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / part / "README.md" for part in PARTS),
]
BLOCK = re.compile(r"^(?P<above>[^\n]*)\n```(?P<language>\w*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"<!-- (?:run by (tests/\S+\.py)|illustration) -->")
BLOCKS = [(page, found) for page in PAGES for found in BLOCK.finditer(page.read_text("utf-8"))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def test_each_readme_of_a_part_is_among_them():
    found = {file for folder in ("assets", "bench", "deploy", "rxapp", "tests") for file in _readmes(ROOT / folder)}
    assert found == {ROOT / part / "README.md" for part in PARTS}


def _readmes(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("README.md") if not {"node_modules", "external"} & set(file.parts)]


def test_every_fence_opens_a_block_that_is_found():
    for page in PAGES:
        fences = re.findall(r"^```", page.read_text("utf-8"), re.MULTILINE)
        assert len(fences) == 2 * len([one for one, _ in BLOCKS if one == page]), name_of(page)


@pytest.mark.parametrize(
    ("page", "block"), BLOCKS, ids=[f"{name_of(page)}-{number}" for number, (page, _) in enumerate(BLOCKS)]
)
def test_a_block_is_run_by_a_test_or_an_illustration(page: Path, block: re.Match[str]):
    mark = MARK.fullmatch(block["above"])
    assert mark, f"what stands above the block: {block['above']}"
    assert mark[1] is None or page.name in (ROOT / mark[1]).read_text("utf-8")


COMMANDS = [
    (name_of(page), line)
    for page, block in BLOCKS
    if f"run by {Path(__file__).relative_to(ROOT).as_posix()}" in block["above"]
    for line in block["code"].splitlines()
]


def test_there_are_such_commands():
    assert {line.split()[1] for page, line in COMMANDS if page == "README.md"} >= {"run", "check", "test", "serve"}


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_a_command_of_make_is_one(page: str, line: str):
    for command in line.partition("#")[0].split("&&"):
        make, target = command.split()
        assert make == "make"
        subprocess.run(["make", "-n", target], cwd=ROOT, check=True, capture_output=True)


def test_every_command_of_make_in_a_sentence_is_one():
    named = {found for page in PAGES for found in re.findall(r"`make ([a-z-]+)`", page.read_text("utf-8"))}
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert named
    assert named <= set(targets)


def test_every_program_of_python_that_is_named_is_one():
    named = {found for page in PAGES for found in re.findall(r"python -m ([\w.]+\w)", page.read_text("utf-8"))}
    assert len(named) > 5
    assert [name for name in sorted(named) if importlib.util.find_spec(name) is None] == []
