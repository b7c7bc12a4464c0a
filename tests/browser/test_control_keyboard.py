"""Where the keyboard is when something goes off the page, and the key of the drawer under the hood."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.controls import Show, given, heard
from tests.browser.test_control_drawer import EMPTY

THINGS = ["Tea", "Pot", "Whisk"]


def press(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def rest(page: Page) -> None:
    """Until whoever watches the page has been told of its changes."""
    page.evaluate("""() => new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(null);
    })""")


def press_the_key(page: Page) -> None:
    page.keyboard.press("Alt+U")
    page.clock.run_for(1_000)  # React shows what was loaded late after a moment


@pytest.mark.parametrize(
    ("gone", "left", "focused"),
    [("Tea", ["Pot", "Whisk"], "Pot"), ("Pot", ["Tea", "Whisk"], "Whisk"), ("Whisk", ["Tea", "Pot"], "Pot")],
)
def test_what_took_its_place_or_came_before_has_the_focus(show: Show, gone: str, left: list[str], focused: str):
    page = show("Kept", things=THINGS)
    press(page, gone).focus()
    given(page, things=left)
    expect(press(page, focused)).to_be_focused()


def test_what_cannot_be_used_is_passed_over(show: Show):
    page = show("Kept", things=["Tea", "No pot", "Whisk"])
    press(page, "Tea").focus()
    given(page, things=["No pot", "Whisk"])
    expect(press(page, "Whisk")).to_be_focused()


def test_where_nothing_is_left_the_page_itself_has_it(show: Show):
    page = show("Kept", things=["Tea"])
    press(page, "Tea").focus()
    given(page, things=[])
    expect(page.get_by_role("main")).to_be_focused()


def test_a_new_page_begins_at_its_content(show: Show):
    page = show("Kept", things=THINGS)
    press(page, "Pot").focus()
    page.evaluate("history.pushState({}, '', '/another')")
    given(page, things=["Tea", "Whisk"])
    expect(page.get_by_role("main")).to_be_focused()


def test_whoever_has_left_it_is_not_brought_back(show: Show):
    page = show("Kept", things=THINGS)
    press(page, "Pot").focus()
    press(page, "Pot").blur()
    page.clock.run_for(1)
    given(page, things=["Tea", "Whisk"])
    rest(page)
    assert page.evaluate("document.activeElement === document.body")


def test_the_drawer_has_a_key_a_button_and_says_when_it_is_shut(show: Show):
    page = show("Hooded", **EMPTY)
    drawer, button = page.get_by_role("region", name="Under the hood"), press(page, "Under the hood")
    expect(drawer).to_have_count(0)
    press_the_key(page)
    expect(drawer).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert "close" not in heard(page)
    page.keyboard.press("u")
    expect(drawer).to_be_visible()
    press_the_key(page)
    expect(drawer).to_have_count(0)
    assert heard(page).count("close") == 1
    button.click()
    page.clock.run_for(1_000)
    drawer.get_by_role("button", name="Shut").click()
    expect(drawer).to_have_count(0)
    expect(button).to_be_focused()
    assert heard(page).count("close") == 2


def test_a_drawer_that_was_left_open_is_open_on_the_next_page_and_its_key_goes_with_it(show: Show):
    page = show("Hooded", **EMPTY)
    press_the_key(page)
    page.reload()
    page.clock.run_for(1_000)
    expect(page.get_by_role("region", name="Under the hood")).to_be_visible()
    given(page, gone=True)
    press_the_key(page)
    assert page.evaluate("localStorage.getItem('hood-open')") == "yes"


def test_a_jump_takes_the_keyboard_and_the_eye_along_and_leaves_the_address(show: Show):
    page = show("Jumped")
    link = page.get_by_role("link", name="Go there")
    expect(link).to_have_attribute("href", "#there")
    address = page.url
    link.press("Enter")
    expect(page.get_by_role("heading", name="There")).to_be_focused()
    expect(page.get_by_role("heading", name="There")).to_be_in_viewport()
    assert page.url == address
