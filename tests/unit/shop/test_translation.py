"""The catalogue's own texts in other languages."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rxapp.shop.catalog import load_catalog
from rxapp.shop.language import CATALOG_FILE, WORDS
from rxapp.shop.translation import texts_for, translated

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
    file = texts_for(f"{language}-XX")
    assert file
    given = dict(texts(tomllib.loads(file.read_text("utf-8"))))
    assert dict(texts(translated(SHIPPED, file))) == given


def test_a_language_without_a_file_has_no_texts_of_its_own():
    assert texts_for("en-US") is None


def test_all_but_the_texts_stays():
    theirs, ours = translated(SHIPPED, WORDS / "ja.goods.toml"), SHIPPED
    assert [one["slug"] for one in theirs["products"]] == [one["slug"] for one in ours["products"]]
    assert [one["price"] for one in theirs["products"]] == [one["price"] for one in ours["products"]]
    assert theirs["zones"]["mainland"]["ways"]["standard"]["price"] == 500


def test_what_has_no_translation_stays_as_it_is(tmp_path: Path):
    mug, jug = {"slug": "mug", "name": "Mug"}, {"slug": "jug", "name": "Jug"}
    own = {"products": [mug, jug], "add_ons": {"bow": {"name": "Bow"}}}
    file = tmp_path / "ja.goods.toml"
    file.write_text('[products.jug]\nname = "水差し"\n', "utf-8")
    assert translated(own, file) == own | {"products": [mug, jug | {"name": "水差し"}]}


SENCHA = """
[add_ons.gift_wrap]
detail = "和紙"

[products.yame-sencha]
name = "八女煎茶"
"""
NOTHING = "the catalogue has nothing of that name"
NO_TEXT = "the catalogue has no text there"


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """What a Japanese shop says of its texts as it starts, each mistake without the name of the file."""
    catalog, file = tmp_path / "catalog.toml", tmp_path / "ja.goods.toml"
    catalog.write_text(CATALOG_FILE.read_text("utf-8").replace('locale = "en-US"', 'locale = "ja-JP"'), "utf-8")
    monkeypatch.setattr("rxapp.shop.translation.WORDS", tmp_path)

    def said_of(given: str) -> list[str]:
        file.write_text(given, "utf-8")
        with pytest.raises(SystemExit) as ended:
            load_catalog(catalog)
        said = str(ended.value).removeprefix("The store cannot start. ").splitlines()
        assert all(line.startswith(f"{file}:") for line in said)
        return [line.removeprefix(f"{file}:") for line in said]

    return said_of


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("yame-sencha", "yame-senca", f"5: products.yame-senca: {NOTHING}; did you mean yame-sencha?"),
        ("yame-sencha", "xyz", f"5: products.xyz: {NOTHING}"),
        ("add_ons.gift_wrap", "add_ons.gift_rap", f"2: add_ons.gift_rap: {NOTHING}; did you mean gift_wrap?"),
        ("add_ons.gift_wrap", "ad_ons.gift_wrap", f"2: ad_ons: {NOTHING}; did you mean add_ons?"),
        ("name =", "nmae =", f"6: products.yame-sencha.nmae: {NOTHING}; did you mean name?"),
        ('"八女煎茶"', "8", f"6: products.yame-sencha.name: {NO_TEXT}"),
        ("name =", "name.short =", f"6: products.yame-sencha.name: {NO_TEXT}"),
        ("name =", "price =", f"6: products.yame-sencha.price: {NO_TEXT}"),
        ("[add_ons.gift_wrap]\ndetail", "[add_ons]\ngift_wrap", f"3: add_ons.gift_wrap: {NO_TEXT}"),
        ('"八女煎茶"', '""', "6: yame-sencha.name: String should have at least 1 character"),
    ],
)
def test_a_mistake_says_file_and_line_and_the_nearest_right_name(
    refused: Callable[[str], list[str]], right: str, wrong: str, said: str
):
    assert right in SENCHA
    assert refused(SENCHA.replace(right, wrong, 1)) == [said]


def test_several_mistakes_have_a_line_each(refused: Callable[[str], list[str]]):
    assert len(refused(SENCHA.replace("sencha", "senca").replace("gift", "gifd"))) == 2


def test_a_mistake_in_the_catalogue_is_said_before_those_that_come_of_it(tmp_path: Path):
    catalog = tmp_path / "catalog.toml"
    text = CATALOG_FILE.read_text("utf-8").replace('locale = "en-US"', 'locale = "ja-JP"')
    catalog.write_text(text.replace("summary =", "sumary =", 1), "utf-8")
    with pytest.raises(SystemExit) as ended:
        load_catalog(catalog)
    assert "sumary: there is no such key; did you mean summary?" in str(ended.value)
    assert "goods" not in str(ended.value)
