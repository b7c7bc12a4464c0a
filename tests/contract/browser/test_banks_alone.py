"""The pages on which a buyer answers their bank, or Amazon: in a dialog of the shop's page, or opened by themselves."""

import pytest
from playwright.sync_api import Locator, Page, expect

from rxapp.sandbox.browser import files

from .alone import ADDRESS, LOST, Alone

CHALLENGE, REDIRECT, DONE = "/_sandbox/three_d_secure/ask_1", "/_sandbox/redirect/ask_1", "/done"
OF_CHALLENGE, OF_REDIRECT = "/v1/three_d_secure/ask_1", "/v1/redirect/ask_1"
OUTCOMES = [("Complete", "complete", "Confirmed."), ("Fail", "fail", "Not confirmed.")]
PAST = {"error": {"type": "invalid_request_error", "message": "This payment has changed."}}
UNREACHABLE = "The payment service could not be reached. Please check your connection and try again."
BY_ITSELF = [(CHALLENGE, OF_CHALLENGE, "Complete"), (REDIRECT, OF_REDIRECT, "Authorise")]
ASK = """addEventListener("message", ({ data }) => { window.connected ||= data.event === "connected"; });
    document.querySelector("button").focus();
    window.asking = authenticate(given, "pk_test_1").then(() => { window.ended = true; });"""


@pytest.fixture
def bank(alone: Alone) -> Alone:
    alone.documents = {
        CHALLENGE: files.challenge_page("three_d_secure")[0],
        REDIRECT: files.challenge_page("redirect")[0],
    }
    return alone


@pytest.fixture
def asked(bank: Alone) -> Alone:
    """A shop's page whose buyer is asked by their bank, from a button."""
    bank.load("stripe.js", body="<button>Pay</button>")
    bank.do(ASK, ADDRESS + CHALLENGE)
    bank.page.wait_for_function("() => window.connected")
    expect(dialog(bank.page).get_by_role("button", name="Complete")).to_be_focused()
    return bank


def dialog(page: Page) -> Locator:
    return page.frame_locator("dialog iframe[title='3D Secure challenge']").locator("body")


def has_ended(page: Page) -> None:
    page.wait_for_function("() => window.ended")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Pay")).to_be_focused()


@pytest.mark.parametrize(("button", "outcome"), [(button, outcome) for button, outcome, _ in OUTCOMES])
def test_an_answer_ends_the_question_and_the_keyboard_is_back_where_it_was(
    asked: Alone, button: str, outcome: str
) -> None:
    asked.answers[OF_CHALLENGE] = [{"return_url": None}]
    dialog(asked.page).get_by_role("button", name=button).click()
    has_ended(asked.page)
    assert asked.bodies(OF_CHALLENGE) == [{"key": "pk_test_1", "outcome": outcome}]


@pytest.mark.parametrize("focused", ["the frame", "the page"])
def test_who_leaves_the_dialog_has_refused(asked: Alone, focused: str) -> None:
    asked.answers[OF_CHALLENGE] = [{"return_url": None}]
    if focused == "the page":
        asked.do("document.querySelector('dialog').dispatchEvent(new Event('cancel', { cancelable: true }))")
    else:
        asked.page.keyboard.press("Escape")
    has_ended(asked.page)
    assert asked.bodies(OF_CHALLENGE) == [{"key": "pk_test_1", "outcome": "fail"}]


def test_a_dialog_whose_page_has_not_come_can_be_left(bank: Alone) -> None:
    bank.load("stripe.js", body="<button>Pay</button>")
    bank.do(ASK, f"{ADDRESS}/_sandbox/three_d_secure/lost")
    bank.do("document.querySelector('dialog').dispatchEvent(new Event('cancel', { cancelable: true }))")
    has_ended(bank.page)


def test_a_question_of_the_past_ends_and_one_that_got_lost_can_be_answered_again(asked: Alone) -> None:
    asked.answers[OF_CHALLENGE] = [LOST, PAST]
    complete = dialog(asked.page).get_by_role("button", name="Complete")
    complete.click()
    expect(dialog(asked.page).get_by_role("status")).to_have_text(UNREACHABLE)
    expect(complete).to_be_enabled()
    complete.click()
    has_ended(asked.page)


@pytest.mark.parametrize(("path", "call", "button"), BY_ITSELF)
def test_opened_by_itself_it_leads_back_to_the_shop(bank: Alone, path: str, call: str, button: str) -> None:
    bank.answers[call] = [{"return_url": ADDRESS + DONE}]
    bank.documents[DONE] = b"<!doctype html><h1>Done</h1>"
    bank.page.goto(f"{ADDRESS}{path}?locale=en")
    expect(bank.page.get_by_role("button", name=button)).to_be_focused()
    before = bank.value("history.length")
    bank.page.get_by_role("button", name=button).click()
    bank.page.wait_for_url(ADDRESS + DONE)
    assert [body["outcome"] for body in bank.bodies(call)] == ["complete"]
    # Who goes back from the shop meets no question that is answered already.
    assert path == CHALLENGE or bank.value("history.length") == before


@pytest.mark.parametrize(("button", "outcome", "said"), OUTCOMES)
def test_opened_by_itself_without_a_way_back_it_says_how_it_ended(
    bank: Alone, button: str, outcome: str, said: str
) -> None:
    bank.answers[OF_CHALLENGE] = [{"return_url": None}]
    bank.page.goto(ADDRESS + CHALLENGE)
    bank.page.get_by_role("button", name=button).click()
    expect(bank.page.get_by_role("status")).to_have_text(said)
    assert [body["outcome"] for body in bank.bodies(OF_CHALLENGE)] == [outcome]


@pytest.mark.parametrize(("path", "call", "button"), BY_ITSELF)
def test_what_got_lost_can_be_answered_again_and_what_is_of_the_past_can_not(
    bank: Alone, path: str, call: str, button: str
) -> None:
    bank.answers[call] = [LOST, PAST]
    bank.page.goto(ADDRESS + path)
    for said, enabled in ((UNREACHABLE, True), ("This payment has changed.", False)):
        bank.page.get_by_role("button", name=button).click()
        expect(bank.page.get_by_role("status")).to_have_text(said)
        assert [one.is_enabled() for one in bank.page.get_by_role("button").all()] == [enabled, enabled]


@pytest.mark.parametrize(("path", "call", "button"), BY_ITSELF)
def test_an_answer_is_given_once(bank: Alone, path: str, call: str, button: str) -> None:
    bank.answers[call] = [{"return_url": None}] if path == CHALLENGE else [LOST]
    bank.page.goto(ADDRESS + path)
    bank.do("""const press = () => { for (const button of document.querySelectorAll("button")) button.click(); };
        press();
        document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));""")  # fmt: skip
    expect(bank.page.get_by_role("status")).not_to_have_text("One moment…")
    assert [body["outcome"] for body in bank.bodies(call)] == ["complete"]
