"""The catalogue's own texts in the language of its shop, where `words/<language>.goods.toml` has them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from rxapp.shop.language import WORDS, language_of
from rxapp.shop.mistakes import Mistake, Place, meant, read, refuse_texts

Entries = dict[str, Any]


def texts_for(locale: str) -> Path | None:
    """The file with the catalogue's texts in the language of a locale; none where there is none."""
    file = WORDS / f"{language_of(locale)}.goods.toml"
    return file if file.is_file() else None


def translated(entries: Entries, file: Path) -> Entries:
    """The catalogue with each text that there is a translation of in its place; all others stay as they are.

    Raises:
        SystemExit: The file translates what the catalogue doesn't have; a line for each mistake names its place.
    """
    texts = read(file)
    if wrong := list(_mistakes(entries, texts)):
        raise refuse_texts(file, wrong)
    return _with_texts(entries, texts)


def _with_texts(entry: Entries, texts: Mapping[str, Any]) -> Entries:
    return entry | {key: _text(entry[key], text) for key, text in texts.items()}


def _text(known: Any, text: Any) -> Any:
    if isinstance(known, dict):
        return _with_texts(cast("Entries", known), text)
    if isinstance(text, dict):  # a list of entries, each with its slug
        translations = cast("Mapping[str, Any]", text)
        return [_with_texts(one, translations.get(one["slug"], {})) for one in cast("list[Entries]", known)]
    return text


def _mistakes(entry: Entries, texts: Mapping[str, Any], above: Place = ()) -> Iterator[Mistake]:
    """Each text that is none of the catalogue's, by its place in the file of texts."""
    for key, text in texts.items():
        place, known = (*above, key), _by_slug(entry.get(key))
        if known is None:
            yield Mistake(place, f"the catalogue has nothing of that name{meant(key, entry)}")
        elif isinstance(known, dict) and isinstance(text, dict):
            yield from _mistakes(cast("Entries", known), cast("Entries", text), place)
        elif not any(isinstance(known, kind) and isinstance(text, kind) for kind in (str, list)):
            yield Mistake(place, "the catalogue has no text there")


def _by_slug(known: Any) -> Any:
    """What stands in the catalogue; of a list of entries, each by its slug."""
    many = cast("list[Any]", known) if isinstance(known, list) else []
    entries = [cast("Entries", one) for one in many if isinstance(one, dict)]
    return {one["slug"]: one for one in entries} if entries else cast("Any", known)
