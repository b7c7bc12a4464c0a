"""What the doctor says of one thing."""

from dataclasses import dataclass
from typing import Literal

State = Literal["fine", "unsure", "wrong"]
SIGNS: dict[State, str] = {"fine": "✓", "unsure": "?", "wrong": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        state: `fine`; `unsure`, where it may be right for this store; `wrong`, where the store can't work with it.
        said: What was found, in one line.
        cure: What to do; empty where it is fine.
    """

    subject: str
    state: State
    said: str
    cure: str = ""

    def __str__(self) -> str:
        line = f"{SIGNS[self.state]} {self.subject:<9} {self.said}"
        return f"{line}\n{'':<12}→ {self.cure}" if self.cure else line


def fine(subject: str, said: str) -> Finding:
    return Finding(subject, "fine", said)


def unsure(subject: str, said: str, cure: str) -> Finding:
    return Finding(subject, "unsure", said, cure)


def wrong(subject: str, said: str, cure: str) -> Finding:
    return Finding(subject, "wrong", said, cure)
