"""What the frames of an address and of an email ask for by what the page tells them: each form alone."""

from typing import Any

import pytest

from .alone import Alone
from .frames import CONFIGURATION, CONTEXT, FRAME, LONDON, ask, configured, focus, focused, values


class TestAddress:
    @pytest.fixture
    def form(self, alone: Alone) -> Alone:
        alone.load("address.js", FRAME)
        return alone

    NAMES = "shownFields().map(({ input }) => input.name)"

    @pytest.mark.parametrize(
        ("display", "names", "label"),
        [
            (None, ["name"], "Full name"),
            ("full", ["name"], "Full name"),
            ("organization", ["name"], "Organization"),
            ("split", ["firstName", "lastName"], "First name"),
        ],
    )
    def test_a_name_is_asked_for_as_the_page_wants_it(
        self, form: Alone, display: str | None, names: list[str], label: str
    ) -> None:
        configured(form, "Address", {"display": {"name": display}} if display else {})
        assert form.value(self.NAMES)[: len(names) + 1] == [*names, "country"]
        assert form.value("document.querySelector('.Field:not([hidden]) label').textContent") == label

    @pytest.mark.parametrize("split", [True, False])
    @pytest.mark.parametrize(
        ("known", "whole", "first", "last"),
        [
            ({"name": "Ada Augusta King"}, "Ada Augusta King", "Ada", "Augusta King"),
            ({"firstName": "Ada Augusta", "lastName": "King"}, "", "Ada Augusta", "King"),
            ({"name": "Ada"}, "Ada", "Ada", ""),
            ({}, "", "", ""),
        ],
    )
    def test_a_name_that_is_known_is_filled_in(
        self, form: Alone, split: bool, known: Any, whole: str, first: str, last: str
    ) -> None:
        options = {"display": {"name": "split" if split else "full"}, "defaultValues": known}
        configured(form, "Address", options)
        value = form.value("addressValue()")
        if split:
            assert (value["firstName"], value["lastName"], value["name"]) == (first, last, f"{first} {last}".strip())
        else:
            assert (value["name"], "firstName" in value) == (whole, False)

    @pytest.mark.parametrize(
        ("asked", "collected", "shown"),
        [
            (None, False, False), ("auto", False, False), ("always", False, True), ("never", False, False),
            (None, True, True), ("auto", True, True), ("always", True, True), ("never", True, False),
        ],
    )  # fmt: skip
    def test_a_telephone_number_is_asked_for_by_the_page_or_by_the_session(
        self, form: Alone, asked: str | None, collected: bool, shown: bool
    ) -> None:
        configured(form, "Address", {"fields": {"phone": asked}} if asked else {}, collectsPhone=collected)
        assert ("phone" in form.value(self.NAMES), "phone" in form.value("addressValue()")) == (shown, shown)

    @pytest.mark.parametrize(
        ("typed", "complete"), [("555 010", False), ("+1 (555) 01", False), ("555 0100", True), ("5550100", True)]
    )
    def test_a_telephone_number_has_seven_digits(self, form: Alone, typed: str, complete: bool) -> None:
        assert form.value("(phoneField.set(given), phoneField.examine().complete)", typed) is complete

    FORMATS: dict[str, list[str]] = {
        "US": ["City", "State", "ZIP code"],
        "CA": ["City", "Province", "Postal code"],
        "AU": ["Suburb", "State", "Postal code"],
        "GB": ["Town or city", "Postal code"],
        "IE": ["City", "County", "Eircode"],
        "IN": ["City", "State", "PIN"],
        "SG": ["City", "Postal code"],
        "HK": ["District", "Area"],
        "AE": ["City", "Emirate"],
        "PA": ["City"],
        "FR": ["City", "Postal code"],
    }
    LARGEST_FIRST = {"JP": ["Postal code", "Prefecture", "City"], "CN": ["Postal code", "Province", "City"]}

    @pytest.mark.parametrize("country", [*FORMATS, *LARGEST_FIRST])
    def test_an_address_has_the_parts_of_its_country_in_its_order(self, form: Alone, country: str) -> None:
        configured(form, "Address", allowedCountries=[country])
        labels = form.value(
            "[...document.querySelectorAll('.Field:not([hidden]) label')].map((one) => one.textContent)"
        )
        lines, parts = ["Address line 1", "Address line 2"], (self.FORMATS | self.LARGEST_FIRST)[country]
        ordered = [*parts, *lines] if country in self.LARGEST_FIRST else [*lines, *parts]
        assert labels == ["Full name", "Country or region", *ordered]

    @pytest.mark.parametrize(("country", "state"), [("US", "HI"), ("AU", "NSW"), ("JP", "Tokyo"), ("GB", "")])
    def test_a_state_is_chosen_where_there_is_a_list_and_typed_elsewhere(
        self, form: Alone, country: str, state: str
    ) -> None:
        known = {"name": "Ada", "address": LONDON | {"country": country, "state": state}}
        configured(form, "Address", contact=known)
        assert form.value("addressValue().address.state") == state
        configured(form, "Address", contact=known, allowedCountries=["FR", country])  # nothing goes with another list
        assert form.value("[addressValue().address.country, addressValue().address.state]") == [country, state]

    def test_an_address_that_is_known_is_filled_in_once_and_not_over_what_was_typed(self, form: Alone) -> None:
        form.do("cityField.set('Bath')")
        known = {"name": "Ada", "phone": "020 7946 0000", "address": LONDON}
        configured(form, "Address", contact=known, collectsPhone=True)
        address = {name: value or "" for name, value in LONDON.items()} | {"city": "Bath", "line2": None}
        assert form.value("addressValue()") == {"name": "Ada", "phone": "020 7946 0000", "address": address}
        form.do("line1Field.set('')")
        configured(form, "Address", contact=known)
        assert values(form, "line1Field") == [""]

    def test_which_fields_must_be_filled_in_is_told_to_who_cannot_see_it(self, form: Alone) -> None:
        configured(form, "Address", {"fields": {"phone": "always"}}, allowedCountries=["GB"])
        optional = "shownFields().filter(({ input }) => input.ariaRequired !== 'true').map(({ input }) => input.name)"
        assert form.value(optional) == ["addressLine2"]

    def test_what_is_cleared_leaves_the_country(self, form: Alone) -> None:
        configured(form, "Address", contact={"name": "Ada", "address": LONDON})
        ask(form, "clear")
        assert values(form, "nameField", "line1Field", "cityField", "zipField", "regionField") == ["", "", "", "", "GB"]

    def test_the_focus_goes_to_what_is_missing_first(self, form: Alone) -> None:
        configured(form, "Address", contact={"name": "Ada", "address": LONDON | {"city": ""}})
        focus(form)
        assert focused(form) == "locality"
        assert form.value("addressComplete()") is False
        form.do("cityField.set('London')")
        assert form.value("addressComplete()") is True
        focus(form)
        assert focused(form) == "name"


