"""One mistake: a piece of a file's text, and what stands there instead."""

from dataclasses import dataclass
from difflib import unified_diff


@dataclass(frozen=True, order=True)
class Mutant:
    """Bytes `start` to `end` of a file are replaced.

    Attributes:
        file: Relative to the project's folder.
        line: Where the replaced text begins; counted from one.
        kind: Which sort of mistake it is.
    """

    file: str
    line: int
    start: int
    end: int
    replacement: str
    kind: str

    def applied_to(self, source: str) -> str:
        text = source.encode()
        return (text[: self.start] + self.replacement.encode() + text[self.end :]).decode()

    def before(self, source: str) -> str:
        """The whole lines it touches, as they were."""
        return self._lines(source)[0]

    def after(self, source: str) -> str:
        """What these lines say with the mistake."""
        return self._lines(source)[1]

    def diff(self, source: str) -> str:
        """The changed lines alone."""
        before, after = self._lines(source)
        shown = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[3:]
        return "\n".join(shown)

    def _lines(self, source: str) -> tuple[str, str]:
        text = source.encode()
        begin = text.rfind(b"\n", 0, self.start) + 1
        finish = text.find(b"\n", self.end)
        finish = len(text) if finish < 0 else finish
        after = text[begin : self.start] + self.replacement.encode() + text[self.end : finish]
        return text[begin:finish].decode(), after.decode()
