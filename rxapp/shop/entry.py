"""What every entry of the catalogue is made of."""

from collections.abc import Iterator
from typing import Annotated, Any, cast
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
    quoted = code.replace("\N{ACUTE ACCENT}", "'")  # NFKC would take it for a space and an accent on the next letter
    seen = (letter for letter in normalize("NFKC", quoted) if category(letter) not in ("Cc", "Cf"))
    return "".join(seen).strip(f"{QUOTES}.,;: \N{IDEOGRAPHIC FULL STOP}").upper()


class Entry(BaseModel):
    """Frozen, and strict about what it doesn't know: a misspelt key stops the start."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


AMOUNTS = frozenset({"price", "amount", "minimum", "over", "at_most", "free_over", "credit", "step"})


def amounts_in(entry: BaseModel) -> Iterator[tuple[str, int]]:
    """Every amount in minor units, and where it stands."""
    for name in type(entry).model_fields:
        value: Any = getattr(entry, name)
        if name in AMOUNTS and value and (name, value) != ("step", 1):
            yield name, value
        inner: dict[str, Any] = cast("dict[str, Any]", value) if isinstance(value, dict) else {"": value}
        if isinstance(value, tuple):
            inner = {getattr(one, "slug", ""): one for one in cast("tuple[Any, ...]", value)}
        for key, one in inner.items():
            if isinstance(one, BaseModel):
                yield from ((".".join(filter(None, (name, key, place))), amount) for place, amount in amounts_in(one))