def test_an_email_that_is_known_is_filled_in_once(alone: Alone) -> None:
    alone.load("contact.js", FRAME)
    typed = "emailField.input.value"
    ask(alone, "configure", CONFIGURATION | {"options": {"defaultValues": {"email": "shop@example.com"}}})
    assert alone.value(typed) == "shop@example.com"
    ask(alone, "clear")
    assert alone.value(typed) == ""
    known = CONFIGURATION | {"context": CONTEXT | {"email": "session@example.com"}}
    ask(alone, "configure", known)
    assert alone.value(typed) == ""


@pytest.mark.parametrize(
    ("typed", "of_session", "of_page", "shown"),
    [
        ("", "session@example.com", "page@example.com", "session@example.com"),
        ("", None, "page@example.com", "page@example.com"),
        ("typed@example.com", "session@example.com", "page@example.com", "typed@example.com"),
    ],
)
def test_whose_email_comes_first(
    alone: Alone, typed: str, of_session: str | None, of_page: str | None, shown: str
) -> None:
    alone.load("contact.js", FRAME)
    alone.do("emailField.set(given)", typed)
    known = {"options": {"defaultValues": {"email": of_page}}, "context": CONTEXT | {"email": of_session}}
    ask(alone, "configure", CONFIGURATION | known)
    assert alone.value("emailField.input.value") == shown
