"""The catalogue's own texts in the language of its shop, where `words/<language>.goods.toml` has them."""

from collections.abc import Mapping
from typing import Any, cast

from rxapp.shop.language import DEFAULT, WORDS, language_of
from rxapp.shop.mistakes import read

Entries = dict[str, Any]


def translated(entries: Entries) -> Entries:
    """The catalogue with each text that there is a translation of in its place; all others stay as they are."""
    file = WORDS / f"{language_of(str(entries.get('locale', DEFAULT)))}.goods.toml"
    return _with_texts(entries, read(file)) if file.is_file() else entries


def _with_texts(entry: Entries, texts: Mapping[str, Any]) -> Entries:
    return entry | {key: _text(entry[key], text) for key, text in texts.items() if key in entry}


def _text(known: Any, text: Any) -> Any:
    if isinstance(known, dict):
        return _with_texts(cast("Entries", known), text)
    if isinstance(text, dict):  # a list of entries, each with its slug
        translations = cast("Mapping[str, Any]", text)
        return [_with_texts(one, translations.get(one.get("slug", ""), {})) for one in cast("list[Entries]", known)]
    return text
