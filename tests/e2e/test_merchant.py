"""Behind the counter, in a browser: an order comes in, is given back by keyboard, and the shopper sees it."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.shopper import Shopper, stand_behind_the_counter
from tests.serving import Server


@pytest.fixture
def merchant(page: Page, store: Server) -> Page:
    """The merchant's tab."""
    stand_behind_the_counter(page, store)
    return page


def test_an_order_comes_in_and_is_given_back(merchant: Page, browser: Browser, store: Server):
    context = browser.new_context(base_url=store.url, reduced_motion="reduce")
    anna = Shopper(context.new_page())
    anna.checkout_with("matcha-bowl")
    anna.type_card()
    anna.pay()
    number = anna.reads_order()
    row = merchant.get_by_role("list", name="Orders").get_by_role("listitem").filter(has_text=number)
    expect(row).to_contain_text("Matcha Bowl")  # without a reload
    merchant.get_by_label("Find an order").fill(number.lower())
    merchant.keyboard.press("Enter")
    expect(merchant.get_by_role("list", name="Orders").get_by_role("listitem")).to_have_count(1)
    row.get_by_role("link", name=number).press("Enter")
    merchant.get_by_label("Amount").fill("3")
    merchant.keyboard.press("Enter")
    expect(merchant.get_by_role("group", name=re.compile(r"^Give \$3\.00"))).to_be_visible()
    expect(merchant.get_by_role("button", name="No, keep it")).to_be_focused()
    merchant.keyboard.press("Tab")
    merchant.keyboard.press("Enter")
    expect(merchant.get_by_text("$3.00 is given back.")).to_be_visible()
    expect(merchant.get_by_role("list", name="Refunds").get_by_role("listitem")).to_have_count(1)
    anna.page.reload()
    expect(anna.page.get_by_test_id("refunded")).to_have_text("−$3.00")
    context.close()


def test_signed_out_nothing_is_seen_in_any_tab(merchant: Page):
    other = merchant.context.new_page()
    other.goto("/merchant")
    expect(other.get_by_role("button", name="Sign out")).to_be_visible()
    merchant.get_by_role("button", name="Sign out").click()
    for tab in (merchant, other):
        expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
        expect(tab.get_by_role("button", name="Sign out")).to_have_count(0)
    assert "kettle_merchant" not in {one.get("name") for one in merchant.context.cookies()}


def test_shoppers_load_nothing_of_it(page: Page, store: Server):
    loaded: list[str] = []
    page.on("response", lambda answer: loaded.append(answer.url))
    for path in ("/", "/cart", "/checkout", "/orders"):
        page.goto(path, wait_until="networkidle")
    scripts = {one for one in loaded if one.endswith((".js", ".css"))}
    assert len(scripts) > 10
    of_the_merchant = re.compile("sign-in|Behind the counter|Refund…|counter-header")
    assert [one for one in scripts if "merchant" in one or of_the_merchant.search(httpx.get(one).text)] == []
