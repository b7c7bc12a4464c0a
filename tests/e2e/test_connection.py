"""The network goes, or the store: a banner says so, what is changed meanwhile is sent later, and nothing is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.chromium import PATIENCE_MS
from tests.e2e.shopper import Shopper
from tests.serving import Server, running, store_server


@pytest.fixture(scope="module")
def store(production_build: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A store of its own: it is killed."""
    with running(store_server(tmp_path_factory.mktemp("store"))) as server:
        yield server


@pytest.fixture
def page(browser: Browser, store: Server) -> Iterator[Page]:
    """A tab whose console may complain: its server goes away."""
    context = browser.new_context(base_url=store.url)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def banner(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="Changes are sent once")


def test_offline_the_banner_stands_until_the_network_is_back(page: Page):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    page.context.set_offline(True)
    expect(banner(page)).to_have_text("You're offline. Changes are sent once you're back.")
    expect(anna.pay_button).to_be_disabled()
    page.context.set_offline(False)
    expect(banner(page)).to_have_count(0)
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    anna.pay()
    anna.reads_order()


def test_a_killed_store_is_waited_for_and_gets_what_was_changed_meanwhile(page: Page, store: Server):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    store.kill()
    expect(banner(page)).to_contain_text("We can't reach the store")
    expect(anna.pay_button).to_be_disabled()
    page.get_by_role("checkbox", name="Gift wrap").check()
    expect(page.get_by_role("checkbox", name="Gift wrap")).to_be_checked()
    store.start()
    expect(banner(page)).to_have_count(0)
    anna.sees("$23.00", "", "$5.00", "$28.00")
    expect(page.get_by_role("checkbox", name="Gift wrap")).to_be_checked()
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    anna.pay()
    anna.reads_order()
    expect(page.get_by_test_id("total")).to_have_text("$28.00")


def test_the_other_pages_say_so_too(page: Page, store: Server):
    page.goto("/products/yame-sencha")
    store.kill()
    expect(banner(page)).to_be_visible()
    page.get_by_role("button", name="Add to cart").click()
    store.start()
    expect(page.get_by_text("Added.")).to_be_visible()
    expect(banner(page)).to_have_count(0)
