"""The sources of Stripe.js as `tsc` sees them, against the types that Stripe publishes."""

import re

import pytest

from tests.serving import ROOT

from .conftest import Node

FOLDER = ROOT / "rxapp" / "sandbox" / "browser"
SOURCES = [FOLDER / "types.d.ts", *sorted(FOLDER.glob("*/*.js"))]


@pytest.mark.parametrize("part", ["page", "frame"])
def test_sources_keep_to_the_published_types(node: Node, part: str) -> None:
    checked = node("node_modules/typescript/bin/tsc", "-p", f"tsconfig.{part}.json")
    assert checked.returncode == 0, checked.stdout


def test_nothing_hides_from_the_type_checker() -> None:
    ways_out = re.compile(r"@ts-(ignore|expect-error|nocheck)|@\w+ \{[^}\n]*\bany\b|[:<|] *any\b")
    assert SOURCES
    assert [source.name for source in SOURCES if ways_out.search(source.read_text())] == []


def test_files_stay_short() -> None:
    assert [source.name for source in SOURCES if len(source.read_text().splitlines()) > 400] == []
