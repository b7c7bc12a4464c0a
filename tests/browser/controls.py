"""One control of the store alone on a page; the test sets its props and hears what it sends."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

from rxapp.shop.words import room, say
from rxapp.ui.cart_link import TEXTS
from tests.browser.scripted import ADDRESS, as_json

DOCUMENT = '<!doctype html><main id="root"></main><script type="module" src="/control_page.js"></script>'
STEPPER = {"words": room("stepper")}
WORDS: dict[str, dict[str, Any]] = {
    "Carted": {"href": "/cart", "texts": TEXTS},
    "Stepper": STEPPER,
    "SteppedAtStripe": STEPPER,
    "Destination": {"words": room("delivery")},
    "Connection": {"words": room("connection")},
    "Failing": {"words": room("failed_page")},
    "Stuck": {"tryAgain": say("stuck.try_again")},
    "Countdown": {"sentence": say("checkout.time_left", time="{time}")},
}
Show = Callable[..., Page]


def shown_by(page: Page, script: str) -> Show:
    """Shows one control with these props, by a clock of the shopper's that stands at a time of its own."""

    def show(control: str, at: int = 1_000_000, **given: Any) -> Page:
        props = WORDS.get(control, {}) | given
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
