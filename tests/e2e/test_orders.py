"""A receipt on paper, and where it is found again."""

import re

import pytest
from playwright.sync_api import Page, expect

from rxapp.shop.catalog import CATALOG
from rxapp.shop.destination import Destination
from tests.e2e.shopper import Shopper
from tests.e2e.test_address_form import deliver_to
from tests.serving import Server

PAPERS = ("A4", "Letter")
LONG = Destination(
    name="Wilhelmina Konstantinopolitanska-Featherstonehaugh",
    line1="1219 Kamehameha the Great Memorial Park Avenue",
    line2="Apartment 1204, second staircase, twelfth floor",
    city="Honolulu",
    state="HI",
    postal_code="96813",
    country="US",
)
A_PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def anna(page: Page) -> Shopper:
    return Shopper(page)


def everything(anna: Shopper) -> None:
    """The longest receipt there can be: all that is sold, every extra and every discount, a tax, a long address."""
    page = anna.page
    for product in CATALOG.products:
        quantity = 1 if product.stock else 10  # of what is counted, other tests want some too
        assert page.request.post("/api/checkout/add-product", data={"slug": product.slug, "quantity": quantity}).ok
    anna.open_checkout()
    anna.shops_as("gold")
    deliver_to(page, LONG)
    for extra in page.get_by_role("group", name="Extras").get_by_role("checkbox").all():
        extra.check()
    page.get_by_role("textbox", name="Donation").fill("5")
    page.get_by_role("button", name="Give").click()
    page.get_by_role("textbox", name="Promo code").fill("WELCOME10")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("button", name="Remove code")).to_be_visible()
    expect(anna.pay_button).to_be_enabled()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_longest_receipt_is_one_page_of_paper(anna: Shopper, theme: str):
    page = anna.page
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    everything(anna)
    anna.type_card()
    anna.pay()
    anna.reads_order()
    rows = page.get_by_role("article", name="Receipt").locator("li, dt")
    assert rows.count() > len(CATALOG.products) + 15
    assert {paper: len(A_PAGE.findall(page.pdf(format=paper))) for paper in PAPERS} == dict.fromkeys(PAPERS, 1)
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_test_id("total")).to_be_visible()
    ink = "getComputedStyle(document.querySelector('.receipt')).color"
    assert page.evaluate(ink) == "rgb(35, 31, 26)", "dark on white paper, whatever the screen shows"


def test_a_receipt_is_found_again_in_this_browser_and_in_no_other(anna: Shopper, store: Server):
    page = anna.page
    anna.checkout_with("yame-sencha")
    anna.type_card()
    anna.pay()
    number = anna.reads_order()
    page.go_back()
    page.get_by_role("link", name=number).click()
    assert anna.reads_order() == number
    page.goto("/cart")
    page.get_by_role("main").get_by_role("link", name=number).click()
    assert anna.reads_order() == number
    page.get_by_role("contentinfo").get_by_role("link", name="Your orders").click()
    order = page.get_by_role("main").get_by_role("listitem")
    expect(order).to_contain_text("$23.00")
    expect(order).to_contain_text("Yame Sencha")
    order.get_by_role("link", name=number).click()
    assert anna.reads_order() == number
    page.context.clear_cookies()
    page.goto("/orders")
    expect(page.get_by_role("heading", name="No orders yet")).to_be_visible()
