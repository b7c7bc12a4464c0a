"""The merchant's own controls alone: the rhythm in which a page looks again, signing in and signing out."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.controls import Show, given, heard, shown_by

SIGN_IN, SIGN_OUT = "**/api/merchant/sign-in", "**/api/merchant/sign-out"
NO_ANSWER = "The store gave no answer. Please try again."
WRONG = "That is not the token."


def seen(page: Page, state: str) -> None:
    """Somebody looks at the tab, or at another one."""
    page.evaluate(
        """(state) => {
            Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )


def test_what_is_new_is_asked_for_in_a_rhythm(show: Show):
    page = show("LookAgain", seconds=5)
    page.clock.run_for(4_999)
    assert heard(page) == []
    page.clock.run_for(1)
    assert heard(page) == ["look"]
    given(page, asOf="then")  # the page is drawn again
    page.clock.run_for(10_000)
    assert heard(page) == ["look", "look as of then", "look as of then"]


def test_while_nobody_looks_at_the_page_it_asks_nothing_and_then_at_once(show: Show):
    page = show("LookAgain", seconds=5)
    seen(page, "hidden")
    page.clock.run_for(60_000)
    assert heard(page) == []
    seen(page, "visible")
    assert heard(page) == ["look"]


def test_another_rhythm_takes_the_place_of_the_first(show: Show):
    page = show("LookAgain", seconds=2)
    given(page, seconds=60)
    page.clock.run_for(59_999)
    assert heard(page) == []
    seen(page, "visible")
    page.clock.run_for(1)
    assert heard(page) == ["look"] * 2


def test_a_page_that_is_left_asks_nothing_more(show: Show):
    page = show("LookAgain", seconds=5)
    given(page, gone=True)
    page.clock.run_for(60_000)
    seen(page, "visible")
    assert heard(page) == []


class Counter:
    """What the store is asked by these controls, and what it answers; `waits` holds the answers back."""

    def __init__(self, page: Page, **answer: Any) -> None:
        self.page, self.answer, self.asked, self.waits = page, answer, list[Request](), False
        self.held: list[Route] = []
        for path in (SIGN_IN, SIGN_OUT):
            page.route(path, self._take)

    def _take(self, route: Route) -> None:
        self.asked.append(route.request)
        if self.waits:
            self.held.append(route)
        elif self.answer:
            route.fulfill(**self.answer)
        else:
            route.abort()


def refused(message: str = WRONG) -> dict[str, Any]:
    return {"status": 401, "json": {"error": {"code": "token_refused", "message": message}}}


def token(page: Page):
    return page.get_by_label("Token")


def test_a_token_that_is_wrong_is_said_so_and_can_be_typed_again(show: Show):
    page = show("SignIn")
    counter = Counter(page, **refused())
    expect(token(page)).to_be_focused()
    for attempt in (1, 2):
        token(page).fill("hunter2")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text(WRONG)
        expect(token(page)).to_have_accessible_description(WRONG)
        expect(page.get_by_role("button", name="Sign in")).to_have_attribute("aria-disabled", "false")
        assert token(page).evaluate("(one) => [one.selectionStart, one.selectionEnd]") == [0, len("hunter2")]
        assert len(counter.asked) == attempt
    [request, _] = counter.asked
    assert (request.method, json.loads(request.post_data or "")) == ("POST", {"token": "hunter2"})
    assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize("answer", [{}, {"status": 502, "body": "<html>Bad gateway</html>"}], ids=["none", "no JSON"])
def test_a_store_that_gives_no_answer_is_said_so(show: Show, answer: dict[str, Any]):
    page = show("SignIn")
    Counter(page, **answer)
    token(page).fill("hunter2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(NO_ANSWER)


def test_pressed_twice_it_is_asked_once(show: Show):
    page = show("SignIn")
    counter = Counter(page)
    counter.waits = True
    token(page).fill("hunter2")
    with page.expect_request(SIGN_IN):
        page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Sign in")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    counter.held[0].fulfill(**refused())
    expect(page.get_by_role("alert")).to_have_text(WRONG)
    assert len(counter.asked) == 1


def test_what_was_wrong_is_not_said_while_another_token_is_looked_at(show: Show):
    page = show("SignIn")
    counter = Counter(page, **refused())
    token(page).fill("hunter2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(WRONG)
    counter.waits = True
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign in")).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_right_token_loads_the_page_anew_since_a_socket_keeps_the_cookie_it_began_with(show: Show):
    page = show("SignIn")
    Counter(page, status=204)
    token(page).fill("the token")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_nobody_is_told_of_a_sign_out_before_the_cookie_is_gone(show: Show):
    page = show("SignOut")
    counter = Counter(page, status=204)
    counter.waits = True
    page.route("**/merchant", lambda route: route.fulfill(status=204))  # so that the page stays
    page.evaluate("() => { BroadcastChannel.prototype.postMessage = (said) => void window.heard.push(said); }")
    with page.expect_request(SIGN_OUT):
        page.get_by_role("button", name="Sign out").click()
    assert heard(page) == []
    counter.held[0].fulfill(status=204)
    page.wait_for_function("() => window.heard.length > 0")
    assert heard(page) == ["signed out"]


@pytest.mark.parametrize(("answer", "said"), [({}, NO_ANSWER), (refused("Not so fast."), "Not so fast.")])
def test_who_could_not_be_signed_out_is_told_and_stays_until_it_works(show: Show, answer: dict[str, Any], said: str):
    page = show("SignOut")
    counter = Counter(page, **answer)
    page.evaluate("() => { BroadcastChannel.prototype.postMessage = (said) => void window.heard.push(said); }")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("alert")).to_have_text(said)
    assert heard(page) == []
    counter.answer = {"status": 204}
    page.route("**/merchant", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    with page.expect_navigation(url="**/merchant"):
        page.get_by_role("button", name="Sign out").click()


def test_signing_out_takes_what_every_tab_shows(show: Show, control_script: str):
    page = show("SignOut")
    counter = Counter(page, status=204)
    page.route("**/merchant", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    other = page.context.new_page()
    shown_by(other, control_script)("SignOut")
    with other.expect_navigation(), page.expect_navigation(url="**/merchant"):
        page.get_by_role("button", name="Sign out").click()
    [request] = counter.asked
    assert (request.method, request.url.endswith("/api/merchant/sign-out")) == ("POST", True)
