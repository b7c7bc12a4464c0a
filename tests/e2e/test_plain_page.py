"""The page without Reflex: the documented client code on the store's endpoints, to a real payment."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.e2e.shopper import DECLINED_CARD, GOOD_CARD, Shopper, rows, stripe_of
from tests.serving import Server


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab whose console must stay clean, but for Chromium's notes of what was refused."""
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        refused = re.search("status of (402|409|422|503)", message.text)
        if message.type == "error" and not refused:
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


def sees(page: Page, total: str) -> None:
    """The total of Stripe's session, on a Pay button that is open."""
    expect(page.locator("#total")).to_have_text(total)
    expect(page.get_by_role("button", name=f"Pay {total}")).to_be_enabled()
    expect(page.get_by_role("alert")).to_be_hidden()


def quantity(page: Page) -> Locator:
    return page.get_by_role("spinbutton", name="Quantity of Yame Sencha")


@pytest.mark.on_stripe
def test_every_control_moves_the_total_and_what_stands_on_pay_is_charged(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    page.goto("/plain/")
    sees(page, "$23.00")
    anna.type_card(DECLINED_CARD)

    page.get_by_role("checkbox", name="Gift wrap").check()
    sees(page, "$28.00")
    quantity(page).fill("2")
    quantity(page).blur()
    sees(page, "$46.00")
    page.get_by_role("textbox", name="Promo code").fill("welcome10")
    page.get_by_role("button", name="Apply").click()
    sees(page, "$42.40")
    page.get_by_role("combobox", name="Shipping").select_option("Express shipping")
    sees(page, "$52.40")
    page.get_by_role("checkbox", name="Gift wrap").uncheck()
    sees(page, "$47.40")
    page.get_by_role("combobox", name="Something else").select_option("Kyoto Hojicha")
    page.get_by_role("button", name="Add").click()
    sees(page, "$61.80")

    anna.pay()
    expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    anna.card_form.get_by_label("Card number").fill(GOOD_CARD)
    anna.pay()
    number = anna.reads_order()
    expect(page.get_by_test_id("total")).to_have_text("$61.80")

    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", number)
    assert (order["total"], order["paid"], order["flag"]) == (6180, 6180, None)
    session = stripe_of(store).v1.checkout.sessions.retrieve(str(order["session_id"]))
    assert (session.amount_total, session.payment_status) == (6180, "paid")


@pytest.mark.on_stripe
def test_s2_what_the_server_refuses_is_said_in_its_own_words_and_the_control_goes_back(page: Page):
    page.goto("/plain/")
    sees(page, "$23.00")
    quantity(page).fill("11")
    quantity(page).blur()
    expect(page.get_by_role("alert")).to_have_text("We send at most 10 of one thing.")
    expect(quantity(page)).to_have_value("1")
    page.get_by_role("textbox", name="Promo code").fill("FREE")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("alert")).to_have_text("We don't know that code. Please check the spelling.")
    page.get_by_role("checkbox", name="Gift wrap").check()
    sees(page, "$28.00")


def test_s9_a_success_is_no_failure_and_a_failure_no_success(page: Page):
    page.goto("/plain/")
    sees(page, "$23.00")
    page.get_by_role("textbox", name="Promo code").fill("WELCOME10")
    page.get_by_role("button", name="Apply").click()
    sees(page, "$21.20")
    page.route("**/apply-customer-discount", lambda route: route.fulfill(status=503, body="no JSON"))
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("alert")).to_have_text("Something went wrong. Please try again.")
    expect(page.get_by_role("button", name="Pay $21.20")).to_be_enabled()


@pytest.mark.on_stripe
def test_another_tabs_change_is_seen_before_it_is_paid(page: Page, context: BrowserContext):
    anna = Shopper(page)
    page.goto("/plain/")
    sees(page, "$23.00")
    anna.type_card()
    with page.expect_response("**/api/checkout?*"):  # it has the focus again, and looks before there is anything new
        page.get_by_label("Email").click()
    other = context.new_page()
    other.goto("/plain/")
    other.get_by_role("checkbox", name="Gift wrap").check()
    sees(other, "$28.00")
    anna.pay()
    expect(page.get_by_role("alert")).to_contain_text("Your cart has changed in the meantime.")
    expect(page.get_by_role("checkbox", name="Gift wrap")).to_be_checked()
    expect(page.get_by_role("button", name="Pay $28.00")).to_be_enabled()
    anna.pay()
    anna.reads_order()


def test_nothing_can_be_changed_before_it_is_heard(page: Page):
    page.route("**/endive/stripe.js", lambda route: route.fulfill(status=503))
    page.goto("/plain/")
    expect(page.get_by_role("alert")).to_have_text("The payment form could not be loaded. Please reload the page.")
    expect(page.get_by_role("checkbox", name="Gift wrap", include_hidden=True)).to_be_disabled()
    expect(page.get_by_role("button", name="Apply", include_hidden=True)).to_be_disabled()


def test_a_cart_that_was_to_be_paid_by_an_intent_is_moved_over(page: Page, context: BrowserContext):
    context.request.post("/api/checkout/add-product", data={"slug": "kyoto-hojicha"})
    context.request.post("/api/checkout/choose-flow", data={"flow": "payment_intent"})
    assert context.request.post("/api/checkout/open", data={}).json()["id"].startswith("pi_")
    page.goto("/plain/")
    sees(page, "$21.00")


def test_the_endpoints_can_be_read_under_the_stores_own_policy(page: Page):
    response = page.goto("/api")
    assert response and "script-src 'self'" in response.headers["content-security-policy"]
    expect(page.get_by_text("/update-custom-amount")).to_be_visible()
    page.get_by_role("link", name="/plain/").click()
    sees(page, "$23.00")
