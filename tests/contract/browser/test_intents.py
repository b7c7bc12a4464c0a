"""The Payment Intents way: `stripe.elements()`, `fetchUpdates()`, `confirmPayment()`."""

from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
import stripe
from playwright.sync_api import expect
from stripe import PaymentIntent

from .shop_page import ShopPage

Client = stripe.StripeClient

OPEN = """([key, options]) => {
    window.stripe = Stripe(key);
    window.elements = window.stripe.elements(options);
    window.elements.create('payment').mount('#payment');
}"""
CONFIRM = """async (options) => {
    const { error, paymentIntent } = await window.stripe.confirmPayment({
        elements: window.elements,
        redirect: 'if_required',
        ...options,
    });
    return { error, paymentIntent };
}"""


def create(client: Client, **params: Any) -> PaymentIntent:
    return client.v1.payment_intents.create(cast(Any, {"amount": 4000, "currency": "usd"} | params))


def open_form(shop: ShopPage, **options: Any) -> ShopPage:
    shop.open_plain()
    shop.run(OPEN, [shop.key, options])
    shop.payment.get_by_label("Card number").wait_for()
    return shop


def test_pay(shop: ShopPage, client: Client) -> None:
    intent = create(client)
    open_form(shop, clientSecret=intent.client_secret).type_card()
    assert shop.run("() => window.elements.submit()") == {"selectedPaymentMethod": "card"}
    result = shop.run(CONFIRM)
    assert (result["paymentIntent"]["id"], result["paymentIntent"]["status"]) == (intent.id, "succeeded")
    assert client.v1.payment_intents.retrieve(intent.id).amount_received == 4000
    assert shop.errors == []


def test_pay_and_leave_for_the_return_url(shop: ShopPage, client: Client) -> None:
    intent = create(client)
    open_form(shop, clientSecret=intent.client_secret).type_card()
    script = "(url) => void stripe.confirmPayment({ elements, confirmParams: { return_url: url } })"
    shop.run(script, shop.url("done?order=7"))
    shop.page.wait_for_url("**/shop/done?**")
    assert parse_qs(urlsplit(shop.page.url).query) == {
        "order": ["7"],
        "payment_intent": [intent.id],
        "payment_intent_client_secret": [intent.client_secret],
        "redirect_status": ["succeeded"],
    }


