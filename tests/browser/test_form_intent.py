"""The same form on a Payment Intent: what Stripe.js has read of it, its emails, its errors, and the way out."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.form import INTENT, Form

NOT_REFRESHED = "The payment form could not be brought up to date."
NOT_STARTED = "The payment could not be started. Please try again."
INCOMPLETE, INVALID = "Your email is incomplete.", "Your email is invalid."
CLOSED_WAITING, CLOSED, OPEN = (False, "true", "true"), (False, "false", "false"), (True, "false", "false")


def change(form: Form, revision: int = 2, amount: int = 4500) -> None:
    """The cart changes, and Stripe has it: what is left is to read it."""
    form.given(revision=revision, amount=amount)
    form.given(synced_revision=revision)


def confirming(form: Form) -> None:
    form.open_intent()
    form.press_pay()
    form.answer("submit", {})
    form.given(placing=1)
    assert form.waiting == ["confirmPayment"]


STATUSES = {
    "requires_payment_method": "open",
    "requires_confirmation": "open",
    "requires_action": "open",
    "processing": "complete",
    "requires_capture": "complete",
    "succeeded": "complete",
    "canceled": "expired",
}


@pytest.mark.parametrize("status", STATUSES)
def test_each_status(form: Form, status: str):
    form.open_intent()
    change(form)
    form.answer("fetchUpdates", {})
    form.reads_intent(4500, status)
    seen = STATUSES[status]
    assert form.asked == [["sync"]] + ([] if seen == "open" else [["session", seen, 4500, 0]])
    assert form.state() == (OPEN if seen == "open" else CLOSED_WAITING)


def test_until_it_is_read_pay_is_closed_and_nothing_is_reported(form: Form):
    form.visit(secret=INTENT)
    form.has_the_late_part()
    form.wait_for("retrievePaymentIntent")
    assert form.made("retrievePaymentIntent") == [[INTENT]]
    assert (form.state(), form.asked) == (CLOSED_WAITING, [])
    form.reads_intent(4000)
    assert form.state() == OPEN


def test_another_amount_closes_pay_and_is_reported(form: Form):
    form.open_intent()
    form.given(amount=4100)
    assert (form.state(), form.asked) == (CLOSED_WAITING, [["session", "open", 4000, 0]])


def test_a_trial_is_never_an_intents(form: Form):
    form.open_intent(trial_days=14)
    assert form.state() == CLOSED_WAITING


def test_an_update_is_the_server_then_the_elements_then_the_intent(form: Form):
    form.open_intent()
    form.given(revision=2, amount=4500)
    assert (form.asked, form.waiting) == ([["sync"]], [])
    form.given(synced_revision=2)
    assert form.waiting == ["fetchUpdates"]
    form.answer("fetchUpdates", {})
    assert (form.waiting, form.state()) == (["retrievePaymentIntent"], CLOSED_WAITING)
    form.reads_intent(4500)
    assert (form.asked, form.state()) == ([], OPEN)
    form.passes(30_000)
    assert (form.asked, form.state()) == ([], OPEN)


def test_a_refusal_reads_nothing(form: Form):
    form.open_intent()
    form.given(revision=2, amount=4500)
    form.refused("Gift wrap is sold out.")
    expect(form.sentence).to_have_text("Gift wrap is sold out. Try again")
    assert form.waiting == []


FAILED_READS: dict[str, Any] = {
    "the elements fail": lambda form: form.answer("fetchUpdates", {"error": {"message": "Stripe's words"}}),
    "the elements throw": lambda form: form.rejects("fetchUpdates"),
    "the intent fails": lambda form: (
        form.answer("fetchUpdates", {}),
        form.answer("retrievePaymentIntent", {"error": {"message": "Stripe's words"}}),
    ),
    "the intent throws": lambda form: (form.answer("fetchUpdates", {}), form.rejects("retrievePaymentIntent")),
    "the elements are slow": lambda form: form.passes(5_000),
    "the intent is slow": lambda form: (form.passes(3_000), form.answer("fetchUpdates", {}), form.passes(2_000)),
}


@pytest.mark.parametrize("how", FAILED_READS)
def test_a_read_that_fails_is_said_reported_and_can_be_tried_again(form: Form, how: str):
    form.open_intent()
    change(form)
    FAILED_READS[how](form)
    expect(form.sentence).to_have_text(f"{NOT_REFRESHED} Try again")
    assert form.asked == [["sync"], ["trouble", 2, "not_refreshed"]]
    assert form.state() == CLOSED
    form.try_again.click()
    form.answer("fetchUpdates", {}, which=-1)
    form.reads_intent(4500, which=-1)
    assert form.state() == OPEN


def test_a_read_may_take_all_but_five_seconds(form: Form):
    form.open_intent()
    change(form)
    form.passes(4_999)
    form.answer("fetchUpdates", {})
    form.reads_intent(4500)
    assert (form.state(), form.asked) == (OPEN, [["sync"]])


def test_the_five_seconds_begin_when_the_server_has_answered(form: Form):
    form.open_intent()
    form.given(revision=2, amount=4500)
    form.passes(14_000)
    form.given(synced_revision=2)
    form.passes(4_999)
    form.answer("fetchUpdates", {})
    form.reads_intent(4500)
    assert form.state() == OPEN


def test_a_late_read_does_not_overtake_a_later_one(form: Form):
    form.open_intent()
    change(form)
    form.answer("fetchUpdates", {})
    form.passes(5_000)  # this read is given up, not ended
    change(form, 3, 4600)
    form.answer("fetchUpdates", {})
    assert form.waiting == ["retrievePaymentIntent", "retrievePaymentIntent"]
    form.reads_intent(4600, which=-1)
    assert form.state() == OPEN
    form.reads_intent(4500)
    assert form.state() == OPEN
    assert "session" not in [name for name, *_ in form.asked]


def test_a_read_that_fails_leaves_what_was_read_before(form: Form):
    form.open_intent()
    change(form)
    form.answer("fetchUpdates", {})
    form.rejects("retrievePaymentIntent")
    form.given(amount=4000)
    form.try_again.click()
    form.answer("fetchUpdates", {})
    form.reads_intent(4000)
    assert form.state() == OPEN


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", INCOMPLETE),
        ("   ", INCOMPLETE),
        ("ada", INVALID),
        ("ada@", INVALID),
        ("ada@example", INVALID),
        ("@example.com", INVALID),
        ("ada@example.", INVALID),
        ("ada@.com", INVALID),
        ("ada love@example.com", INVALID),
        ("ada@exam ple.com", INVALID),
        ("<ada@example.com> Ada", INVALID),
    ],
)
def test_a_wrong_email_is_said_beside_it(form: Form, typed: str, why: str):
    form.open_intent()
    form.run("document.querySelector('#email').type = 'text';")  # as typed, not as Chromium tidies it
    form.press_pay(typed)
    expect(form.email).to_have_accessible_description(why)
    expect(form.email).to_be_focused()
    form.answer("submit", {})
    assert (form.asked, form.state()) == ([], OPEN)


@pytest.mark.parametrize("typed", ["ada@example.com", " ada@example.com ", "a.l+tea@mail.example.co.uk"])
def test_an_email_that_can_be_one_is_taken_and_used(form: Form, typed: str):
    form.open_intent(email="first@example.com")
    expect(form.email).to_have_value("first@example.com")
    form.press_pay(typed)
    form.answer("submit", {})
    assert form.asked == [["place", 1, 4000]]
    form.given(placing=1)
    [[options]] = form.made("confirmPayment")
    assert options == {
        "elements": "elements",
        "redirect": "if_required",
        "confirmParams": {
            "return_url": "http://store.test/complete",
            "receipt_email": typed.strip(),
            "payment_method_data": {"billing_details": {"email": typed.strip()}},
        },
    }


def test_details_that_are_missing_are_not_asked_about(form: Form):
    form.open_intent()
    form.press_pay()
    form.answer("submit", {"error": {"message": "Your card number is incomplete."}})
    assert (form.asked, form.state()) == ([], OPEN)


def test_details_that_cannot_be_looked_at_are_no_words_for_shoppers(form: Form):
    form.open_intent()
    form.press_pay()
    form.rejects("submit")
    expect(form.problem).to_have_text(NOT_STARTED)
    assert (form.asked, form.state()) == ([["session", "unknown", 4000, 0]], OPEN)


def test_paid_it_leaves_for_the_order_without_the_secret(form: Form):
    confirming(form)
    with form.page.expect_navigation():
        paid = {"paymentIntent": {"id": "pi_1", "status": "succeeded"}}
        form.page.evaluate("(paid) => void script.end('confirmPayment', 'resolve', paid, 0)", paid)  # then it is gone
    address = urlsplit(form.page.url)
    assert (address.path, parse_qs(address.query)) == ("/complete", {"payment_intent": ["pi_1"]})


BANK = "payment_intent_authentication_failure"
NO = "No, in Stripe's words."


@pytest.mark.parametrize(
    ("type", "code", "said"),
    [
        ("card_error", "card_declined", NO),
        ("validation_error", "incomplete_number", NO),
        ("invalid_request_error", BANK, NO),
        ("invalid_request_error", "amount_mismatch", NOT_STARTED),
        ("invalid_request_error", None, NOT_STARTED),
        ("api_error", None, NOT_STARTED),
        ("api_connection_error", None, NOT_STARTED),
        ("authentication_error", None, NOT_STARTED),
        ("idempotency_error", None, NOT_STARTED),
        ("rate_limit_error", None, NOT_STARTED),
    ],
)
def test_which_errors_speak_to_who_pays(form: Form, type: str, code: str | None, said: str):
    confirming(form)
    assert form.asked == [["place", 1, 4000]]
    form.answer("confirmPayment", {"error": {"type": type, "code": code, "message": NO}})
    assert form.waiting == ["retrievePaymentIntent"]  # a failed attempt may have changed it
    expect(form.problem).to_have_count(0)
    form.reads_intent()
    expect(form.problem).to_have_text(said)
    assert form.asked == [["release"]]
    form.given(placing=0)
    assert form.state() == OPEN


def test_what_a_failed_attempt_left_is_seen(form: Form):
    confirming(form)
    form.answer("confirmPayment", {"error": {"type": "api_error", "message": NO}})
    form.reads_intent(status="succeeded")
    form.given(placing=0)
    assert form.asked == [["place", 1, 4000], ["release"], ["session", "complete", 4000, 0]]


def test_a_confirmation_that_throws_is_given_back(form: Form):
    confirming(form)
    form.rejects("confirmPayment")
    expect(form.problem).to_have_text(NOT_STARTED)
    assert form.asked == [["place", 1, 4000], ["release"]]


def test_a_failed_attempt_that_cannot_be_read_is_still_said(form: Form):
    confirming(form)
    form.answer("confirmPayment", {"error": {"type": "card_error", "message": NO}})
    form.rejects("retrievePaymentIntent")
    expect(form.problem).to_have_text(NO)
