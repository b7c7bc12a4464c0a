"""A shop that speaks Japanese and takes yen, from the shelf to the receipt: two lines of the catalogue make it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rxapp.sandbox.browser.words import sentences
from rxapp.shop.words import load
from tests.chromium import PATIENCE_MS
from tests.e2e.languages import japanese
from tests.e2e.project import built_with
from tests.e2e.shopper import rows, stripe_of
from tests.serving import Server, running, store_server

say = load("ja").say
at_stripe = sentences("ja")
# What is nobody's language, and what speaks to developers.
NAMES = r"Kettle & Kiln|KK-\w+|\S+@\S+|Stripe|Try this|Under the hood|\d+\s(g|ml|l)\b|°C"


@pytest.fixture(scope="module")
def project(production_build: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_with(tmp_path_factory.mktemp("japanese") / "project", japanese)


@pytest.fixture(params=["checkout_session", "payment_intent"])
def shop(project: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    with running(store_server(tmp_path / "data", project, CHECKOUT_FLOW=str(request.param))) as server:
        yield server


@pytest.fixture
def tab(shop: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=shop.url, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def reads_no_english(page: Page) -> None:
    """No words in Latin letters are left, and nothing is wider than a phone."""
    text = page.locator("body").inner_text()
    assert re.findall(r"[A-Za-z]{2,}", re.sub(NAMES, "", text)) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_is_bought_in_japanese_and_in_yen(tab: Page, shop: Server):
    tab.goto("/products/yame-sencha")
    assert tab.locator("html").get_attribute("lang") == "ja-JP"
    tab.get_by_role("button", name=say("product.add")).click()
    expect(tab.get_by_role("link", name=say("product.see_cart"))).to_be_visible()
    reads_no_english(tab)
    tab.goto("/cart")
    expect(tab.get_by_test_id("subtotal")).to_have_text("￥1,800")
    reads_no_english(tab)
    tab.get_by_role("link", name=say("cart.checkout")).click()
    tab.get_by_role("checkbox", name="ギフト包装").check()
    card = tab.frame_locator(f'iframe[title="{at_stripe["titles.payment"]}"]')
    card.get_by_label(str(at_stripe["card.number"])).fill("4242424242424242")
    card.get_by_label(str(at_stripe["card.expiry"])).fill("12 / 34")
    card.get_by_label(str(at_stripe["card.code"])).fill("123")
    card.get_by_label(str(at_stripe["card.country"]), exact=True).select_option("JP")
    assert re.findall(r"[A-Za-z]{2,}", card.locator("body").inner_text()) == []
    expect(tab.locator(".destination")).to_contain_text("東京都渋谷区")
    pay = tab.locator(".pay-button")
    expect(pay).to_have_text("￥3,200を支払う")
    expect(pay).to_be_enabled()
    reads_no_english(tab)
    pay.click()
    tab.wait_for_url("**/complete?*")
    expect(tab.get_by_test_id("total")).to_have_text("￥3,200")
    expect(tab.get_by_test_id("destination")).to_have_text("〒150-0001 東京都渋谷区神宮前1-2-3 山田 花子様")
    reads_no_english(tab)
    [order] = rows(shop.log.parent, "SELECT * FROM orders")
    intents = stripe_of(shop).v1.payment_intents.list().data
    assert [(one.amount, one.currency) for one in intents if one.status == "succeeded"] == [(3200, "jpy")]
    assert order["paid"] == 3200
