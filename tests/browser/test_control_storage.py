"""What a page keeps in a browser that keeps nothing: a stand-in, before any other script asks."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.scripted import ADDRESS
from tests.serving import ROOT

SCRIPT = (ROOT / "rxapp" / "ui" / "storage.js").read_text()
NAMES = ["localStorage", "sessionStorage"]
GET = "Object.defineProperty(window, '{name}', {{ configurable: true, get: () => {{ throw new Error('denied'); }} }});"
ABSENT = "Object.defineProperty(window, '{name}', {{ configurable: true, value: null }});"
FULL = """{{
    const [full, setItem] = [window['{name}'], Storage.prototype.setItem];
    Storage.prototype.setItem = function (...given) {{
        if (this === full) throw new Error("full");
        setItem.apply(this, given);
    }};
}}"""
USED = """([name]) => {
    const storage = window[name];
    storage.setItem("b", 1);
    storage.setItem("a", "two");
    const kept = [storage.getItem("b"), storage.getItem("a"), storage.getItem("c"), storage.length];
    const keys = [storage.key(0), storage.key(1), storage.key(2)].toSorted();
    storage.removeItem("b");
    const left = [storage.getItem("b"), storage.length];
    storage.clear();
    return { kept, keys, left, cleared: storage.length, given: storage.setItem("c", "3") ?? "nothing" };
}"""


def visit(page: Page, script: str) -> None:
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html><p>A page", content_type="text/html"))
    page.add_init_script(script + SCRIPT)
    page.goto(ADDRESS)


def uses(page: Page, name: str) -> Any:
    return page.evaluate(USED, [name])


def is_the_browsers(page: Page, name: str) -> bool:
    return page.evaluate("([name]) => window[name] instanceof Storage", [name])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("blocked", [GET, ABSENT, FULL], ids=["denied", "absent", "full"])
def test_what_keeps_nothing_has_a_stand_in_that_works_the_same(page: Page, blocked: str, name: str):
    [other] = set(NAMES) - {name}
    visit(page, blocked.format(name=name))
    assert is_the_browsers(page, other)
    assert page.evaluate("([other]) => window[other].length", [other]) == 0, "what was tried leaves nothing"
    assert not is_the_browsers(page, name)
    assert uses(page, name) == uses(page, other)
    assert page.evaluate("localStorage === sessionStorage") is False


def test_what_works_is_left_alone(page: Page):
    visit(page, "")
    for name in NAMES:
        assert is_the_browsers(page, name)
        assert page.evaluate("([name]) => window[name].length", [name]) == 0
