"""A card that is kept for later: `confirmSetup()`, with elements of a setup intent or before there is one."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import stripe
from playwright.sync_api import expect

from .shop_page import ShopPage
from .test_intents import OPEN
from .test_ways_to_pay import type_account

Client = stripe.StripeClient

CONFIRM = """async (options) => {
    const { error, setupIntent } = await window.stripe.confirmSetup({
        elements: window.elements,
        redirect: 'if_required',
        ...options,
    });
    return { error, setupIntent };
}"""


@pytest.fixture
def anna(client: Client) -> str:
    return client.v1.customers.create({"email": "anna@example.com"}).id


@pytest.fixture
def intent(client: Client, anna: str) -> stripe.SetupIntent:
    return client.v1.setup_intents.create({"customer": anna})


def open_form(shop: ShopPage, **options: Any) -> ShopPage:
    shop.open_plain()
    shop.run(OPEN, [shop.key, options])
    shop.payment.get_by_label("Card number").wait_for()
    return shop


def test_a_card_is_kept(shop: ShopPage, client: Client, intent: stripe.SetupIntent, anna: str) -> None:
    open_form(shop, clientSecret=intent.client_secret).type_card()
    kept = shop.run(CONFIRM)["setupIntent"]
    assert (kept["id"], kept["status"]) == (intent.id, "succeeded")
    [card] = client.v1.customers.payment_methods.list(anna).data
    assert (card.id, card.card and card.card.last4) == (kept["payment_method"], "4242")
    assert shop.errors == []
    again = shop.run(CONFIRM)["error"]
    assert again["code"] == "setup_intent_unexpected_state"


def test_the_form_may_be_open_before_there_is_an_intent(shop: ShopPage, client: Client, anna: str) -> None:
    open_form(shop, mode="setup", currency="usd").type_card()
    assert shop.run("() => window.elements.submit()") == {"selectedPaymentMethod": "card"}
    secret = client.v1.setup_intents.create({"customer": anna}).client_secret
    assert shop.run(CONFIRM, {"clientSecret": secret})["setupIntent"]["status"] == "succeeded"


def test_it_leaves_for_the_return_url(shop: ShopPage, intent: stripe.SetupIntent) -> None:
    open_form(shop, clientSecret=intent.client_secret).type_card()
    shop.run(
        "(url) => void stripe.confirmSetup({ elements, confirmParams: { return_url: url } })", shop.url("done?plan=7")
    )
    shop.page.wait_for_url("**/shop/done?**")
    assert parse_qs(urlsplit(shop.page.url).query) == {
        "plan": ["7"],
        "setup_intent": [intent.id],
        "setup_intent_client_secret": [intent.client_secret],
        "redirect_status": ["succeeded"],
    }


def test_a_bank_that_says_no(shop: ShopPage, client: Client, intent: stripe.SetupIntent, anna: str) -> None:
    open_form(shop, clientSecret=intent.client_secret).type_card("4000000000000002")
    error = shop.run(CONFIRM)["error"]
    assert (error["code"], error["decline_code"]) == ("card_declined", "generic_decline")
    assert client.v1.setup_intents.retrieve(intent.id).status == "requires_payment_method"
    assert client.v1.customers.payment_methods.list(anna).data == []
    expect(shop.payment.get_by_label("Card number")).to_have_value("4000 0000 0000 0002")


def test_a_card_that_exists_already(shop: ShopPage, intent: stripe.SetupIntent) -> None:
    shop.open_plain()
    script = "([key, secret, data]) => Stripe(key).confirmCardSetup(secret, data)"
    kept = shop.run(script, [shop.key, intent.client_secret, {"payment_method": "pm_card_visa"}])
    assert kept["setupIntent"]["status"] == "succeeded"
    script = "([key, secret]) => Stripe(key).retrieveSetupIntent(secret)"
    assert shop.run(script, [shop.key, intent.client_secret])["setupIntent"]["status"] == "succeeded"
    assert shop.run(script, [shop.key, f"{intent.client_secret}0"])["error"]["code"] == "resource_missing"


@pytest.mark.parametrize(("button", "status"), [("Complete", "succeeded"), ("Fail", "requires_payment_method")])
def test_a_bank_asks(shop: ShopPage, client: Client, intent: stripe.SetupIntent, button: str, status: str) -> None:
    open_form(shop, clientSecret=intent.client_secret).type_card("4000002500003155")
    shop.run(f"() => {{ window.keeping = ({CONFIRM})(); }}")
    shop.bank.get_by_role("button", name=button).click()
    result = shop.run("() => window.keeping")
    if status == "succeeded":
        assert result["setupIntent"]["status"] == status
    else:
        assert result["error"]["code"] == "setup_intent_authentication_failure"
    assert client.v1.setup_intents.retrieve(intent.id).status == status


def test_a_server_has_confirmed_and_the_bank_asks(shop: ShopPage, client: Client, anna: str) -> None:
    given: Any = {"customer": anna, "payment_method": "pm_card_authenticationRequired", "confirm": True}
    given["return_url"] = "https://shop.example"
    intent = client.v1.setup_intents.create(given)
    shop.open_plain()
    secret = [shop.key, intent.client_secret]
    shop.run("([key, clientSecret]) => { window.asked = Stripe(key).handleNextAction({ clientSecret }) }", secret)
    shop.bank.get_by_role("button", name="Complete").click()
    assert shop.run("() => asked")["setupIntent"]["status"] == "succeeded"


def test_a_bank_account_is_kept(shop: ShopPage, client: Client, anna: str) -> None:
    given: Any = {"customer": anna, "allowed_payment_method_types": ["card", "us_bank_account"]}
    open_form(shop, clientSecret=client.v1.setup_intents.create(given).client_secret)
    type_account(shop)
    assert shop.run(CONFIRM)["setupIntent"]["status"] == "succeeded"
    assert [kept.type for kept in client.v1.customers.payment_methods.list(anna).data] == ["us_bank_account"]


def test_amazon_pay_is_kept_on_another_page(shop: ShopPage, client: Client, anna: str) -> None:
    given: Any = {"customer": anna, "allowed_payment_method_types": ["card", "amazon_pay"]}
    intent = client.v1.setup_intents.create(given)
    open_form(shop, clientSecret=intent.client_secret)
    shop.payment.get_by_role("tab", name="Amazon Pay").click()
    shop.run("(url) => void stripe.confirmSetup({ elements, confirmParams: { return_url: url } })", shop.url("done"))
    shop.page.get_by_role("button", name="Authorise").click()
    shop.page.wait_for_url("**/shop/done?**")
    assert parse_qs(urlsplit(shop.page.url).query)["setup_intent"] == [intent.id]
    assert client.v1.setup_intents.retrieve(intent.id).status == "succeeded"


def test_mistakes_of_the_page_reject(shop: ShopPage, intent: stripe.SetupIntent) -> None:
    open_form(shop, clientSecret=intent.client_secret)
    for script, message in {
        "stripe.confirmSetup({ elements })": "return_url",
        "stripe.confirmSetup({ elements: {} })": "stripe.elements()",
        "stripe.confirmSetup({ redirect: 'if_required' })": "clientSecret",
        "stripe.confirmSetup({ clientSecret: 'pi_1_secret_1', redirect: 'if_required' })": "SetupIntent",
        "stripe.retrieveSetupIntent('pi_1_secret_1')": "SetupIntent",
        "stripe.confirmCardSetup('pi_1_secret_1')": "SetupIntent",
    }.items():
        name, text = shop.run(f"() => {script}.then(null, (error) => [error.name, error.message])")
        assert (name, message in text) == ("IntegrationError", True), (script, text)
