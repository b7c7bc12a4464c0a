"""By keyboard alone: the focus goes where the work goes on, never back to the top of the page."""

from playwright.sync_api import Page, expect

from tests.e2e.shopper import Shopper


def test_the_focus_stays_with_the_work_at_the_checkout(page: Page):
    anna = Shopper(page)
    anna.checkout_with("matcha-bowl", "yame-sencha")
    code = page.get_by_role("textbox", name="Promo code")
    code.focus()
    page.keyboard.type("welcome10")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove code")).to_be_focused()
    page.keyboard.press("Enter")
    expect(code).to_be_focused()

    donation = page.get_by_role("textbox", name="Donation")
    donation.focus()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(donation).to_have_value("$3.00")
    expect(donation).to_be_focused()

    page.get_by_role("button", name="Add Bamboo Whisk").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Add Bamboo Whisk")).to_have_count(0)
    expect(page.locator("main :focus")).to_be_visible()

    page.get_by_role("button", name="Remove Matcha Bowl").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Yame Sencha")).to_be_focused()


def test_a_new_page_begins_at_its_content(page: Page):
    page.goto("/products/yame-sencha")
    page.get_by_role("button", name="Add to cart").press("Enter")
    page.get_by_role("link", name="See your cart").press("Enter")
    page.wait_for_url("**/cart")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Yame Sencha")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/yame-sencha")
    expect(page.get_by_role("main")).to_be_focused()
