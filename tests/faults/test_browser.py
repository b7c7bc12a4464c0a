"""What a shopper sees of it in a browser: the page goes on by itself, with the card that was typed."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from rxapp.settings import LOCAL_SECRET_KEY
from tests.chromium import PATIENCE_MS
from tests.e2e.conftest import production_build
from tests.e2e.shopper import Shopper
from tests.serving import Server, running, store_server

__all__ = ["production_build"]

ACCOUNT, DAY = LOCAL_SECRET_KEY.removeprefix("sk_test_"), 86_400


@pytest.fixture(scope="module")
def store(production_build: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A store of its own: it is killed, and the clock of its Stripe is put forward."""
    with running(store_server(tmp_path_factory.mktemp("store"))) as server:
        yield server


@pytest.fixture
def page(browser: Browser, store: Server) -> Iterator[Page]:
    """A tab whose console may complain: its server goes away."""
    context = browser.new_context(base_url=store.url)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def test_the_page_goes_on_after_the_store_was_killed(page: Page, store: Server):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    page.get_by_role("checkbox", name="Gift wrap").check()
    expect(page.get_by_test_id("total")).to_have_text("$28.00")
    store.kill()
    store.start()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    anna.pay()
    anna.reads_order()
    expect(page.get_by_test_id("total")).to_have_text("$28.00")


def test_a_session_that_expires_under_the_page_is_replaced_and_the_cart_stays(page: Page, store: Server):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    httpx.post(f"{store.url}/_sandbox/api/{ACCOUNT}/clock", json={"seconds": DAY + 1}).raise_for_status()
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    anna.type_card()
    anna.pay()
    anna.reads_order()
    expect(page.get_by_test_id("total")).to_have_text("$28.00")


def test_pay_stays_closed_while_stripe_is_away_and_opens_when_it_is_back(page: Page, store: Server):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    faults = f"{store.url}/_sandbox/api/{ACCOUNT}/faults"
    fault = {"kind": "server_error", "method": "POST", "path": "/v1/checkout/sessions/*", "times": None}
    httpx.post(faults, json=fault).raise_for_status()
    page.get_by_role("checkbox", name="Gift wrap").check()
    sentence = page.locator("#pay-sentence")
    expect(sentence).to_contain_text("We couldn't reach the payment service. Your cart is safe.")
    expect(anna.pay_button).to_be_disabled()
    httpx.delete(faults).raise_for_status()
    sentence.get_by_role("button", name="Try again").click()
    anna.sees("$23.00", "", "$5.00", "$28.00")
