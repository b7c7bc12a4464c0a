"""The locale of Stripe.js and that of a Checkout Session, up to what a buyer reads in a browser."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from playwright.sync_api import Browser, Locator, Page, expect

from rxapp.sandbox.browser.words import sentences
from tests.chromium import PATIENCE_MS

from . import sessions
from .shop_page import ShopPage

MOUNT = """([key, secret, locale]) => {
    const stripe = Stripe(key, { locale });
    window.sdk = stripe.initCheckoutElementsSdk({ clientSecret: secret });
    window.sdk.createPaymentElement().mount('#payment');
    window.sdk.createShippingAddressElement().mount('#address');
}"""
PAY = """async () => {
    const { actions } = await window.sdk.loadActions();
    const { error } = await actions.confirm({ returnUrl: location.href, redirect: 'if_required' });
    return [actions.getSession().total.total.amount, error.message];
}"""
EMBED = """async ([key, clientSecret]) =>
    (await Stripe(key).createEmbeddedCheckoutPage({ clientSecret })).mount('form')"""
NOBODYS_LANGUAGE = r"Kettle|Tea|Local Stripe|Amazon Pay|ada@\S+|you@\S+|TEN|Sencha|\w+@\w+\.\w+"


@pytest.fixture
def german_page(browser: Browser) -> Iterator[Page]:
    """A browser that would like German, and understands English."""
    context = browser.new_context(locale="de-DE")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def buyer(german_page: Page, local_stripe: str, account: str) -> ShopPage:
    return ShopPage(german_page, local_stripe, f"pk_test_{account}", b"")


def field(buyer: ShopPage, frame: str, name: str, language: str) -> Locator:
    said = sentences(language)
    return buyer.page.frame_locator(f'iframe[title="{said[frame]}"]').get_by_label(str(said[name]), exact=True)


@pytest.mark.parametrize(
    ("locale", "language"), [("ja", "ja"), ("auto", "de"), ("fr", "en")], ids=["ja", "auto", "not-here"]
)
def test_elements_and_their_errors_speak_as_stripe_js_is_told(
    buyer: ShopPage, client: stripe.StripeClient, locale: str, language: str
):
    buyer.open_plain()
    secret = sessions.create(client, shipping_address_collection={"allowed_countries": ["US", "JP"]}).client_secret
    buyer.run(MOUNT, [buyer.key, secret, locale])
    number = field(buyer, "titles.payment", "card.number", language)
    number.fill("4000 0000 0000 0002")
    field(buyer, "titles.payment", "card.expiry", language).fill("12 / 34")
    field(buyer, "titles.payment", "card.code", language).fill("123")
    region = field(buyer, "titles.address", "address.region", language)
    expect(region.locator("option[value=JP]")).to_have_text({"de": "Japan", "en": "Japan", "ja": "日本"}[language])
    code = field(buyer, "titles.payment", "card.code", language)
    code.fill("1")
    code.blur()
    frame = buyer.page.frame_locator(f'iframe[title="{sentences(language)["titles.payment"]}"]')
    expect(frame.get_by_text(str(sentences(language)["problems.incomplete_cvc"]))).to_be_visible()
    amount, problem = buyer.run(PAY)
    assert amount == {"de": "40,00\xa0$", "en": "$40.00", "ja": "$40.00"}[language]
    assert problem == sentences(language)["problems.incomplete_cvc"]


SMALLEST_FIRST = ["address.line1", "address.line2", "address.city"]
LARGEST_FIRST = ["address.postal", "address.prefecture", "address.city", "address.line1", "address.line2"]


@pytest.mark.parametrize(
    ("locale", "language", "country", "order"),
    [
        ("ja", "ja", "JP", LARGEST_FIRST),
        ("de", "de", "DE", [*SMALLEST_FIRST, "address.postal"]),
        ("en", "en", "DE", [*SMALLEST_FIRST, "address.postal"]),
    ],
)
def test_an_address_begins_where_the_form_is_read_and_in_the_order_of_its_country(
    buyer: ShopPage, client: stripe.StripeClient, locale: str, language: str, country: str, order: list[str]
):
    buyer.open_plain()
    secret = sessions.create(
        client, shipping_address_collection={"allowed_countries": ["US", "JP", "DE"]}
    ).client_secret
    buyer.run(MOUNT, [buyer.key, secret, locale])
    said = sentences(language)
    region = field(buyer, "titles.address", "address.region", language)
    expect(region).to_have_value(country)
    expect(field(buyer, "titles.payment", "card.country", language)).to_have_value(country)
    labels = buyer.page.frame_locator(f'iframe[title="{said["titles.address"]}"]').locator("label:visible")
    expect(labels).to_have_text([str(said[name]) for name in ["address.name", "address.region", *order]])
    region.focus()
    region.select_option("US")
    of_there = [*SMALLEST_FIRST, "address.state", "address.zip"]
    expect(labels).to_have_text([str(said[name]) for name in ["address.name", "address.region", *of_there]])
    expect(region).to_be_focused()


def test_a_declined_card_and_the_bank_speak_it_too(buyer: ShopPage, client: stripe.StripeClient):
    buyer.open_plain()
    buyer.run(
        MOUNT.replace("window.sdk.createShipping", "0 && window.sdk.createShipping"),
        [buyer.key, sessions.create(client).client_secret, "de"],
    )
    said = sentences("de")
    field(buyer, "titles.payment", "card.country", "de").select_option("DE")
    field(buyer, "titles.payment", "card.expiry", "de").fill("12 / 34")
    field(buyer, "titles.payment", "card.code", "de").fill("123")
    field(buyer, "titles.payment", "card.number", "de").fill("4000 0000 0000 9995")
    assert buyer.run(PAY)[1] == said["refusals.insufficient_funds"]
    field(buyer, "titles.payment", "card.number", "de").fill("4000 0027 6000 3184")
    buyer.run(f"() => {{ window.paid = ({PAY})(); }}")
    bank = buyer.page.frame_locator(f'iframe[title="{said["titles.bank"]}"]')
    expect(bank.get_by_role("heading", name=str(said["bank.heading"]))).to_be_visible()
    bank.get_by_role("button", name=str(said["bank.fail"])).click()
    assert buyer.run("() => window.paid")[1] == said["refusals.payment_intent_authentication_failure"]


@pytest.mark.parametrize("embedded", [False, True], ids=["hosted", "embedded"])
@pytest.mark.parametrize(("locale", "language"), [("ja", "ja"), ("auto", "de")], ids=["ja", "auto"])
def test_a_page_of_stripes_speaks_as_its_session_says(
    buyer: ShopPage, client: stripe.StripeClient, locale: Any, language: str, embedded: bool
):
    where: Any = (
        {"ui_mode": "embedded_page", "return_url": buyer.url("done")}
        if embedded
        else {"success_url": buyer.url("done")}
    )
    usual: Any = {"mode": "payment", "line_items": [sessions.TEA], "locale": locale, "allow_promotion_codes": True}
    session = client.v1.checkout.sessions.create(usual | where)
    if embedded:
        buyer.open_plain()
        buyer.run(EMBED, [buyer.key, session.client_secret])
        part = buyer.page.frame_locator("iframe[name=embedded-checkout]")
    else:
        buyer.page.goto(str(session.url))
        part = buyer.page
    pay = part.get_by_test_id("hosted-payment-submit-button")
    expect(pay).to_have_text({"de": "40,00\xa0$ zahlen", "ja": "$40.00を支払う"}[language])
    said = sentences(language)
    card = part.frame_locator(f'iframe[title="{said["titles.payment"]}"]')
    expect(card.get_by_label(str(said["card.number"]))).to_be_visible()
    if language == "ja":
        text = part.locator("body").inner_text() + card.locator("body").inner_text()
        assert re.findall(r"[A-Za-z]{2,}", re.sub(NOBODYS_LANGUAGE, "", text)) == []
    pay.click()
    expect(part.get_by_role("alert").filter(has_text=str(said["problems.incompleteEmail"])).first).to_be_visible()
