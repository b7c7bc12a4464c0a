"""A quantity that Stripe.js may change itself: when the form takes it, and what it does when that fails."""

from typing import Any

import pytest

from tests.browser.form import Form
from tests.browser.scripted import total

ADJUST = """
    const detail = { ...given, otherwise: () => window.asked.push(['otherwise']) };
    return window.adjustQuantity(detail);
"""
WANTED = [{"lineItem": "li_tea", "quantity": 3}]


def adjust(form: Form, quantity: int = 3, item: str = "li_tea") -> bool:
    """A stepper asks for a quantity.

    Returns:
        Whether the form has taken it; else the stepper asks our server.
    """
    return form.run(ADJUST, {"stripeItem": item, "quantity": quantity})


def done(form: Form, due: int) -> None:
    form.run("script.say(given); script.end('updateLineItemQuantity', 'resolve', success(), 0);".replace(
        "success()", "{ type: 'success', session: script.current() }"
    ), total(due))  # fmt: skip


def test_stripe_changes_it_and_the_server_is_asked_to_read_why(form: Form):
    form.open()
    assert adjust(form)
    assert form.made("updateLineItemQuantity") == [WANTED]
    assert form.asked == []
    done(form, 12000)
    assert form.asked == [["session", "open", 12000, 0]]
    assert not form.is_open()


@pytest.mark.parametrize("days", [0, 30])
def test_where_the_total_stays_the_same_the_server_is_asked_all_the_same(form: Form, days: int):
    trial: dict[str, Any] = {"trial": {"trialPeriodDays": days}} if days else {"trial": None}
    form.open(trial_days=days)
    form.stripe_has(recurring=trial)
    form.forget()
    adjust(form)
    done(form, 4000)
    assert form.asked == [["session", "open", 4000, days]]


@pytest.mark.parametrize(("quantity", "taken"), [(1, False), (2, True), (5, True), (6, False)])
def test_within_the_range_of_the_item_only(form: Form, quantity: int, taken: bool):
    form.open()
    assert adjust(form, quantity) == taken
    assert len(form.made("updateLineItemQuantity")) == taken
    assert form.asked == []


@pytest.mark.parametrize("item", ["li_kettle", "li_unknown"])
def test_an_item_that_is_not_adjustable_is_our_servers(form: Form, item: str):
    form.open()
    assert not adjust(form, item=item)
    assert form.waiting == []


NOT_NOW: dict[str, dict[str, Any]] = {
    "a change is on its way": {"revision": 2},
    "the server doubts": {"synced_revision": 0},
    "the totals differ": {"amount": 4100},
    "a payment is on its way": {"placing": 1},
}


@pytest.mark.parametrize("why", NOT_NOW)
def test_not_while(form: Form, why: str):
    form.open()
    form.given(**NOT_NOW[why])
    assert not adjust(form)
    assert form.made("updateLineItemQuantity") == []


def test_not_during_an_attempt_to_pay(form: Form):
    form.open()
    form.press_pay()
    assert not adjust(form)
    assert form.waiting == ["updateEmail"]


def test_one_at_a_time(form: Form):
    form.open()
    assert adjust(form)
    assert not adjust(form, 4)
    done(form, 4000)
    assert adjust(form, 4)


def fails(form: Form) -> None:
    form.refuses("updateLineItemQuantity", "This item is sold out.")


def throws(form: Form) -> None:
    form.rejects("updateLineItemQuantity")


@pytest.mark.parametrize("end", [fails, throws])
def test_what_stripe_does_not_do_our_server_does(form: Form, end: Any):
    form.open()
    assert adjust(form)
    end(form)
    assert form.asked == [["otherwise"]]
    assert form.is_open()
    assert adjust(form, 4)


def test_what_the_form_shows_now_decides(form: Form):
    form.open()
    form.given(amount=5000)
    form.stripe_has(**total(5000))
    form.forget()
    assert adjust(form)
    done(form, 5000)
    assert form.asked == [["session", "open", 5000, 0]]


def test_a_form_that_is_gone_takes_nothing(form: Form):
    form.open()
    form.run("window.goTo(false);")
    assert not adjust(form)


def test_never_for_an_intent(form: Form):
    form.open_intent()
    assert not adjust(form)
    assert form.waiting == []
