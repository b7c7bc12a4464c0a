"""The blocks of code in the documents of the repository, and what each says of who runs it."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from tests.serving import ROOT

MARK = re.compile(r"<!-- (?:(?P<how>run|held) by (?P<test>tests/\S+\.py)|illustration) -->")
PARSER = MarkdownIt("commonmark")


@dataclass(frozen=True)
class Block:
    """Code that stands by itself: in a fence of any kind, indented, or in `<pre>`.

    Attributes:
        heading: What it stands below.
        mark: How it is used, as the comment right above it says; nothing where there is none.
        test: The file that uses it, where one does.
    """

    page: str
    line: int
    heading: str
    language: str
    code: str
    mark: str
    test: str


def documents() -> list[str]:
    """Every page of the repository, a new one that isn't committed yet among them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted(name for name in listed if (ROOT / name).exists())


def blocks_of(page: str) -> list[Block]:
    """All blocks of a page, in their order."""
    return blocks_in((ROOT / page).read_text("utf-8"), page)


def blocks_in(text: str, page: str = "") -> list[Block]:
    """All blocks of a text, found as the readers of Markdown find them."""
    found: list[Block] = []
    heading = above = ""
    for before, token in zip([None, *(tokens := PARSER.parse(text))], tokens, strict=False):
        if before and before.type == "heading_open":
            heading = token.content
        if token.type in ("fence", "code_block") or (token.type == "html_block" and "<pre" in token.content):
            mark = MARK.fullmatch(above)
            [first, _] = token.map or [0, 0]
            said = (mark["how"] or "illustration", mark["test"] or "") if mark else ("", "")
            found.append(Block(page, first + 1, heading, token.info.strip(), token.content, *said))
        above = token.content.strip() if token.type == "html_block" else ""
    return found


def blocks_for(test: str, page: str) -> list[Block]:
    """The blocks of a page that say that a test uses them: it has to do something with each, or they say too much.

    Args:
        test: `__file__` of the test.
    """
    name = Path(test).resolve().relative_to(ROOT.resolve()).as_posix()
    return [block for block in blocks_of(page) if block.test == name]
