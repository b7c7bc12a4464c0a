"""The search above a shelf with much on it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import Show, given

THINGS = [
    {"kind": "Green tea", "text": "Yame Sencha Green tea, 80 g Sweet grass"},
    {"kind": "Green tea", "text": "Gyokuro Green tea, 50 g Shaded"},
    {"kind": "Stoneware", "text": "Crème bowl Stoneware, 400 ml Wide"},
    {"kind": "Stoneware", "text": "Cup Stoneware, 120 ml Sweet"},
    {"kind": "緑茶", "text": "ｶﾝﾔｷ 抹茶 緑茶"},
]
SAID = {
    "things": THINGS,
    "kinds": ["Green tea", "Stoneware"],
    "texts": {"search": "Search the shelf", "kinds": "Kinds", "all": "All"},
    "found": ["Nothing is called that.", "1 thing", "2 things", "3 things", "4 things", "5 things"],
}


def seen(page: Page, *numbers: int) -> None:
    expect(page.get_by_role("listitem")).to_have_text([THINGS[number]["text"] for number in numbers])


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("sencha", [0]),
        ("SWEET", [0, 3]),
        ("sweet green", [0]),
        ("  green   tea ", [0, 1]),
        ("creme", [2]),
        ("crème", [2]),
        ("カンヤキ", [4]),
        ("抹茶", [4]),
        (".*", []),
        ("", [0, 1, 2, 3, 4]),
    ],
)
def test_all_words_that_are_typed_are_sought(show: Show, typed: str, numbers: list[int]):
    page = show("Shelf", **SAID)
    page.get_by_role("searchbox", name="Search the shelf").fill(typed)
    if numbers:
        seen(page, *numbers)
    else:
        expect(page.get_by_text("Nothing is called that.")).to_be_visible()
        expect(page.get_by_role("list")).to_have_count(0)


def test_kinds_and_words_go_together_and_are_told_to_whoever_hears(show: Show):
    page = show("Shelf", **SAID)
    expect(page.get_by_role("status")).to_have_text("")
    kinds = page.get_by_role("group", name="Kinds")
    expect(kinds.get_by_role("button")).to_have_text(["All", "Green tea", "Stoneware"])
    kinds.get_by_role("button", name="Stoneware").click()
    seen(page, 2, 3)
    expect(page.get_by_role("status")).to_have_text("2 things")
    expect(kinds.get_by_role("button", pressed=True)).to_have_text("Stoneware")
    page.get_by_role("searchbox").fill("sweet")
    seen(page, 3)
    kinds.get_by_role("button", name="All").click()
    seen(page, 0, 3)


def test_it_is_as_it_was_left_on_the_way_back(show: Show):
    page = show("Shelf", **SAID)
    page.get_by_role("button", name="Green tea").click()
    page.get_by_role("searchbox").fill("shaded")
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("shaded")
    seen(page, 1)
    given(page, kinds=["Stoneware"])  # the shop has changed since
    page.get_by_role("searchbox").fill("")
    seen(page, 0, 1, 2, 3, 4)


def test_a_kind_that_is_there_no_more_is_not_chosen(show: Show):
    page = show("Shelf", **SAID)
    page.get_by_role("button", name="Green tea").click()
    given(page, kinds=["Stoneware", "緑茶"])
    expect(page.get_by_role("button", pressed=True)).to_have_text("All")
    seen(page, 0, 1, 2, 3, 4)


def test_one_kind_is_no_choice(show: Show):
    page = show("Shelf", **SAID | {"kinds": ["Green tea"]})
    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
