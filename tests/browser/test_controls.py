"""Controls of the checkout alone on a page: what they show before and after the server has answered."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.controls import Show, given, heard

WAYS = [
    {"key": key, "name": key, "detail": "", "price": "", "chosen": key == "Standard"} for key in ("Standard", "Express")
]
REFUSED = {"refused": "Your payment is on its way, so nothing can change now."}


@pytest.mark.parametrize("no", [{"problem": "Gift wrap is sold out."}, REFUSED])
def test_a_tick_goes_back_when_it_is_refused_here_or_as_a_whole(show: Show, no: dict[str, str]):
    page = show("Choice", name="Gift wrap", detail="", price="$5.00", checked=False)
    box = page.get_by_role("checkbox")
    box.check()
    page.clock.run_for(60_000)
    expect(box).to_be_checked()
    given(page, **no)
    page.clock.run_for(1_000)
    expect(box).not_to_be_checked()
    given(page, problem="", refused="")
    box.check()
    page.clock.run_for(60_000)
    expect(box).to_be_checked()
    given(page, checked=True)
    page.clock.run_for(1_000)
    expect(box).to_be_checked()
    assert heard(page) == [True, True]


@pytest.mark.parametrize("no", [{"problem": "Express isn't offered to Hawaii."}, REFUSED])
def test_a_choice_goes_back_when_it_is_refused_here_or_as_a_whole(show: Show, no: dict[str, str]):
    page = show("OneOf", group="shipping", options=WAYS)
    page.get_by_role("radio", name="Express").check()
    given(page, **no)
    page.clock.run_for(1_000)
    expect(page.get_by_role("radio", name="Standard")).to_be_checked()


def test_a_countdown_that_begins_anew_ends_as_it_says_now_and_not_before(show: Show):
    page = show("Countdown", left=10)
    given(page, left=30)  # another code took the place of the first
    page.clock.run_for(29_000)
    assert heard(page) == []
    page.clock.run_for(1_000)
    assert heard(page) == ["end"]


def test_a_countdown_that_is_taken_off_the_page_ends_nothing(show: Show):
    page = show("Countdown", left=10)
    given(page, gone=True)
    page.clock.run_for(60_000)
    assert heard(page) == []


@pytest.mark.parametrize(
    ("control", "role", "given_besides"),
    [("Choice", "checkbox", {"checked": False}), ("OneOf", "radio", {"group": "shipping"})],
)
def test_what_is_chosen_is_called_by_its_name_and_described_by_the_rest(
    show: Show, control: str, role: Any, given_besides: dict[str, Any]
):
    wrap = {"key": "wrap", "name": "Gift wrap", "detail": "In paper", "price": "$5.00", "chosen": False}
    page = show(control, **wrap | {"options": [wrap], "describedBy": "root"} | given_besides)
    box = page.get_by_role(role)
    expect(box).to_have_accessible_name("Gift wrap")
    expect(box).to_have_accessible_description("In paper $5.00")
    if control == "OneOf":
        expect(box).to_have_attribute("name", "shipping")
    given(page, problem="Sold out.")
    assert (box.get_attribute("aria-describedby") or "").split()[2:] == ["root"]


@pytest.mark.parametrize("at", [0, 4_000_000_000])
def test_a_countdown_asks_no_clock_of_the_shoppers_and_ends_once(show: Show, at: int):
    page = show("Countdown", at=at, left=90)
    expect(page.get_by_role("timer")).to_have_text("1:30 left")
    page.clock.set_system_time(at + 86_400)  # somebody sets it while it runs
    page.clock.run_for(60_000)
    given(page, unrelated=1)  # the page is drawn again
    expect(page.get_by_role("timer")).to_have_text("0:30 left")
    assert heard(page) == []
    page.clock.run_for(60_000)
    expect(page.get_by_role("timer")).to_have_text("0:00 left")
    assert heard(page) == ["end"]
    given(page, left=2)  # the server says that it lasts a little longer
    page.clock.run_for(10_000)
    assert heard(page) == ["end", "end"]
