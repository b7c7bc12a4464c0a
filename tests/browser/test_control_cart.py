"""The cart in the header: a link, and what a plain press of it shows over the page."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rxapp.ui.cart_link import TEXTS
from tests.browser.controls import Show, given, heard

TEA: dict[str, Any] = {
    "slug": "yame-sencha", "name": "Yame Sencha", "picture": "yame-sencha",
    "quantity": 2, "unit": "$18.00", "amount": "$36.00", "short": "",
}  # fmt: skip
POT = TEA | {"slug": "pot", "name": "Pot", "picture": "pot", "quantity": 1, "amount": "$64.00", "short": "Only 1 left."}
CUP = TEA | {"slug": "cup", "name": "Cup", "picture": "", "quantity": 1, "amount": "$9.00"}
CART: dict[str, Any] = {
    "ready": True, "lines": [TEA, POT, CUP], "present": "", "subtotal": "$109.00", "pictures": {"pot": "/pot.jpg"},
}  # fmt: skip


def cart_link(page: Page):
    return page.get_by_role("link", name="Cart", exact=True)


def opened(show: Show, **cart: Any) -> Page:
    page = show("Carted", **CART | cart)
    cart_link(page).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def test_a_plain_press_shows_it_over_the_page_and_escape_gives_the_keyboard_back(show: Show):
    page = show("Carted", **CART)
    expect(cart_link(page)).to_have_attribute("aria-haspopup", "dialog")
    expect(cart_link(page)).to_have_attribute("href", "/cart")
    expect(page.get_by_role("dialog")).to_have_count(0)
    cart_link(page).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=TEXTS["title"], exact=True)
    expect(dialog.get_by_role("heading")).to_be_focused()
    below = page.evaluate("document.querySelector('.cart-link').getBoundingClientRect().bottom + 8")
    assert dialog.evaluate("(dialog) => parseFloat(dialog.style.getPropertyValue('--peek-top'))") == pytest.approx(
        below
    )
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(cart_link(page)).to_be_focused()
    assert heard(page) == []
    cart_link(page).click()
    expect(dialog).to_be_visible()


def test_on_a_page_that_is_scrolled_it_stands_at_the_top(show: Show):
    page = show("Carted", **CART)
    page.evaluate("() => { document.body.style.paddingBottom = '3000px'; scrollTo(0, 1000); }")
    cart_link(page).dispatch_event("click")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("(dialog) => dialog.style.getPropertyValue('--peek-top')") == "8px"


@pytest.mark.parametrize("key", ["Meta", "Control", "Shift", "Alt"])
def test_with_a_modifier_the_link_is_followed(show: Show, key: Any):
    page = show("Carted", **CART)
    cart_link(page).click(modifiers=[key])
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert heard(page) == ["to /cart"]


def test_until_the_cart_is_read_the_link_is_followed(show: Show):
    page = show("Carted", **CART | {"ready": False})
    assert cart_link(page).get_attribute("aria-haspopup") is None
    cart_link(page).click()
    assert heard(page) == ["to /cart"]
    given(page, ready=True)
    cart_link(page).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert heard(page) == ["to /cart"]


def test_a_press_that_somebody_else_has_taken_shows_nothing(show: Show):
    page = show("Carted", **CART, prevented=True)
    cart_link(page).click()
    given(page, prevented=False)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert heard(page) == []


def test_each_line_says_what_how_many_and_how_much(show: Show):
    page = opened(show, present="Tin")
    lines = page.get_by_role("listitem")
    expect(lines).to_have_text(["Yame Sencha2 × $18.00$36.00", "PotOnly 1 left.$64.00", "Cup$9.00"])
    expect(page.locator(".peek-present")).to_have_text(f"Tin{TEXTS['present']}")
    expect(page.locator(".peek-subtotal")).to_have_text(f"{TEXTS['subtotal']}$109.00")
    expect(page.get_by_role("dialog").get_by_role("link")).to_have_text(
        ["Yame Sencha", "Pot", "Cup", TEXTS["checkout"], TEXTS["cart"]]
    )
    given(page, lines=[CUP], present="")
    expect(lines).to_have_text(["Cup$9.00"])
    expect(page.locator(".peek-present")).to_have_count(0)


def test_a_drawing_is_drawn_by_reference_and_another_picture_has_its_address(show: Show):
    page = opened(show)
    drawn = page.locator(".peek-picture").evaluate_all(
        "(all) => all.map((one) => one.querySelector('use, img')).map((one) => one && "
        "(one.getAttribute('href') ?? one.getAttribute('src')))"
    )
    assert drawn == ["/products/yame-sencha.svg#drawing", "/pot.jpg", None]


def test_an_empty_one_says_so_and_leads_to_no_payment(show: Show):
    page = opened(show, lines=[], subtotal="$0.00", present="Tin")
    dialog = page.get_by_role("dialog", name=TEXTS["empty"])
    expect(dialog.get_by_role("link")).to_have_text([TEXTS["cart"]])
    expect(dialog.get_by_role("listitem")).to_have_count(0)
    expect(dialog).not_to_contain_text("$0.00")


WAYS_OUT: dict[str, list[str]] = {
    "Yame Sencha": ["to /products/yame-sencha"],
    TEXTS["checkout"]: ["to /checkout"],
    TEXTS["cart"]: ["to /cart"],
    TEXTS["shut"]: [],
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_each_way_out_shuts_it(show: Show, way: str):
    page = opened(show)
    page.get_by_role("button" if way == TEXTS["shut"] else "link", name=way, exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert heard(page) == WAYS_OUT[way]


def test_a_press_beside_it_shuts_it_and_one_in_it_does_not(show: Show):
    page = opened(show)
    page.get_by_role("heading").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.mouse.click(2, 2)
    expect(page.get_by_role("dialog")).to_have_count(0)
