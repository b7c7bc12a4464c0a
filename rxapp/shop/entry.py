"""What every entry of the catalogue is made of."""

from typing import Annotated
from unicodedata import category, normalize

from pydantic import BaseModel, ConfigDict, Field

Price = Annotated[int, Field(strict=True, ge=0, le=99_999_999)]
Percent = Annotated[int, Field(strict=True, ge=1, le=100)]
LONGEST_TEXT = 200
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]  # what somebody has typed
QUOTES = "\"'`´‘’‚“”„«»‹›"
Name = Annotated[str, Field(min_length=1, max_length=60)]


def spelt(code: str) -> str:
    """A code as the catalogue writes it, however it was typed or pasted: from a mail, a chat, the end of a sentence."""
    seen = (letter for letter in normalize("NFKC", code) if category(letter) not in ("Cc", "Cf"))
    return "".join(seen).strip(f"{QUOTES}.,;: \N{IDEOGRAPHIC FULL STOP}").upper()


class Entry(BaseModel):
    """Frozen, and strict about what it doesn't know: a misspelt key stops the start."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
