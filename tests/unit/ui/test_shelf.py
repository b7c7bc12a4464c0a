"""A shelf with more on it than can be seen at a glance is searched; one with less looks as it always did."""

import tomllib
from pathlib import Path

import pytest

from rxapp.shop.catalog import CATALOG, Product
from rxapp.shop.language import WORDS
from rxapp.shop.words import say
from rxapp.ui.shelf import MUCH, kind_of, kinds_of, shelf, whole_shelf

SEVERAL = [
    CATALOG.shelf[number % len(CATALOG.shelf)].model_copy(update={"name": f"Thing {number}"})
    for number in range(MUCH + 1)
]


def of_kind(kind: str) -> Product:
    return CATALOG.products[0].model_copy(update={"kind": kind})


@pytest.mark.parametrize("number", [1, 5, MUCH])
def test_a_few_products_are_a_plain_shelf(number: int):
    few = SEVERAL[:number]
    assert str(whole_shelf(few, "usd")) == str(shelf(few, "usd"))


def test_today_s_shop_is_one_of_a_few():
    assert str(whole_shelf(CATALOG.shelf, CATALOG.currency)) == str(shelf(CATALOG.shelf, CATALOG.currency))


def test_more_have_a_search_that_knows_each_of_them():
    page = str(whole_shelf(SEVERAL, "usd"))
    assert "ShelfFinder" in page
    assert all(f'"{one.name} ' in page for one in SEVERAL)
    assert all(say("shelf.found", count=count) in page for count in range(len(SEVERAL) + 1)), "none, and all of them"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Green tea, 80 g", "Green tea"),
        ("緑茶 80 g", "緑茶"),
        ("陶器、２個", "陶器"),
        ("陶器 120 ml × 2", "陶器"),
        ("Grüner Tee, 80 g", "Grüner Tee"),
        ("Cup (large)", "Cup"),
        ("Tea", "Tea"),
        ("80 g", ""),
        ("", ""),
    ],
)
def test_a_kind_is_what_it_is_without_its_size(written: str, kind: str):
    assert kind_of(of_kind(written)) == kind


def test_only_what_there_are_several_of_is_a_kind():
    kinds = ["Cup, 1", "Tea, 80 g", "Whisk", "Tea, 100 g", "Cup, 2", "80 g", "90 g"]
    assert kinds_of(map(of_kind, kinds)) == ["Cup", "Tea"]
    assert kinds_of([of_kind("Whisk")]) == []


@pytest.mark.parametrize("file", sorted(WORDS.glob("*.goods.toml")), ids=lambda file: file.name)
def test_translated_products_are_of_as_many_kinds(file: Path):
    translated = tomllib.loads(file.read_text("utf-8"))["products"]
    theirs = [of_kind(translated[one.slug]["kind"]) for one in CATALOG.shelf]
    assert len(kinds_of(theirs)) == len(kinds_of(CATALOG.shelf))
