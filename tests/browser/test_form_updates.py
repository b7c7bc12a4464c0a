"""The form follows the cart: one update at a time, the latest wins, and what fails says so and can be tried again."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.form import CLOSED, CLOSED_WAITING, OPEN, Form, change, reads

LATE = "This is taking longer than it should."
NOT_REFRESHED = "The payment form could not be brought up to date."


def runs(form: Form) -> int:
    return len(form.made("runServerUpdate"))


def test_a_change_closes_pay_until_stripe_has_it_and_the_form_has_read_it(form: Form):
    form.open()
    assert form.state() == OPEN
    change(form)
    expect(form.pay).to_have_text("Pay $45.00")
    assert form.state() == CLOSED_WAITING
    assert (form.asked, form.waiting, runs(form)) == ([["sync"]], [], 1)
    form.given(synced_revision=2)
    assert form.waiting == ["read"]
    assert form.state() == CLOSED_WAITING
    reads(form)
    assert form.state() == OPEN
    form.passes(30_000)
    assert (form.asked, form.waiting, runs(form)) == ([], [], 1)
    expect(form.sentence).to_have_text("")


def test_a_form_whose_cart_has_not_changed_asks_for_nothing(form: Form):
    form.open()
    form.passes(30_000)
    assert (form.asked, form.waiting, runs(form)) == ([], [], 0)


def test_a_form_that_opens_behind_the_cart_catches_up(form: Form):
    form.open(revision=3, synced_revision=2, amount=4500)
    form.rest()
    assert (runs(form), form.state()) == (1, CLOSED_WAITING)
    form.given(synced_revision=3)
    reads(form)
    assert form.state() == OPEN


def test_a_slow_update_says_so_after_a_moment_and_a_quick_one_does_not(form: Form):
    form.open()
    change(form)
    form.passes(299)
    expect(form.sentence).to_have_text("")
    form.passes(1)
    expect(form.sentence).to_have_text("Updating…")
    form.given(synced_revision=2)
    reads(form)
    expect(form.sentence).to_have_text("")
    change(form, revision=3, amount=4600)
    form.passes(299)
    expect(form.sentence).to_have_text("")


def test_changes_during_an_update_wait_for_its_end_and_are_carried_by_one_next(form: Form):
    form.open()
    change(form, 2, 4500)
    change(form, 3, 4600)
    change(form, 4, 4700)
    assert (form.asked, runs(form)) == ([["sync"]], 1)
    form.given(synced_revision=2)
    reads(form, 4500)
    assert (form.asked, runs(form), form.state()) == ([["sync"]], 2, CLOSED_WAITING)
    form.given(synced_revision=4)
    reads(form, 4700)
    assert (form.asked, runs(form), form.state()) == ([], 2, OPEN)


def test_a_change_while_stripe_reads_is_carried_by_the_next(form: Form):
    form.open()
    change(form, 2, 4500)
    form.given(synced_revision=2)
    change(form, 3, 4600)
    form.given(synced_revision=3)
    assert (runs(form), form.waiting) == (1, ["read"])
    reads(form, 4500)
    assert (runs(form), form.waiting, form.state()) == (2, ["read"], CLOSED_WAITING)
    reads(form, 4600)
    assert (runs(form), form.state()) == (2, OPEN)


def test_an_answer_that_brought_more_than_was_wanted_counts_for_all_of_it(form: Form):
    form.open()
    change(form, 2, 4500)
    change(form, 3, 4600)
    form.given(synced_revision=3)
    reads(form, 4600)
    assert (runs(form), form.state()) == (1, OPEN)


def test_a_smaller_revision_than_wanted_is_no_answer(form: Form):
    form.open(revision=5, synced_revision=5)
    change(form, 7)
    form.given(synced_revision=6)
    assert (form.waiting, form.state()) == ([], CLOSED_WAITING)
    form.given(synced_revision=7)
    assert form.waiting == ["read"]


def test_what_another_has_brought_to_stripe_is_read_too(form: Form):
    """Another tab, or the server itself: both revisions come at once."""
    form.open()
    form.given(revision=2, synced_revision=2, amount=4500)
    assert (form.asked, form.waiting, form.state()) == ([["sync"]], ["read"], CLOSED_WAITING)
    reads(form)
    assert form.state() == OPEN


def test_when_the_server_doubts_what_stripe_has_it_is_asked_again(form: Form):
    form.open(revision=3, synced_revision=3)
    form.given(synced_revision=2)
    assert (form.asked, form.state()) == ([["sync"]], CLOSED_WAITING)
    form.given(synced_revision=3)
    reads(form, 4000)
    assert form.state() == OPEN


REFUSAL = "Gift wrap is sold out."


def refuse_a_change(form: Form) -> None:
    form.open()
    change(form)
    form.refused(REFUSAL)
    expect(form.sentence).to_have_text(f"{REFUSAL} Try again")
    assert form.state() == CLOSED
    assert (form.asked, form.waiting, runs(form)) == ([["sync"]], [], 1)


def test_a_refusal_is_said_and_not_tried_again_by_itself(form: Form):
    refuse_a_change(form)
    form.passes(60_000)
    assert (form.asked, runs(form)) == ([], 1)
    expect(form.sentence).to_have_text(f"{REFUSAL} Try again")


AGAIN: dict[str, Any] = {
    "by the link": lambda form: form.try_again.click(),
    "beside a control": lambda form: form.given(tries=1),
    "when a lost socket is back": lambda form: (form.given(hydrated=False), form.given(hydrated=True)),
    "by another change": lambda form: change(form, 3),
}


@pytest.mark.parametrize("way", AGAIN)
def test_what_failed_is_tried_again(form: Form, way: str):
    refuse_a_change(form)
    AGAIN[way](form)
    form.rest()
    assert runs(form) == 2
    assert form.asked[0] == ["sync"]
    expect(form.try_again).to_have_count(0)
    assert form.state() == CLOSED_WAITING
    form.given(revision=3, synced_revision=3)
    reads(form)
    assert form.state() == OPEN


def test_what_failed_is_tried_again_when_the_server_has_come_further_after_all(form: Form):
    refuse_a_change(form)
    form.given(synced_revision=2)
    assert (form.asked, form.waiting) == ([["sync"]], ["read"])
    reads(form)
    assert form.state() == OPEN


def test_the_same_refusal_again_is_a_refusal(form: Form):
    refuse_a_change(form)
    form.try_again.click()
    form.refused(REFUSAL, number=2)
    expect(form.sentence).to_have_text(f"{REFUSAL} Try again")
    assert runs(form) == 2


def test_a_refusal_older_than_the_question_is_no_answer(form: Form):
    form.open(refusal={"number": 4, "message": "of another time"})
    change(form)
    form.given(label="Pay")
    assert form.state() == CLOSED_WAITING
    expect(form.try_again).to_have_count(0)
    form.given(synced_revision=2)
    reads(form)
    assert form.state() == OPEN


def test_a_refusal_together_with_the_answer_does_not_undo_it(form: Form):
    form.open()
    change(form)
    form.refused("of something else", synced_revision=2)
    assert form.waiting == ["read"]
    reads(form)
    assert form.state() == OPEN


def test_a_refusal_with_nothing_asked_changes_nothing(form: Form):
    form.open()
    form.refused("of something else")
    assert form.state() == OPEN
    expect(form.sentence).to_have_text("")


def test_a_change_during_an_update_that_fails_is_carried_all_the_same(form: Form):
    form.open()
    change(form, 2, 4500)
    change(form, 3, 4600)
    form.refused(REFUSAL)
    assert (form.asked, runs(form), form.state()) == ([["sync"], ["sync"]], 2, CLOSED_WAITING)
    form.given(synced_revision=3)
    reads(form, 4600)
    assert form.state() == OPEN


def test_no_answer_within_fifteen_seconds_is_said_and_reported(form: Form):
    form.open()
    change(form)
    assert form.asked == [["sync"]]
    form.passes(14_999)
    assert (form.asked, form.state()) == ([], CLOSED_WAITING)
    form.passes(1)
    expect(form.sentence).to_have_text(f"{LATE} Try again")
    assert form.asked == [["trouble", 2, "late"]]
    assert form.state() == CLOSED
    assert form.waiting == []


def test_an_answer_after_the_wait_for_it_is_taken_by_another_try(form: Form):
    form.open()
    change(form)
    form.passes(15_000)
    form.given(synced_revision=2)
    assert form.waiting == ["read"]
    reads(form)
    assert form.state() == OPEN
    assert form.asked == [["sync"], ["trouble", 2, "late"], ["sync"]]


def test_each_question_has_its_own_fifteen_seconds(form: Form):
    form.open()
    change(form)
    form.passes(10_000)
    form.given(synced_revision=2)
    reads(form)
    change(form, 3)
    form.passes(14_999)
    assert form.asked == [["sync"], ["sync"]]
    form.passes(1)
    assert form.asked == [["trouble", 3, "late"]]


def test_a_report_names_the_revision_that_was_wanted(form: Form):
    form.open()
    change(form, 2)
    change(form, 3)
    form.passes(15_000)
    assert form.asked == [["sync"], ["trouble", 2, "late"], ["sync"]]


FAILED_READS: dict[str, Any] = {
    "an error": lambda form: form.refuses("read", "Stripe's own words"),
    "a rejection": lambda form: form.rejects("read", "Stripe's own words"),
    "nothing": lambda form: form.answer("read"),
}


@pytest.mark.parametrize("how", FAILED_READS)
def test_a_read_that_fails_is_said_in_our_words_and_reported(form: Form, how: str):
    form.open()
    change(form)
    form.given(synced_revision=2)
    FAILED_READS[how](form)
    expect(form.sentence).to_have_text(f"{NOT_REFRESHED} Try again")
    assert form.asked == [["sync"], ["trouble", 2, "not_refreshed"]]
    assert form.state() == CLOSED
    form.try_again.click()
    reads(form)
    assert form.state() == OPEN


def test_a_refusal_is_not_reported_since_the_server_knows(form: Form):
    refuse_a_change(form)
    form.passes(20_000)
    assert form.asked == []


def test_a_failure_of_an_older_revision_is_not_said_of_a_newer(form: Form):
    form.open()
    change(form)
    form.passes(15_000)
    change(form, 3)
    expect(form.try_again).to_have_count(0)
    assert form.state() == CLOSED_WAITING


def test_a_question_that_a_lost_socket_may_have_swallowed_is_asked_again_once_it_is_back(form: Form):
    form.open()
    change(form)
    form.given(hydrated=False)
    assert form.asked == [["sync"]]
    form.given(hydrated=True)
    assert (form.asked, runs(form)) == ([["sync"]], 1)
    form.given(synced_revision=2)
    reads(form)
    form.given(hydrated=False)
    form.given(hydrated=True)
    assert (form.asked, runs(form), form.state()) == ([], 1, OPEN)


def test_without_a_connection_pay_is_closed_and_says_why(form: Form):
    form.open()
    form.given(connected=False)
    assert form.state() == CLOSED_WAITING
    form.passes(300)
    expect(form.sentence).to_have_text("Waiting for the connection…")
    form.given(connected=True)
    assert form.state() == OPEN
    expect(form.sentence).to_have_text("")


def test_a_payment_that_is_on_its_way_closes_pay(form: Form):
    form.open()
    form.given(placing=1)
    assert form.state() == CLOSED_WAITING
    form.passes(300)
    expect(form.sentence).to_have_text("Paying…")
    form.given(connected=False)
    expect(form.sentence).to_have_text("Waiting for the connection…")
    form.given(connected=True, placing=0)
    assert form.state() == OPEN


def test_a_page_that_is_left_asks_nothing_more(form: Form):
    form.open()
    change(form)
    form.run("window.goTo(false);")
    form.given(hydrated=False)
    form.given(hydrated=True)
    assert form.asked == [["sync"]]
