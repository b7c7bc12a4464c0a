"""A quantity: what is sent, what is shown until the server has answered, and who is asked first."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.controls import Show, given, heard

SETTLE_MS = 600
TEA: dict[str, Any] = {"label": "Tea", "quantity": 3, "atLeast": 1, "atMost": 10}
SOLD_OUT = {"problem": "Only 3 left.", "describedBy": "problem-tea"}


def field(page: Page) -> Locator:
    return page.get_by_role("spinbutton", name="Quantity of Tea")


def more(page: Page) -> Locator:
    return page.get_by_role("button", name="One more Tea")


def fewer(page: Page) -> Locator:
    return page.get_by_role("button", name="One fewer Tea")


def test_one_more_and_one_fewer_are_shown_and_sent_at_once(show: Show):
    page = show("Stepper", **TEA)
    more(page).click()
    expect(field(page)).to_have_value("4")
    fewer(page).click()
    fewer(page).click()
    expect(field(page)).to_have_value("2")
    assert heard(page) == [4, 3, 2]


def test_the_field_says_what_it_takes_and_telephones_show_their_digits(show: Show):
    page = show("Stepper", **TEA)
    told = {"type": "number", "inputmode": "numeric", "min": "1", "max": "10", "step": "1"}
    assert {name: field(page).get_attribute(name) for name in told} == told


def test_a_name_may_have_any_signs_in_it(show: Show):
    page = show("Stepper", **TEA | {"label": "Tea for $& $1 {product}"})
    names = page.locator("[aria-label]").evaluate_all("(all) => all.map((one) => one.ariaLabel)")
    assert [name.removesuffix("Tea for $& $1 {product}") for name in names] == [
        *("One fewer ", "Quantity of ", "One more "),
    ]


@pytest.mark.parametrize(("quantity", "end"), [(10, more), (1, fewer)])
def test_an_end_of_the_range_sends_nothing_and_keeps_the_focus(show: Show, quantity: int, end: Any):
    page = show("Stepper", **TEA | {"quantity": quantity})
    other = fewer if end is more else more
    expect(end(page)).to_have_attribute("aria-disabled", "true")
    expect(other(page)).to_have_attribute("aria-disabled", "false")
    end(page).focus()
    page.keyboard.press("Enter")
    expect(end(page)).to_be_focused()
    expect(field(page)).to_have_value(str(quantity))
    assert heard(page) == []


@pytest.mark.parametrize(
    ("typed", "sent"), [("7", [7]), ("0", [0]), ("99", [99]), ("", []), ("1.5", []), ("1e400", []), ("1e20", [])]
)
def test_what_is_typed_is_sent_at_once_where_it_is_a_whole_number(show: Show, typed: str, sent: list[int]):
    page = show("Stepper", **TEA)
    field(page).fill(typed)
    assert heard(page) == sent


@pytest.mark.parametrize(
    ("typed", "left"), [("7", "7"), ("1", "1"), ("10", "10"), ("0", "3"), ("11", "3"), ("", "3"), ("1.5", "3")]
)
def test_what_cannot_be_goes_when_the_field_is_left(show: Show, typed: str, left: str):
    page = show("Stepper", **TEA)
    field(page).fill(typed)
    expect(field(page)).to_have_value(typed)
    field(page).blur()
    expect(field(page)).to_have_value(left)


@pytest.mark.parametrize(
    ("typed", "button", "stepped"), [("50", fewer, 10), ("-7", more, 1), ("", more, 4), ("5", more, 6)]
)
def test_a_step_from_what_was_typed_comes_into_the_range(show: Show, typed: str, button: Any, stepped: int):
    page = show("Stepper", **TEA)
    field(page).fill(typed)
    button(page).dispatch_event("click")
    assert heard(page)[-1:] == [stepped]
    expect(field(page)).to_have_value(str(stepped))


def test_answers_to_quick_clicks_do_not_flicker_past(show: Show):
    page = show("Stepper", **TEA)
    for _ in range(3):
        more(page).click()
    for answer in (4, 5):
        given(page, quantity=answer)
        page.clock.run_for(10 * SETTLE_MS)
        expect(field(page)).to_have_value("6")
    given(page, quantity=6)
    given(page, quantity=5)  # the server takes it back at once: that is its last word
    page.clock.run_for(SETTLE_MS - 1)
    expect(field(page)).to_have_value("6")
    page.clock.run_for(1)
    expect(field(page)).to_have_value("5")


@pytest.mark.parametrize("no", [SOLD_OUT, {"refused": "Your payment is on its way."}])
def test_a_step_that_is_refused_goes_back_after_a_moment(show: Show, no: dict[str, str]):
    page = show("Stepper", **TEA)
    more(page).click()
    page.clock.run_for(60_000)
    expect(field(page)).to_have_value("4")
    given(page, **no)
    page.clock.run_for(SETTLE_MS - 1)
    expect(field(page)).to_have_value("4")
    page.clock.run_for(1)
    expect(field(page)).to_have_value("3")


def test_what_is_being_typed_is_not_taken_away_by_a_refusal(show: Show):
    page = show("Stepper", **TEA)
    field(page).fill("4")
    given(page, **SOLD_OUT)
    page.clock.run_for(10 * SETTLE_MS)
    expect(field(page)).to_have_value("4")
    field(page).blur()
    page.clock.run_for(SETTLE_MS)
    expect(field(page)).to_have_value("3")


def test_a_problem_belongs_to_the_field(show: Show):
    page = show("Stepper", **TEA | SOLD_OUT | {"problem": ""})
    expect(field(page)).not_to_have_attribute("aria-invalid", "true")
    expect(field(page)).not_to_have_attribute("aria-describedby", "problem-tea")
    given(page, **SOLD_OUT)
    expect(field(page)).to_have_attribute("aria-invalid", "true")
    expect(field(page)).to_have_attribute("aria-describedby", "problem-tea")


def test_as_a_field_of_a_form_it_sends_nothing_and_keeps_what_was_typed(show: Show):
    page = show("Stepper", **TEA | {"name": "quantity"})
    expect(field(page)).to_have_attribute("name", "quantity")
    more(page).click()
    expect(field(page)).to_have_value("4")
    field(page).fill("99")
    field(page).blur()
    given(page, **SOLD_OUT)
    page.clock.run_for(10 * SETTLE_MS)
    expect(field(page)).to_have_value("99")
    assert heard(page) == []


STRIPES = TEA | {"stripeItem": "li_tea"}


@pytest.mark.parametrize(
    ("props", "sent"),
    [
        ({"takes": True, "comesTo": 200}, [["stripe", "li_tea", 4]]),
        ({"takes": True, "comesTo": None}, [["stripe", "li_tea", 4], 4]),
        ({"takes": False}, [4]),
        ({"takes": True, "comesTo": 200, "stripeItem": ""}, [4]),
    ],
)
def test_the_form_is_asked_first_and_the_server_where_it_does_not_take_it(
    show: Show, props: dict[str, Any], sent: list[Any]
):
    page = show("SteppedAtStripe", **STRIPES | props)
    more(page).click()
    expect(field(page)).to_have_value("4")
    assert heard(page) == sent