def test_amount_changes_while_the_form_is_open(shop: ShopPage, client: Client) -> None:
    intent = create(client)
    open_form(shop, clientSecret=intent.client_secret).type_card()
    client.v1.payment_intents.update(intent.id, {"amount": 4500})
    stale = shop.run(CONFIRM)["error"]
    assert stale["code"] == "amount_mismatch"
    assert shop.run("() => window.elements.fetchUpdates()") == {}
    expect(shop.payment.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    assert shop.run(CONFIRM)["paymentIntent"]["amount"] == 4500


def test_fetch_updates_that_fails_says_so(shop: ShopPage, client: Client) -> None:
    open_form(shop, clientSecret=create(client).client_secret)
    shop.page.route("**/retrieve", lambda route: route.abort())
    assert "could not be reached" in shop.run("() => window.elements.fetchUpdates()")["error"]["message"]


def test_intent_made_at_the_last_moment(shop: ShopPage, client: Client) -> None:
    open_form(shop, mode="payment", amount=4000, currency="usd").type_card()
    shop.run("() => window.elements.update({ amount: 4500 })")
    secret = create(client, amount=4500).client_secret
    assert shop.run(CONFIRM, {"clientSecret": secret})["paymentIntent"]["status"] == "succeeded"


def test_incomplete_details(shop: ShopPage, client: Client) -> None:
    open_form(shop, clientSecret=create(client).client_secret)
    wanted = {"type": "validation_error", "code": "incomplete_number", "message": "Your card number is incomplete."}
    assert shop.run("() => window.elements.submit()") == {"error": wanted}
    assert shop.run(CONFIRM)["error"] == wanted
    expect(shop.payment.get_by_text("Your card number is incomplete.")).to_be_visible()


def test_declined(shop: ShopPage, client: Client) -> None:
    open_form(shop, clientSecret=create(client).client_secret).type_card("4000000000000002")
    error = shop.run(CONFIRM)["error"]
    assert (error["type"], error["code"], error["decline_code"]) == ("card_error", "card_declined", "generic_decline")
    shop.type_card()
    assert shop.run(CONFIRM)["paymentIntent"]["status"] == "succeeded"


@pytest.mark.parametrize(("button", "status"), [("Complete", "succeeded"), ("Fail", "requires_payment_method")])
def test_bank_asks(shop: ShopPage, client: Client, button: str, status: str) -> None:
    intent = create(client)
    open_form(shop, clientSecret=intent.client_secret).type_card("4000002760003184")
    shop.run(f"() => {{ window.paying = ({CONFIRM})(); }}")
    shop.bank.get_by_role("button", name=button).click()
    result = shop.run("() => window.paying")
    if button == "Fail":
        assert result["error"]["code"] == "payment_intent_authentication_failure"
    else:
        assert result["paymentIntent"]["status"] == status
    assert client.v1.payment_intents.retrieve(intent.id).status == status


def test_a_question_of_the_bank_ends_with_the_payment_it_was_about(shop: ShopPage, client: Client) -> None:
    intent = create(client)
    open_form(shop, clientSecret=intent.client_secret).type_card("4000002760003184")
    shop.run(f"() => {{ window.paying = ({CONFIRM})(); }}")
    expect(shop.bank.get_by_role("button", name="Complete")).to_be_visible()
    client.v1.payment_intents.cancel(intent.id)
    shop.bank.get_by_role("button", name="Complete").click()
    assert shop.run("() => window.paying")["error"]["code"] == "payment_intent_authentication_failure"
    expect(shop.page.get_by_role("dialog")).to_have_count(0)


def test_addresses_and_email(shop: ShopPage, client: Client) -> None:
    intent = create(client)
    open_form(shop, clientSecret=intent.client_secret).type_card()
    shop.run("""() => {
        elements.create('linkAuthentication').mount('#email');
        const options = { mode: 'shipping', allowedCountries: ['US'], fields: { phone: 'always' } };
        elements.create('address', options).mount('#address');
    }""")
    shop.email.get_by_label("Email").fill("ada@example.com")
    shop.address.get_by_label("Full name").fill("Ada Lovelace")
    shop.address.get_by_label("Address line 1").fill("1 Main St")
    shop.address.get_by_label("City").fill("Honolulu")
    shop.address.get_by_label("State").select_option("Hawaii")
    shop.address.get_by_label("ZIP code").fill("96813")
    assert shop.run("() => elements.submit()")["error"]["message"] == "Your phone number is incomplete."
    shop.address.get_by_label("Phone number").fill("808 555 0100")
    value = shop.run("() => elements.getElement('address').getValue()")
    assert (value["complete"], value["value"]["address"]["state"]) == (True, "HI")
    assert shop.run(CONFIRM)["paymentIntent"]["status"] == "succeeded"
    paid = client.v1.payment_intents.retrieve(intent.id)
    assert paid.receipt_email == "ada@example.com"
    assert paid.shipping
    assert paid.shipping.name == "Ada Lovelace"


def test_retrieve(shop: ShopPage, client: Client) -> None:
    intent = create(client)
    shop.open_plain()
    script = "([key, secret]) => Stripe(key).retrievePaymentIntent(secret)"
    assert shop.run(script, [shop.key, intent.client_secret])["paymentIntent"]["amount"] == 4000
    assert shop.run(script, [shop.key, "pi_1_secret_1"])["error"]["code"] == "resource_missing"


def test_a_payment_method_that_exists_already(shop: ShopPage, client: Client) -> None:
    shop.open_plain()
    script = "([key, secret, data]) => Stripe(key).confirmCardPayment(secret, data)"
    secret = create(client).client_secret
    paid = shop.run(script, [shop.key, secret, {"payment_method": "pm_card_visa"}])
    assert paid["paymentIntent"]["status"] == "succeeded"


def test_mistakes_of_the_page_reject(shop: ShopPage, client: Client) -> None:
    open_form(shop, clientSecret=create(client).client_secret)
    for script, message in {
        "stripe.confirmPayment({ elements })": "return_url",
        "stripe.confirmPayment({ elements: {} })": "stripe.elements()",
        "stripe.confirmPayment({ redirect: 'if_required' })": "clientSecret",
        "stripe.createToken()": "createToken",
        "stripe.createPaymentMethod({ type: 'card' })": "createPaymentMethod",
        "(async () => elements.create('iban'))()": "iban",
    }.items():
        name, text = shop.run(f"() => {script}.then(null, (error) => [error.name, error.message])")
        assert name == "IntegrationError"
        assert message in text


def test_in_react(shop: ShopPage, client: Client) -> None:
    intent = create(client)
    shop.open_react(None, intent=intent.client_secret or "")
    shop.email.get_by_label("Email").fill("ada@example.com")
    shop.type_card()
    shop.page.get_by_role("button", name="Pay").click()
    expect(shop.page.get_by_role("status")).to_have_text("succeeded")
    assert client.v1.payment_intents.retrieve(intent.id).receipt_email == "ada@example.com"
    assert shop.errors == []


def test_a_server_confirms_what_was_typed(shop: ShopPage, client: Client) -> None:
    open_form(shop, mode="payment", amount=4000, currency="usd").type_card()
    made = shop.run("() => stripe.createConfirmationToken({ elements })")["confirmationToken"]
    assert made["payment_method_preview"]["card"]["last4"] == "4242"
    paying: Any = {"amount": 4000, "currency": "usd", "confirm": True, "return_url": shop.url("done")}
    params: Any = {**paying, "confirmation_token": made["id"]}
    assert client.v1.payment_intents.create(params).status == "succeeded"


def test_what_is_not_typed_makes_no_token(shop: ShopPage) -> None:
    open_form(shop, mode="payment", amount=4000, currency="usd")
    refused = shop.run("() => stripe.createConfirmationToken({ elements })")
    assert refused["error"]["type"] == "validation_error"
