"""The cart, looked at from the header: over the page, with the keyboard, and as the link that it still is."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.chromium import PATIENCE_MS
from tests.e2e.shopper import Shopper
from tests.e2e.test_layout import PAINTED
from tests.serving import Server


def cart_link(page: Page) -> Locator:
    return page.get_by_role("banner").get_by_role("link", name="Cart")


def peek(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Your cart")


@pytest.mark.parametrize("width", [390, 1280])
def test_it_shows_the_cart_over_the_page_and_gives_the_keyboard_back(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 844})
    loaded: list[str] = []
    Shopper(page).add("yame-sencha", "kyusu-teapot")
    page.on("request", lambda request: loaded.append(request.url))
    page.evaluate(PAINTED)
    page.evaluate(
        "new PerformanceObserver((list) => (window.shifts = list.getEntries().length)).observe({type: 'layout-shift'})"
    )
    assert not [url for url in loaded if "peek" in url]
    cart_link(page).focus()
    page.keyboard.press("Enter")
    expect(peek(page).get_by_role("heading", name="Your cart")).to_be_focused()
    assert [url for url in loaded if "peek" in url], "it is loaded when it is asked for"
    assert page.url.endswith("/products/kyusu-teapot")
    expect(peek(page).get_by_role("listitem")).to_contain_text(["Yame Sencha", "Kyusu Teapot"])
    expect(page.get_by_test_id("peek-subtotal")).to_have_text("$82.00")
    inside = (
        "document.querySelector('dialog').contains(document.activeElement) || document.activeElement === document.body"
    )
    for _ in range(8):  # round and round, by way of the browser itself
        page.keyboard.press("Tab")
        assert page.evaluate(inside)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = peek(page).bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    expect(peek(page)).to_have_count(0)
    expect(cart_link(page)).to_be_focused()
    assert page.evaluate("window.shifts ?? 0") == 0


def test_it_leads_to_the_checkout_and_to_the_cart(page: Page):
    Shopper(page).add("yame-sencha")
    cart_link(page).click()
    peek(page).get_by_role("link", name="Checkout").click()
    page.wait_for_url("**/checkout")
    expect(Shopper(page).pay_button).to_be_enabled()
    expect(peek(page)).to_have_count(0)
    page.go_back()
    cart_link(page).click()
    peek(page).get_by_role("link", name="See your cart").click()
    page.wait_for_url("**/cart")
    cart_link(page).click()  # on the cart's own page there is nothing to look at over it
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_empty_one_says_so_and_a_press_beside_it_shuts_it(page: Page):
    page.goto("/")
    expect(cart_link(page)).to_have_attribute("aria-haspopup", "dialog")
    cart_link(page).click()
    expect(page.get_by_role("dialog", name="Your cart is empty")).to_be_visible()
    page.mouse.click(20, 600)
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("key", ["ControlOrMeta", "Shift"])
def test_with_a_modifier_it_is_the_link_that_it_looks_like(page: Page, key: str):
    page.goto("/")
    expect(cart_link(page)).to_have_attribute("aria-haspopup", "dialog")
    with page.context.expect_page() as opened:
        cart_link(page).click(modifiers=[key])  # pyright: ignore[reportArgumentType]
    expect(opened.value).to_have_url(re.compile("/cart$"))
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_where_it_cannot_be_loaded_the_link_is_followed(browser: Browser, store: Server):
    context = browser.new_context(base_url=store.url)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    page.route(re.compile("peek"), lambda route: route.abort())
    expect(cart_link(page)).to_have_attribute("aria-haspopup", "dialog")
    cart_link(page).click()
    page.wait_for_url("**/cart")
    context.close()


def test_without_javascript_it_is_a_link(browser: Browser, store: Server):
    context = browser.new_context(base_url=store.url, java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("banner").locator(".cart-link").click()
    page.wait_for_url("**/cart")
    context.close()
