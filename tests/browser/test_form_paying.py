"""Pay: what is checked, in which order, who must say yes, and how a payment that didn't come about is given back."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.form import CLOSED_WAITING, OPEN, Form
from tests.browser.scripted import session, total

LATE = "This is taking longer than it should."
CHANGED = "The total has changed in the meantime. Please look at it again."
NOT_STARTED = "The payment could not be started. Please try again."
WORDS_FOR_DEVELOPERS = "IntegrationError: elements should have a mounted Payment Element."


@pytest.fixture
def asking(form: Form) -> Form:
    """The details are fine, the server is asked."""
    form.open()
    form.press_pay()
    form.fine("updateEmail", "validateElements")
    assert form.asked == [["place", 1, 4000]]
    assert form.state() == CLOSED_WAITING
    return form


@pytest.fixture
def confirming(asking: Form) -> Form:
    """The server has said yes, Stripe.js confirms."""
    asking.given(placing=1)
    assert asking.waiting == ["confirm"]
    return asking


def test_first_the_details_then_the_server_then_stripe(form: Form):
    form.open()
    form.press_pay("  ada@example.com ")
    assert form.state() == CLOSED_WAITING
    assert (form.waiting, form.made("updateEmail")) == (["updateEmail"], [["ada@example.com"]])
    form.fine("updateEmail")
    assert (form.waiting, form.asked) == (["validateElements"], [])
    form.fine("validateElements")
    assert (form.waiting, form.asked) == ([], [["place", 1, 4000]])
    form.given(placing=1)
    assert (form.waiting, form.made("confirm")) == (["confirm"], [[]])
    form.fine("confirm")
    form.passes(300)
    assert form.state() == CLOSED_WAITING  # the browser is on its way
    expect(form.sentence).to_have_text("Paying…")
    expect(form.problem).to_have_count(0)
    form.passes(60_000)
    assert form.asked == []
    form.given(placing=0)
    assert form.state() == CLOSED_WAITING


def test_what_has_to_be_changed_first_closes_pay_and_is_said_at_once(form: Form):
    form.open(closed_because="Only 1 left.")
    assert form.state() == (False, "false", "false"), "nothing is waited for"
    expect(form.sentence).to_have_text("Only 1 left.")
    form.send()
    assert (form.waiting, form.asked) == ([], [])
    expect(form.sentence).to_have_text("Only 1 left.")
    form.given(closed_because="")
    assert form.state() == OPEN
    expect(form.sentence).to_have_text("")


def test_the_server_is_told_the_revision_and_the_amount(form: Form):
    form.open(session(due=12345), revision=7, synced_revision=7, amount=12345)
    form.press_pay()
    form.fine("updateEmail", "validateElements")
    assert form.asked == [["place", 7, 12345]]


def test_pressed_twice_pays_once(form: Form):
    form.open()
    form.email.fill("ada@example.com")
    form.pay.dblclick()
    form.send()
    form.fine("updateEmail", "validateElements")
    form.send()
    assert form.asked == [["place", 1, 4000]]
    form.given(placing=1)
    form.send()
    assert (form.waiting, form.asked) == (["confirm"], [])
    assert [len(form.made(name)) for name in ("updateEmail", "validateElements", "confirm")] == [1, 1, 1]


def test_details_that_are_missing_are_not_asked_about(form: Form):
    form.open()
    form.press_pay()
    form.fine("updateEmail")
    form.refuses("validateElements", "Your card number is incomplete.")
    assert (form.asked, form.state()) == ([], OPEN)
    expect(form.page.get_by_role("alert")).to_have_count(0)  # said beside the field, in Stripe's frame
    form.press_pay()
    form.fine("updateEmail", "validateElements")
    assert form.asked == [["place", 1, 4000]]


@pytest.mark.parametrize("name", ["updateEmail", "validateElements", "confirm"])
def test_words_for_developers_are_not_for_shoppers(form: Form, name: str):
    form.open()
    form.press_pay()
    for step in ["updateEmail", "validateElements", "confirm"]:
        if step == "confirm":
            form.given(placing=1)
        if step == name:
            form.rejects(step, WORDS_FOR_DEVELOPERS)
            break
        form.fine(step)
    expect(form.problem).to_have_text(NOT_STARTED)
    asked = form.asked
    assert (["release"] in asked) == (name == "confirm")
    assert (["session", "unknown", 4000, 0] in asked) == (name != "confirm"), "the session may have ended"
    form.given(placing=0)
    assert form.state() == OPEN


CHANGES: dict[str, Any] = {
    "Stripe's total": lambda form: form.stripe_has(**total(4100)),
    "the page's total": lambda form: form.given(amount=4100),
    "Stripe's trial": lambda form: form.stripe_has(recurring={"trial": {"trialPeriodDays": 30}}),
    "the page's trial": lambda form: form.given(trial_days=30),
    "the revision": lambda form: form.given(revision=2, synced_revision=2),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changes_while_the_details_are_looked_at_is_not_paid(form: Form, what: str):
    form.open()
    form.press_pay()
    CHANGES[what](form)
    form.fine("updateEmail", "validateElements")
    expect(form.problem).to_have_text(CHANGED)
    assert "place" not in [name for name, *_ in form.asked]
    assert form.made("confirm") == []


@pytest.mark.parametrize("by", ["click", "Enter"])
def test_while_stripes_total_is_not_the_pages_nothing_can_be_paid(form: Form, by: str):
    form.open()
    form.email.fill("ada@example.com")
    form.stripe_has(**total(4100))
    if by == "click":
        form.pay.click(force=True)
    else:
        form.email.press("Enter")
    form.rest()
    assert form.waiting == []
    form.send()  # past the closed button
    assert form.waiting == []
    assert "place" not in [name for name, *_ in form.asked]


OFFLINE = "You're offline, so nothing was paid. Press Pay once you're back."
UNSETTLED = "The total is still being brought up to date, so nothing was paid. Press Pay once that is done."
CLOSED: dict[str, tuple[dict[str, Any], str]] = {
    "offline": ({"connected": False}, OFFLINE),
    "a change on its way": ({"revision": 2, "amount": 4500}, UNSETTLED),
    "another total": ({"amount": 4500}, UNSETTLED),
    "paid in another tab": ({"placing": 1}, "Paying…"),
}


@pytest.mark.parametrize("by", ["click", "Enter", "a frame"])
@pytest.mark.parametrize("why", CLOSED)
def test_pay_that_is_closed_says_why_it_does_nothing(form: Form, why: str, by: str):
    given, sentence = CLOSED[why]
    form.open()
    form.email.fill("ada@example.com")
    form.given(**given)
    expect(form.sentence).to_have_text("")
    if by == "click":
        form.pay.click(force=True)
    elif by == "Enter":
        form.email.press("Enter")
    else:
        form.send()
    form.rest()
    expect(form.sentence).to_have_text(sentence)
    assert "updateEmail" not in form.waiting
    assert "place" not in [name for name, *_ in form.asked]
    form.given(connected=True, revision=1, amount=4000, placing=0)
    expect(form.sentence).to_have_text("")


def test_nobody_is_asked_later_for_what_was_pressed_before_the_connection_went(form: Form):
    form.open()
    form.press_pay()
    form.given(connected=False)
    form.fine("updateEmail", "validateElements")
    expect(form.problem).to_have_text(OFFLINE)
    form.given(connected=True)
    assert (form.asked, form.state()) == ([], OPEN)


def test_permission_for_another_revision_is_none(asking: Form):
    asking.given(placing=2)
    assert asking.waiting == []
    asking.given(placing=1)
    assert asking.waiting == ["confirm"]


def test_a_refusal_is_said_and_pay_opens_again(asking: Form):
    asking.refused("Your cart has changed in the meantime.")
    expect(asking.problem).to_have_text("Your cart has changed in the meantime.")
    assert (asking.asked, asking.waiting, asking.state()) == ([], [], OPEN)
    asking.pay.click()
    expect(asking.problem).to_have_count(0)
    asking.fine("updateEmail", "validateElements")
    assert asking.asked == [["place", 1, 4000]]


def test_a_refusal_older_than_the_question_is_no_answer(form: Form):
    form.open(refusal={"number": 4, "message": "of another time"})
    form.press_pay()
    form.fine("updateEmail", "validateElements")
    form.given(label="Pay")
    expect(form.problem).to_have_count(0)
    form.given(placing=1)
    assert form.waiting == ["confirm"]


def test_no_permission_within_fifteen_seconds_is_said_and_given_back_unseen(asking: Form):
    asking.passes(14_999)
    assert (asking.asked, asking.state()) == ([], CLOSED_WAITING)
    asking.passes(1)
    expect(asking.problem).to_have_text(LATE)
    assert asking.asked == [["release"]]
    assert asking.state() == OPEN


def waits_too_long(form: Form) -> None:
    form.passes(15_000)


def is_refused_something_else(form: Form) -> None:
    form.refused("of something else")


@pytest.mark.parametrize("end", [waits_too_long, is_refused_something_else])
def test_permission_that_comes_after_the_wait_for_it_is_given_back_and_never_used(asking: Form, end: Any):
    end(asking)
    assert asking.state() == OPEN
    assert asking.asked in ([], [["release"]])
    asking.given(placing=1)
    assert (asking.asked, asking.waiting) == ([["release"]], [])
    assert asking.state() == CLOSED_WAITING
    asking.given(label="Pay")
    assert asking.asked == []
    asking.given(placing=0)
    assert asking.state() == OPEN
    assert asking.made("confirm") == []
    asking.pay.click()
    asking.fine("updateEmail", "validateElements")
    asking.given(placing=1)
    assert asking.waiting == ["confirm"]
    assert asking.asked == [["place", 1, 4000]]


def test_another_tabs_payment_is_not_given_back(form: Form):
    form.open()
    form.given(placing=1)
    assert form.asked == []


def test_a_permission_that_was_used_is_not_given_back(confirming: Form):
    confirming.passes(60_000)
    assert confirming.asked == []
    assert confirming.state() == CLOSED_WAITING


def test_asked_again_once_a_lost_socket_is_back(asking: Form):
    asking.given(hydrated=False)
    assert asking.asked == []
    asking.given(hydrated=True)
    assert asking.asked == [["place", 1, 4000]]
    asking.given(placing=1)
    assert (asking.waiting, asking.made("confirm")) == (["confirm"], [[]])
    asking.given(hydrated=False)
    asking.given(hydrated=True)
    assert asking.asked == []


def test_a_state_that_is_emptied_for_a_moment_is_no_refusal(form: Form):
    form.open(refusal={"number": 4, "message": "of another time"})
    form.press_pay()
    form.fine("updateEmail", "validateElements")
    form.given(hydrated=False, refusal={"number": 0, "message": ""})
    expect(form.problem).to_have_count(0)
    form.given(hydrated=True, refusal={"number": 4, "message": "of another time"}, placing=1)
    assert form.waiting == ["confirm"]


def test_a_decline_is_said_in_stripes_words_and_the_cart_opens_again(confirming: Form):
    confirming.refuses("confirm", "Your card was declined.")
    expect(confirming.problem).to_have_text("Your card was declined.")
    assert confirming.asked == [["release"]]
    assert confirming.state() == CLOSED_WAITING  # until the server has opened it
    confirming.given(placing=0)
    assert confirming.state() == OPEN
    expect(confirming.problem).to_have_text("Your card was declined.")
    confirming.pay.click()
    confirming.rest()
    expect(confirming.problem).to_have_count(0)
    confirming.fine("updateEmail", "validateElements")
    confirming.given(placing=1)
    assert confirming.waiting == ["confirm"]


def test_a_confirmation_that_throws_is_given_back(confirming: Form):
    confirming.rejects("confirm", WORDS_FOR_DEVELOPERS)
    expect(confirming.problem).to_have_text(NOT_STARTED)
    assert confirming.asked == [["release"]]


def test_paying_says_so_after_a_moment(asking: Form):
    asking.passes(299)
    expect(asking.sentence).to_have_text("")
    asking.passes(1)
    expect(asking.sentence).to_have_text("Paying…")


def test_what_stripe_has_is_not_reported_during_an_attempt(asking: Form):
    asking.stripe_has(**total(4100))
    assert asking.asked == []
    asking.refused("Your cart has changed in the meantime.")
    assert asking.asked == [["session", "open", 4100, 0]]


def test_the_session_that_is_confirmed_is_the_latest_that_stripe_has_given(form: Form):
    """A form is given other actions with each session; those of when Pay was pressed may be of an older one."""
    form.open()
    form.press_pay()
    form.fine("updateEmail")
    form.stripe_has(email="ada@example.com")
    form.fine("validateElements")
    form.given(placing=1)
    assert form.waiting == ["confirm"]


def is_declined(asking: Form) -> None:
    asking.given(placing=1)
    asking.refuses("confirm", "Your card was declined.")
    asking.given(placing=0)


@pytest.mark.parametrize("end", [is_declined, waits_too_long, is_refused_something_else])
def test_what_is_said_of_an_attempt_goes_when_the_cart_changes_and_the_focus_stays_on_pay(asking: Form, end: Any):
    expect(asking.pay).to_be_focused()
    end(asking)
    expect(asking.problem).to_have_count(1)
    expect(asking.pay).to_be_focused()
    asking.given(revision=2)
    expect(asking.problem).to_have_count(0)
