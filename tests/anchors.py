"""The functions that README.md links to by line; `python -m tests.anchors` brings the links to where they are now."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.serving import ROOT

README = ROOT / "README.md"
LINK = re.compile(r"\[`(?P<name>\w+)`\]\((?P<path>[\w/.]+)#L(?P<line>\d+)\)")
DEFINITION = r"^(?:export |default )*(?:async )?(?:def|function) {name}\("


@dataclass(frozen=True, slots=True)
class Anchor:
    """A function that the README links to; `line` is where the README says it is, `is_at` where it is, or 0."""

    text: str
    name: str
    path: str
    line: int
    is_at: int

    @property
    def right(self) -> str:
        """The link as it should be."""
        return f"[`{self.name}`]({self.path}#L{self.is_at})"


def anchors(readme: str) -> Iterator[Anchor]:
    """All of them, in their order."""
    for link in LINK.finditer(readme):
        yield Anchor(link[0], link["name"], link["path"], int(link["line"]), _line_of(link["name"], link["path"]))


def _line_of(name: str, path: str) -> int:
    source = (ROOT / path).read_text() if (ROOT / path).is_file() else ""
    found = re.search(DEFINITION.format(name=name), source, re.MULTILINE)
    return source.count("\n", 0, found.start()) + 1 if found else 0


def main() -> None:
    """Rewrites the README."""
    text = README.read_text()
    for anchor in anchors(text):
        text = text.replace(anchor.text, anchor.right)
    README.write_text(text)


if __name__ == "__main__":
    main()
