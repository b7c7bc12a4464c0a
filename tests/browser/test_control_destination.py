"""Where the order goes, alone on a page: one line, and the form behind it."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.controls import Show, given, heard


def part(name: str, label: str, *options: tuple[str, str]) -> dict[str, Any]:
    return {"part": name, "label": label, "options": options}


CITY, ZIP = part("city", "City"), part("postal_code", "ZIP code")
STATE = part("state", "State", ("OR", "Oregon"), ("NY", "New York"))
PREFECTURE = part("state", "Prefecture", ("JP-13", "Tokyo"))
US = {"code": "US", "name": "United States", "largestFirst": False, "parts": [CITY, STATE, ZIP]}
GERMANY = {"code": "DE", "name": "Germany", "largestFirst": False, "parts": [ZIP, CITY]}
JAPAN = {"code": "JP", "name": "Japan", "largestFirst": True, "parts": [ZIP, PREFECTURE, CITY]}
ANNA = {
    "name": "Anna",
    "country": "US",
    "line1": "1 Oak St",
    "line2": "2nd floor",
    "city": "Portland",
    "state": "OR",
    "postal_code": "97201",
}
GIVEN: dict[str, Any] = {
    "destination": ANNA | {"place": "Portland, Oregon"},
    "countries": [US, GERMANY, JAPAN],
    "problems": {},
    "taken": 0,
}


def form(page: Page) -> Locator:
    return page.locator("form")


def labels(page: Page) -> list[str]:
    return form(page).locator("label").all_text_contents()


def shown(show: Show, **more: Any) -> Page:
    page = show("Destination", **GIVEN | more)
    page.clock.resume()  # where the focus goes is decided when the next picture is drawn
    return page


def opened(show: Show, **more: Any) -> Page:
    page = shown(show, **more)
    page.get_by_role("button", name="Change address").click()
    return page


def is_folded_up(page: Page) -> None:
    expect(form(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Change address")).to_be_focused()


def test_the_line_says_where_and_the_form_opens_behind_it_and_closes(show: Show):
    page = shown(show)
    region = page.get_by_role("region", name="Delivery address")
    expect(region.locator("p > span")).to_have_text("Deliver to Portland, Oregon")
    for close in (
        lambda: page.get_by_role("button", name="Keep address").click(),
        lambda: form(page).get_by_label("City").press("Escape"),
    ):
        expect(form(page)).to_have_count(0)
        change = page.get_by_role("button", name="Change address")
        expect(change).to_have_attribute("aria-expanded", "false")
        change.click()
        expect(page.get_by_role("button", name="Keep address")).to_have_attribute("aria-expanded", "true")
        expect(form(page).get_by_label("Full name")).to_be_focused()
        form(page).get_by_label("City").press("a")
        expect(form(page)).to_be_visible()
        close()
        is_folded_up(page)


def test_without_an_address_the_form_is_there_and_takes_no_focus(show: Show):
    page = shown(show, destination={})
    expect(form(page).get_by_label("Country")).to_have_value("US")
    assert page.evaluate("document.activeElement === document.body")
    expect(page.get_by_role("button")).to_have_text(["Deliver here"])
    form(page).get_by_label("City").press("Escape")
    expect(form(page)).to_be_visible()
    given(page, destination=GIVEN["destination"], taken=1)
    is_folded_up(page)


def test_an_address_that_was_taken_closes_the_form_and_nothing_else_does(show: Show):
    page = opened(show, taken=1)
    for same in ({"problems": {}}, {"taken": 1}, {"taken": 0}):
        given(page, **same)
        expect(form(page)).to_be_visible()
    given(page, taken=2)
    is_folded_up(page)
    page.get_by_role("button", name="Change address").click()
    given(page, taken=1)
    expect(form(page)).to_be_visible()


def test_what_is_known_stands_in_the_fields_and_everything_is_sent(show: Show):
    page = opened(show)
    assert labels(page) == [
        *("Full name", "Country", "Street and number", "Apartment, floor (optional)", "City", "State", "ZIP code"),
    ]
    form(page).get_by_role("button", name="Deliver here").click()
    form(page).get_by_label("City").fill("Salem")
    form(page).get_by_label("State").select_option("New York")
    form(page).get_by_label("City").press("Enter")
    assert heard(page) == [ANNA, ANNA | {"city": "Salem", "state": "NY"}]


def test_each_field_says_what_a_browser_may_fill_in(show: Show):
    page = opened(show)
    told = form(page).locator("input, select").evaluate_all("(all) => all.map((one) => [one.name, one.autocomplete])")
    assert dict(told) == {
        "name": "shipping name",
        "country": "shipping country",
        "line1": "shipping address-line1",
        "line2": "shipping address-line2",
        "city": "shipping address-level2",
        "state": "shipping address-level1",
        "postal_code": "shipping postal-code",
    }


def test_each_country_has_its_parts_in_its_order(show: Show):
    page = opened(show)
    form(page).get_by_label("City").fill("Kyoto")
    form(page).get_by_label("Country").select_option("Japan")
    address = ["Street and number", "Apartment, floor (optional)"]
    assert labels(page) == ["Full name", "Country", "ZIP code", "Prefecture", "City", *address]
    expect(form(page).get_by_label("City")).to_have_value("Kyoto")
    expect(form(page).get_by_label("Prefecture").locator("option")).to_have_text(["Choose…", "Tokyo"])
    expect(form(page).get_by_label("Prefecture")).to_have_value("")
    form(page).get_by_label("Country").select_option("Germany")
    assert labels(page) == ["Full name", "Country", *address, "ZIP code", "City"]
    form(page).get_by_role("button", name="Deliver here").click()
    [sent] = heard(page)
    assert sent == {**{name: ANNA[name] for name in ANNA if name != "state"}, "country": "DE", "city": "Kyoto"}


@pytest.mark.parametrize(
    ("parts", "alone"),
    [
        ([CITY, STATE, ZIP], {"city"}),
        ([ZIP, CITY], {"city", "postal_code"}),
        ([ZIP, PREFECTURE, CITY], {"city"}),
        ([STATE, CITY, ZIP], {"state", "city", "postal_code"}),
    ],
)
def test_the_city_has_a_row_of_its_own_and_the_others_share_one(show: Show, parts: list[Any], alone: set[str]):
    page = opened(show, countries=[US | {"parts": parts}])
    wide = page.locator(".address-wide :is(input, select)").evaluate_all("(all) => all.map((one) => one.name)")
    assert set(wide) == alone


def test_a_country_that_is_not_delivered_to_any_more_is_chosen_anew(show: Show):
    page = opened(show, destination=GIVEN["destination"] | {"country": "FR"})
    assert "State" in labels(page)


def test_what_is_wrong_is_said_beside_its_field_and_the_first_has_the_focus(show: Show):
    page = opened(show)
    city, code = form(page).get_by_label("City"), form(page).get_by_label("ZIP code")
    given(page, problems={"address-postal_code": "Write the code.", "address-city": "Write the city.", "code": "No."})
    expect(city).to_be_focused()
    for field, said in ((city, "Write the city."), (code, "Write the code.")):
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(said)
    name = form(page).get_by_label("Full name")
    assert (name.get_attribute("aria-invalid"), name.get_attribute("aria-describedby")) == (None, None)
    expect(name).to_have_attribute("maxlength", "120")
    expect(name).to_have_attribute("type", "text")
    code.focus()
    given(page, problems={})
    expect(code).to_be_focused()


def test_what_is_wrong_with_a_place_is_said_of_its_own_country_alone(show: Show):
    page = opened(show)
    chosen, code = form(page).get_by_label("Country"), form(page).locator("[name=postal_code]")
    given(page, problems={"address-postal_code": "Write it like 10115.", "address-name": "Write the name."})
    expect(code).to_have_accessible_description("Write it like 10115.")
    chosen.select_option("DE")
    expect(code).not_to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Write it like 10115.")).to_have_count(0)
    expect(form(page).get_by_label("Full name")).to_have_accessible_description("Write the name.")
    chosen.select_option("US")
    expect(code).to_have_accessible_description("Write it like 10115.")
    chosen.select_option("DE")
    given(page, problems={"address-postal_code": "Five digits."})
    expect(code).to_have_accessible_description("Five digits.")
    expect(code).to_be_focused()
