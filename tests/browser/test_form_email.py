"""Whose email it is, when it is asked for, and what is said of a wrong one."""

import pytest
from playwright.sync_api import expect

from tests.browser.form import OPEN, Form
from tests.browser.scripted import session


def test_enter_in_the_email_pays_as_a_click_does(form: Form):
    form.open()
    form.email.fill("ada@example.com")
    form.email.press("Enter")
    form.rest()
    assert form.waiting == ["updateEmail"]


def test_an_email_that_stripe_has_already_is_not_sent_again(form: Form):
    form.open(session(email="ada@example.com"))
    expect(form.email).to_have_value("ada@example.com")
    form.press_pay()
    assert form.waiting == ["validateElements"]
    form.fine("validateElements")
    assert form.asked == [["place", 1, 4000]]


def test_another_email_than_stripe_has_is_sent(form: Form):
    form.open(session(email="ada@example.com"))
    form.press_pay("bob@example.com")
    assert form.made("updateEmail") == [["bob@example.com"]]


@pytest.mark.parametrize(("typed", "why"), [("", "Your email is incomplete."), ("ada@", "Your email is invalid.")])
def test_a_wrong_email_is_said_beside_it_and_nothing_is_asked(form: Form, typed: str, why: str):
    form.open()
    expect(form.email).not_to_have_attribute("aria-invalid", "true")
    form.press_pay(typed)
    assert form.made("updateEmail") == [[typed]]
    form.page.evaluate("document.activeElement.blur()")
    form.refuses("updateEmail", why)
    expect(form.email).to_be_focused()
    expect(form.email).to_have_attribute("aria-invalid", "true")
    expect(form.email).to_have_accessible_description(why)
    expect(form.page.get_by_role("alert")).to_have_text(why)
    assert form.waiting == ["validateElements"]  # what else is missing is shown at once
    form.fine("validateElements")
    assert (form.asked, form.state()) == ([], OPEN)

    form.press_pay()
    form.fine("updateEmail")
    expect(form.page.get_by_role("alert")).to_have_count(0)
    expect(form.email).not_to_have_attribute("aria-invalid", "true")
    form.fine("validateElements")
    assert form.asked == [["place", 1, 4000]]


def test_an_empty_email_is_sent_even_where_stripe_has_none(form: Form):
    form.open(session(email=""))
    form.press_pay("")
    assert form.made("updateEmail") == [[""]]


def test_a_member_pays_with_the_accounts_email(form: Form):
    form.open(session(email="member@example.com"), email="ada@example.com", account_email="member@example.com")
    expect(form.email).to_have_value("member@example.com")
    expect(form.email).to_have_attribute("readonly", "")
    form.pay.click()
    form.fine("validateElements")
    assert form.asked == [["place", 1, 4000]]


def test_signing_in_and_out_changes_whose_email_it_is(form: Form):
    form.open()
    form.email.fill("ada@example.com")
    form.given(account_email="member@example.com")
    expect(form.email).to_have_value("member@example.com")
    form.given(account_email="")
    expect(form.email).to_have_value("ada@example.com")
    expect(form.email).to_be_editable()
