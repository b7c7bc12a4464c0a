"""The form behind the line that says where the order goes: by hand, by keyboard, and when something is wrong."""

import re

from playwright.sync_api import Page, expect

from rxapp.shop.destination import Destination
from tests.e2e.shopper import Shopper
from tests.unit.shop.addresses import BERLIN, OREGON


def deliver_to(page: Page, address: Destination) -> None:
    page.get_by_role("button", name="Change address").click()
    write(page, address)
    page.get_by_role("button", name="Deliver here").click()
    expect(page.get_by_text(f"Deliver to {address.place}")).to_be_visible()


def write(page: Page, address: Destination) -> None:
    form = page.get_by_role("region", name="Delivery address")
    form.get_by_label("Country").select_option(address.country)
    form.get_by_label("Full name").fill(address.name)
    form.get_by_label("Street and number").fill(address.line1)
    form.get_by_label("City").fill(address.city)
    if address.country == "US":
        form.get_by_label("State").select_option(address.state)
    form.get_by_label(re.compile("ZIP code|Postal code")).fill(address.postal_code)


def test_the_form_says_what_is_wrong_beside_each_field_and_keeps_the_focus(page: Page):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    page.get_by_role("button", name="Change address").press("Enter")
    form = page.get_by_role("region", name="Delivery address")
    expect(form.get_by_label("Full name")).to_be_focused()
    expect(form.get_by_label("Full name")).to_have_value(OREGON.name)
    form.get_by_label("City").fill(" ")
    form.get_by_label("ZIP code").fill("972")
    form.get_by_label("ZIP code").press("Enter")
    expect(form.get_by_label("City")).to_be_focused()
    expect(form.get_by_label("City")).to_have_accessible_description("Please write the city.")
    expect(form.get_by_text("Please write the ZIP code, such as 95014.")).to_be_visible()
    anna.sees("$18.00", "", "$5.00", "$23.00")
    form.get_by_label("City").fill("Salem")
    form.get_by_label("ZIP code").fill("97301")
    form.get_by_label("ZIP code").press("Enter")
    expect(page.get_by_text("Deliver to Salem, Oregon")).to_be_visible()
    expect(page.get_by_role("button", name="Change address")).to_be_focused()
    page.get_by_role("button", name="Change address").click()
    page.keyboard.press("Escape")
    expect(form.get_by_label("City")).to_have_count(0)
    expect(page.get_by_role("button", name="Change address")).to_be_focused()


def test_the_address_stays_through_a_reload(page: Page):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    deliver_to(page, BERLIN)
    anna.sees("$18.00", "", "$18.00", "$36.00")
    page.reload()
    expect(page.get_by_text("Deliver to Berlin, Germany")).to_be_visible()
    anna.sees("$18.00", "", "$18.00", "$36.00")
