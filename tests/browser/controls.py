"""One control of the store alone on a page; the test sets its props and hears what it sends."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

from tests.browser.scripted import ADDRESS, as_json

DOCUMENT = '<!doctype html><main id="root"></main><script type="module" src="/control_page.js"></script>'
Show = Callable[..., Page]


def shown_by(page: Page, script: str) -> Show:
    """Shows one control with these props, by a clock of the shopper's that stands at a time of its own."""

    def show(control: str, at: int = 1_000_000, **props: Any) -> Page:
        page.clock.install(time=at)
        page.clock.pause_at(at + 1_000)
        page.route("**/*", lambda route: route.fulfill(body=DOCUMENT, content_type="text/html"))
        page.route("**/*.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        page.goto(f"{ADDRESS}/?{urlencode({'control': control, 'props': as_json(props)})}")
        page.locator("#root > *").first.wait_for(state="attached")
        return page

    return show


def given(page: Page, **props: Any) -> None:
    """The server sets these props."""
    page.evaluate("(props) => window.given(props)", props)


def heard(page: Page) -> list[Any]:
    """What the control has sent since it is there."""
    return page.evaluate("window.heard")
