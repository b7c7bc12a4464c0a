"""Leaving the checkout and coming back, by each way a browser has: everything goes on from the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rxapp.states.presenting import NOT_PAID
from tests.e2e.shopper import BANK_CARD, Shopper, newest, payments_were_begun_long_ago
from tests.serving import Server, running, store_server


@pytest.fixture(scope="module", params=["checkout_session", "payment_intent"])
def store(
    request: pytest.FixtureRequest, production_build: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Both flows; a payment keeps other tabs waiting until a test says that it was long ago."""
    folder = tmp_path_factory.mktemp("returning")
    server = store_server(folder, CHECKOUT_FLOW=request.param, PAYMENT_SECONDS="600")
    with running(server):
        yield server


def with_gift_wrap(page: Page) -> Shopper:
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    return anna


def pays_as_she_left_it(anna: Shopper) -> None:
    anna.sees("$23.00", "", "$5.00", "$28.00")
    expect(anna.page.get_by_role("checkbox", name="Gift wrap")).to_be_checked()
    anna.type_card()
    anna.pay()
    anna.reads_order()
    expect(anna.page.get_by_test_id("total")).to_have_text("$28.00")


def test_a_reload_the_back_button_and_a_copied_tab_go_on(page: Page):
    anna = with_gift_wrap(page)
    page.reload()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    page.get_by_role("link", name="Yame Sencha").click()
    expect(page.get_by_role("heading", name="Yame Sencha", level=1)).to_be_visible()
    page.go_back()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    page.goto("/")
    page.go_back()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    with page.expect_popup() as opened:
        page.evaluate("() => void window.open(location.href)")  # takes the tab's session storage along
    copy = Shopper(opened.value)
    copy.sees("$23.00", "", "$5.00", "$28.00")
    copy.page.get_by_role("radio", name="Express shipping").check()
    copy.sees("$23.00", "", "$15.00", "$38.00")
    copy.page.get_by_role("radio", name="Standard shipping").check()
    copy.sees("$23.00", "", "$5.00", "$28.00")
    pays_as_she_left_it(copy)


def test_another_device_with_the_same_cookie_goes_on_and_one_without_sees_nothing(
    page: Page, context: BrowserContext, browser: Browser, store: Server
):
    with_gift_wrap(page)
    phone = browser.new_context(base_url=store.url, storage_state=context.storage_state())
    stranger = browser.new_context(base_url=store.url)
    for device in (phone, stranger):
        device.new_page().goto("/checkout")
    expect(stranger.pages[0].get_by_role("heading", name="Nothing to pay")).to_be_visible()
    pays_as_she_left_it(Shopper(phone.pages[0]))
    stranger.pages[0].goto(phone.pages[0].url)
    expect(stranger.pages[0].get_by_role("heading", name="No order here")).to_be_visible()
    phone.close()
    stranger.close()


def test_back_from_the_order_is_no_second_way_to_pay(page: Page, data: Path):
    pays_as_she_left_it(with_gift_wrap(page))
    page.go_back()
    expect(page.get_by_role("heading", name="Nothing to pay")).to_be_visible()
    expect(Shopper(page).pay_button).to_have_count(0)


def test_a_tab_left_behind_goes_to_the_order_by_itself(page: Page, context: BrowserContext):
    anna = with_gift_wrap(page)
    left_behind = Shopper(context.new_page())
    left_behind.page.goto("/checkout")
    left_behind.sees("$23.00", "", "$5.00", "$28.00")
    anna.type_card()
    anna.pay()
    number = anna.reads_order()
    left_behind.page.get_by_role("checkbox", name="Gift wrap").click()
    assert left_behind.reads_order() == number


def test_a_reload_while_the_bank_asks_shows_no_form_of_the_past(page: Page, data: Path):
    anna = with_gift_wrap(page)
    anna.type_card(BANK_CARD)
    anna.pay()
    expect(page.locator('iframe[title="3D Secure challenge"]')).to_be_visible()
    page.add_init_script("""
        addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
            const placing = document.querySelector('.pay-sentence')?.textContent.includes('on its way');
            const form = document.querySelector('iframe[title="Secure payment input frame"]');
            window.waited ||= placing;
            window.early ||= Boolean(form) && !window.waited;
        }).observe(document.body, {childList: true, subtree: true, characterData: true}));
    """)
    page.reload()
    expect(page.get_by_text("A payment for this cart is on its way.")).to_be_visible()
    payments_were_begun_long_ago(data)
    anna.sees("$23.00", "", "$5.00", "$28.00")
    # before the order's page takes the place of this one, and of what it remembers
    assert page.evaluate("() => [window.waited, window.early]") == [True, False]
    pays_as_she_left_it(anna)


def test_the_return_page_of_a_payment_that_was_not_made_leads_back(page: Page, data: Path):
    anna = with_gift_wrap(page)
    page.goto(f"/complete?session={newest(page, data)['session_id']}")
    expect(page.get_by_role("alert").filter(has_text=NOT_PAID)).to_be_visible()
    pays_as_she_left_it(anna)
