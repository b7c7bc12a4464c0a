"""A session that is not what the page shows closes Pay, and is reported."""

from typing import Any

import pytest

from tests.browser.form import CLOSED_WAITING, OPEN, Form, change, reads
from tests.browser.scripted import session, total

OTHERWISE: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "another total": ({"due": 4001}, ["open", 4001, 0]),
    "a smaller total": ({"due": 0}, ["open", 0, 0]),
    "a trial that nobody shows": ({"trial_days": 30}, ["open", 4000, 30]),
    "expired": ({"status": {"type": "expired"}}, ["expired", 4000, 0]),
    "paid": ({"status": {"type": "complete"}}, ["complete", 4000, 0]),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_a_session_that_is_not_what_the_page_shows_closes_pay_and_is_reported_once(form: Form, what: str):
    has, report = OTHERWISE[what]
    form.open()
    form.run("script.say(given);", session(**has))
    assert form.state() == CLOSED_WAITING
    form.given(label="Pay", connected=False)
    form.given(connected=True)
    assert form.asked == [["session", *report]]
    form.run("script.say(given);", session())
    assert form.state() == OPEN
    assert form.asked == []


@pytest.mark.parametrize("what", OTHERWISE)
def test_a_form_that_opens_on_another_session_than_the_page_shows_is_closed(form: Form, what: str):
    has, report = OTHERWISE[what]
    form.visit()
    form.loads(session(**has))
    assert form.state() == CLOSED_WAITING
    assert form.asked == [["session", *report]]


def test_each_other_total_is_reported(form: Form):
    form.open()
    form.stripe_has(**total(4100))
    form.stripe_has(**total(4200))
    assert form.asked == [["session", "open", 4100, 0], ["session", "open", 4200, 0]]


@pytest.mark.parametrize("days", [0, 7, 30])
def test_the_days_of_a_trial_must_be_those_the_page_says(form: Form, days: int):
    form.open(session(trial_days=days), trial_days=days)
    assert form.state() == OPEN
    form.given(trial_days=14)
    assert form.state() == CLOSED_WAITING
    assert form.asked == [["session", "open", 4000, days]]


def test_a_plan_without_a_trial(form: Form):
    form.open(session(recurring={"trial": None}))
    assert form.state() == OPEN


def test_another_total_is_no_report_while_an_update_is_running(form: Form):
    form.open()
    change(form)
    form.stripe_has(**total(4500))
    form.given(synced_revision=2)
    assert form.asked == [["sync"]]
    form.fine("read")
    assert form.state() == OPEN
    assert form.asked == []


def test_a_wrong_total_after_an_update_is_reported_and_pay_stays_closed(form: Form):
    form.open()
    change(form)
    form.given(synced_revision=2)
    reads(form, 4400)
    assert form.state() == CLOSED_WAITING
    assert form.asked == [["sync"], ["session", "open", 4400, 0]]


def test_another_total_is_no_report_while_a_payment_is_on_its_way(form: Form):
    form.open()
    form.given(placing=1)
    form.stripe_has(**total(4100))
    assert form.asked == []
    form.given(placing=0)
    assert form.asked == [["session", "open", 4100, 0]]
