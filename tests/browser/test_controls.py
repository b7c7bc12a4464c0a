"""Controls of the checkout alone on a page: what they show before and after the server has answered."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.scripted import ADDRESS, as_json
from tests.contract.browser.conftest import Node

DOCUMENT = '<!doctype html><div id="root"></div><script type="module" src="/control_page.js"></script>'
WAYS = [
    {"key": key, "name": key, "detail": "", "price": "", "chosen": key == "Standard"} for key in ("Standard", "Express")
]
Show = Callable[..., Page]


@pytest.fixture(scope="session")
def script(node: Node, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("controls") / "control_page.js"
    made = node("bundle.mjs", "control_page.jsx", str(file))
    assert made.returncode == 0, made.stderr
    return file.read_text()


@pytest.fixture
def show(page: Page, script: str) -> Show:
    """Shows one control with these props, by a clock of the shopper's that stands at a time of its own."""

    def shown(control: str, at: int = 1_000_000, **props: Any) -> Page:
        page.clock.install(time=at)
        page.clock.pause_at(at + 1_000)
        page.route("**/*", lambda route: route.fulfill(body=DOCUMENT, content_type="text/html"))
        page.route("**/*.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        page.goto(f"{ADDRESS}/?{urlencode({'control': control, 'props': as_json(props)})}")
        page.locator("#root > *").first.wait_for()
        return page

    return shown


def given(page: Page, **props: Any) -> None:
    page.evaluate("(props) => window.given(props)", props)


REFUSED = {"refused": "Your payment is on its way, so nothing can change now."}


@pytest.mark.parametrize("no", [{"problem": "Gift wrap is sold out."}, REFUSED])
def test_a_tick_goes_back_when_it_is_refused_here_or_as_a_whole(show: Show, no: dict[str, str]):
    page = show("Choice", name="Gift wrap", detail="", price="$5.00", checked=False)
    box = page.get_by_role("checkbox")
    box.check()
    page.clock.run_for(60_000)
    expect(box).to_be_checked()
    given(page, **no)
    page.clock.run_for(1_000)
    expect(box).not_to_be_checked()
    given(page, problem="", refused="")
    box.check()
    given(page, checked=True)
    page.clock.run_for(1_000)
    expect(box).to_be_checked()


@pytest.mark.parametrize("no", [{"problem": "Express isn't offered to Hawaii."}, REFUSED])
def test_a_choice_goes_back_when_it_is_refused_here_or_as_a_whole(show: Show, no: dict[str, str]):
    page = show("OneOf", group="shipping", options=WAYS)
    page.get_by_role("radio", name="Express").check()
    given(page, **no)
    page.clock.run_for(1_000)
    expect(page.get_by_role("radio", name="Standard")).to_be_checked()


@pytest.mark.parametrize("at", [0, 4_000_000_000])
def test_a_countdown_asks_no_clock_of_the_shoppers_and_ends_once(show: Show, at: int):
    page = show("Countdown", at=at, left=90)
    expect(page.get_by_role("timer")).to_have_text("1:30 left")
    page.clock.set_system_time(at + 86_400)  # somebody sets it while it runs
    page.clock.run_for(60_000)
    given(page, unrelated=1)  # the page is drawn again
    expect(page.get_by_role("timer")).to_have_text("0:30 left")
    assert page.evaluate("window.heard") == []
    page.clock.run_for(60_000)
    expect(page.get_by_role("timer")).to_have_text("0:00 left")
    assert page.evaluate("window.heard") == ["end"]
    given(page, left=2)  # the server says that it lasts a little longer
    page.clock.run_for(10_000)
    assert page.evaluate("window.heard") == ["end", "end"]
