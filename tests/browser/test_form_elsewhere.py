"""A button elsewhere on the page that sends the form: when it may show itself, and where it leads."""

import pytest
from playwright.sync_api import expect

from tests.browser.form import Form
from tests.browser.scripted import session

BUTTON = """
  const button = Object.assign(document.createElement("button"), { type: "submit", textContent: "Elsewhere" });
  button.setAttribute("form", "payment-form");
  document.body.append(button);
"""


def complete(form: Form) -> str | None:
    return form.page.locator("#payment-form").get_attribute("data-complete")


def press(form: Form) -> None:
    form.run(BUTTON)
    form.page.get_by_role("button", name="Elsewhere").click()
    form.rest()


@pytest.mark.parametrize("flow", ["session", "intent"])
def test_the_form_says_whether_the_fields_are_filled_in(form: Form, flow: str):
    form.open() if flow == "session" else form.open_intent()
    assert complete(form) == "false"
    for filled_in in (True, False):
        form.run("script.typed(given);", filled_in)
        assert complete(form) == str(filled_in).lower()


def test_where_nothing_is_due_there_is_nothing_to_fill_in(form: Form):
    form.open(amount=0)
    form.stripe_has(total={"total": {"minorUnitsAmount": 0, "amount": "$0.00"}})
    assert complete(form) == "true"


def test_a_free_trial_needs_a_card_all_the_same(form: Form):
    form.open(session(due=0, trial_days=14), amount=0, trial_days=14)
    for filled_in in (False, True):
        form.run("script.typed(given);", filled_in)
        assert complete(form) == str(filled_in).lower()


@pytest.mark.parametrize(("due", "days", "fields"), [(4000, 0, 1), (0, 14, 1), (0, 0, 0)])
def test_fields_have_a_place_where_there_is_something_to_fill_in(form: Form, due: int, days: int, fields: int):
    form.open(session(due=due, trial_days=days), amount=due, trial_days=days)
    expect(form.page.locator(".payment-fields")).to_have_count(fields)


def test_it_pays_by_the_rules_of_pay(form: Form):
    form.open(email="ada@example.com")
    form.email.fill("ada@example.com")
    press(form)
    expect(form.pay).to_be_focused()
    form.fine("updateEmail", "validateElements")
    assert form.asked == [["place", 1, 4000]]


def test_closed_it_leads_to_why(form: Form):
    form.open()
    form.given(revision=2)
    press(form)
    expect(form.pay).to_be_focused()
    expect(form.sentence).to_contain_text("so nothing was paid")
    assert form.made("updateEmail") == []


def test_what_is_sent_in_the_form_itself_leaves_the_focus_where_it_is(form: Form):
    form.open()
    form.email.fill("ada@example.com")
    form.email.press("Enter")
    form.rest()
    expect(form.email).to_be_focused()
