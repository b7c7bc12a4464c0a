"""What is wrong in a file that somebody edits by hand: in which line it stands, and which name was probably meant."""

import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Place = tuple[int | str, ...]
"""The way to an entry: `("products", 3, "price")`."""


class Mistake(ValueError):
    """What an entry says can't be; with the way to it from the entry that was looked at."""

    def __init__(self, place: Place, said: str) -> None:
        super().__init__(said)
        self.place = place


def misnamed(place: Place, name: str, what: str, known: Iterable[str]) -> Mistake:
    """A name that leads nowhere."""
    return Mistake(place, f"{name} is no {what}{meant(name, known)}")


def meant(name: str, known: Iterable[str]) -> str:
    """The nearest right name, as the end of a sentence; nothing where none is near."""
    near = _near(name, known)
    return f"; did you mean {near[0]}?" if near else ""


def _near(name: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(name, list(known), 1)


def read(file: Path) -> dict[str, Any]:
    """Reads a file of TOML.

    Raises:
        SystemExit: It is no TOML; the message is one line that names the place.
    """
    try:
        return tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        said, _, at = str(error).partition(" (at ")
        line = at.split(",")[0].removeprefix("line ")
        where = line if line.isdigit() else str(len(file.read_text("utf-8").splitlines()))
        raise SystemExit(f"The store cannot start. {shown(file)}:{where}: {said}") from error


def refuse(file: Path, entries: Mapping[str, Any], error: ValidationError, model: type[BaseModel]) -> SystemExit:
    """What ends the start: a line for each mistake in a file, with the file, the line, the entry and what is wrong."""
    text = file.read_text("utf-8")
    return _refusal(file, (_said(text, entries, one, model) for one in _without_what_was_meant(error.errors(), model)))


def refuse_texts(file: Path, wrong: Iterable[Mistake]) -> SystemExit:
    """The same for the texts of another language, where each entry has a name."""
    text = file.read_text("utf-8")
    said = (f"{line_of(text, one.place)}: {_dotted(one.place)}: {one}" for one in wrong)
    return _refusal(file, said)


def _refusal(file: Path, said: Iterable[str]) -> SystemExit:
    return SystemExit("The store cannot start. " + "\n".join(f"{shown(file)}:{one}" for one in said))


def _without_what_was_meant(errors: Sequence[ErrorDetails], model: type[BaseModel]) -> list[ErrorDetails]:
    """The same without what is missing because its key is misspelt."""
    misspelt = [one["loc"] for one in errors if one["type"] == "extra_forbidden"]
    near = {(*at[:-1], one) for at in misspelt for one in _near(str(at[-1]), _keys(_model_at(model, at[:-1])))}
    return [one for one in errors if one["type"] != "missing" or one["loc"] not in near]


def shown(file: Path) -> str:
    """A file as whoever started the store would name it."""
    return str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)


def _said(text: str, entries: Mapping[str, Any], error: ErrorDetails, model: type[BaseModel]) -> str:
    cause = error.get("ctx", {}).get("error")
    place = error["loc"] + (cause.place if isinstance(cause, Mistake) else ())
    named = _by_slug(place, entries)
    in_its_place = place if _is_there(tomllib.loads(text), place[:2]) else named  # texts are by slug in their file
    what = _dotted(named[1:] if named != place else place) or "the file"
    return f"{line_of(text, in_its_place)}: {what}: {_wrong(error, place, model)}"


def _wrong(error: ErrorDetails, place: Place, model: type[BaseModel]) -> str:
    if error["type"] == "extra_forbidden":
        return f"there is no such key{meant(str(place[-1]), _keys(_model_at(model, place[:-1])))}"
    if error["type"] == "missing":
        return "is missing"
    return error["msg"].removeprefix("Value error, ")


def _by_slug(place: Place, entries: Mapping[str, Any]) -> Place:
    """The same place with a product's own name instead of its number."""
    if len(place) > 2 and place[0] == "products" and isinstance(place[1], int):
        return ("products", entries["products"][place[1]].get("slug", place[1]), *place[2:])
    return place


def _dotted(place: Place) -> str:
    return ".".join(map(str, place))


def line_of(text: str, place: Place) -> int:
    """The line on which an entry begins; where there is none, the one in which it is missing."""
    lines = text.splitlines()
    while place and not _is_there(_read_until(lines, len(lines)), place):
        place = place[:-1]
    if not place:
        return 1
    end = bisect_left(range(len(lines) + 1), True, key=lambda end: _is_there(_read_until(lines, end), place))
    while end > 1 and not _is_whole(lines, end - 1):  # a value that goes over several lines
        end -= 1
    return end


def _is_there(entries: Any, place: Place) -> bool:
    for part in place:
        try:
            entries = entries[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _read_until(lines: Sequence[str], end: int) -> dict[str, Any]:
    """What stands in the first lines, as far as they make sense by themselves."""
    while not _is_whole(lines, end):
        end -= 1
    return tomllib.loads("\n".join(lines[:end]))


def _is_whole(lines: Sequence[str], end: int) -> bool:
    try:
        tomllib.loads("\n".join(lines[:end]))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _model_at(model: type[BaseModel], place: Place) -> type[BaseModel]:
    parts = iter(place)
    for part in parts:
        field = next(one for name, one in model.model_fields.items() if part in (name, one.alias))
        inner, is_many = _inside(field.annotation)
        if inner is None:
            break
        model = inner
        if is_many:
            next(parts, None)
    return model


def _inside(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The entry that a key holds, and whether it holds many of them."""
    if isinstance(annotation, type) and not get_args(annotation) and issubclass(annotation, BaseModel):
        return annotation, False
    is_many = get_origin(annotation) in (tuple, dict)
    found = [one for one in map(_inside, get_args(annotation)) if one[0] is not None]
    return (found[0][0], is_many or found[0][1]) if found else (None, False)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
