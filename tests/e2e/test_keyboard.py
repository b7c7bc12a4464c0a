"""By keyboard alone: the focus goes where the work goes on, never back to the top of the page."""

from playwright.sync_api import Locator, Page, expect

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


def tab_to(page: Page, place: Locator) -> None:
    """Goes on by Tab until this has the focus: it does, sooner or later, or can't be reached."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if place.count() and place.first.evaluate("(one) => one === one.ownerDocument.activeElement"):
            return
    raise AssertionError(f"{place} is not reached by Tab")


def test_a_whole_purchase_needs_no_mouse(page: Page):
    anna = Shopper(page)
    page.goto("/products/yame-sencha", wait_until="networkidle")
    tab_to(page, page.get_by_role("spinbutton", name="Quantity of Yame Sencha"))
    page.keyboard.press("ArrowUp")
    tab_to(page, page.get_by_role("button", name="Add to cart"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="See your cart"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Checkout"))
    page.keyboard.press("Enter")
    expect(anna.pay_button).to_be_enabled()
    tab_to(page, page.get_by_role("checkbox", name="Gift wrap"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("radio", name="Standard shipping"))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("textbox", name="Promo code"))
    page.keyboard.type("welcome10")
    page.keyboard.press("Enter")
    anna.sees("$41.00", "−$3.60", "$15.00", "$52.40")
    tab_to(page, anna.card_form.get_by_label("Card number"))
    page.keyboard.type("4242424242424242")
    for label, typed in (("Expiration date", "1234"), ("Security code", "123"), ("ZIP", "94107")):
        tab_to(page, anna.card_form.get_by_label(label))
        page.keyboard.type(typed)
    tab_to(page, anna.pay_button)
    page.keyboard.press("Enter")
    anna.reads_order()
    expect(page.get_by_test_id("total")).to_have_text("$52.40")
