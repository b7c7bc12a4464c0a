"""The catalogue's own texts in other languages."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from rxapp.shop.language import CATALOG_FILE, WORDS
from rxapp.shop.translation import translated

SHIPPED = tomllib.loads(CATALOG_FILE.read_text("utf-8"))
LANGUAGES = sorted(file.name.partition(".")[0] for file in WORDS.glob("*.goods.toml"))
TEXTS = {"name", "kind", "summary", "story", "detail", "short", "watch", "each_time"}


def texts(entry: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a catalogue by the place where it stands; nobody translates an address."""
    if isinstance(entry, list):
        entry = {one["slug"]: one for one in entry if isinstance(one, dict)}
    for key, known in entry.items():
        if key in TEXTS:
            yield f"{above}{key}", str(known)
        elif isinstance(known, (dict, list)) and "address" not in key:
            yield from texts(known, f"{above}{key}.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_of_the_shipped_catalogue_has_its_own(language: str):
    given = tomllib.loads((WORDS / f"{language}.goods.toml").read_text("utf-8"))
    assert sorted(place for place, _ in texts(given)) == sorted(place for place, _ in texts(SHIPPED))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_said_in_the_language_that_it_names(language: str):
    given = dict(texts(tomllib.loads((WORDS / f"{language}.goods.toml").read_text("utf-8"))))
    assert dict(texts(translated(SHIPPED | {"locale": f"{language}-XX"}))) == given


def test_all_but_the_texts_stays():
    theirs, ours = translated(SHIPPED | {"locale": "ja-JP"}), SHIPPED
    assert [one["slug"] for one in theirs["products"]] == [one["slug"] for one in ours["products"]]
    assert [one["price"] for one in theirs["products"]] == [one["price"] for one in ours["products"]]
    assert theirs["zones"]["mainland"]["ways"]["standard"]["price"] == 500


def test_what_has_no_translation_stays_as_it_is():
    own = {"locale": "ja-JP", "products": [{"slug": "mug", "name": "Mug"}], "add_ons": {"bow": {"name": "Bow"}}}
    assert translated(own) == own
