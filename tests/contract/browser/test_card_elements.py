"""The Card Element, whole and in parts: what most pages have that take cards with `confirmCardPayment()`."""

from typing import Any

import pytest
import stripe
from playwright.sync_api import FrameLocator, expect

from .shop_page import ShopPage
from .test_intents import create

Client = stripe.StripeClient
WHOLE, PARTS = ["card"], ["cardNumber", "cardExpiry", "cardCvc"]
PLACES = {"card": "payment", "cardNumber": "payment", "cardExpiry": "address", "cardCvc": "email"}
TITLES = {
    "card": "Secure card payment input frame",
    "cardNumber": "Secure card number input frame",
    "cardExpiry": "Secure expiration date input frame",
    "cardCvc": "Secure CVC input frame",
}
OPEN = """async ([key, kinds, places, options]) => {
    window.stripe = Stripe(key);
    window.elements = stripe.elements();
    window.events = [];
    await Promise.all(kinds.map((kind) => new Promise((ready) => {
        const element = elements.create(kind, options);
        for (const name of ['change', 'focus', 'blur'])
            element.on(name, (event) => window.events.push({ name, ...event }));
        element.on('ready', ready);
        element.mount(`#${places[kind]}`);
    })));
    window.card = elements.getElement(kinds[0]);
}"""
PAY = "([secret, data, options]) => stripe.confirmCardPayment(secret, { payment_method: { card, ...data } }, options)"


def open_card(shop: ShopPage, kinds: list[str] = WHOLE, **options: Any) -> ShopPage:
    shop.open_plain()
    shop.run(OPEN, [shop.key, kinds, PLACES, options])
    return shop


def frame(shop: ShopPage, kind: str) -> FrameLocator:
    return shop.page.frame_locator(f'iframe[title="{TITLES[kind]}"]')


def type_in(shop: ShopPage, kinds: list[str] = WHOLE, number: str = "4242424242424242") -> None:
    """Types a card by the names that its fields have at Stripe's."""
    frames = [frame(shop, kind) for kind in kinds]
    frames[0].locator('[name="cardnumber"]').fill(number)
    frames[len(kinds) // 2].locator('[name="exp-date"]').fill("1234")
    frames[-1].locator('[name="cvc"]').fill("123")
    if kinds == WHOLE:
        frames[0].locator('[name="postal"]').fill("94107")


def changes(shop: ShopPage) -> list[Any]:
    return shop.run("() => window.events.filter(({ name }) => name === 'change')")


@pytest.mark.parametrize("kinds", [WHOLE, PARTS], ids=["whole", "in parts"])
def test_pay(shop: ShopPage, client: Client, kinds: list[str]) -> None:
    intent = create(client)
    open_card(shop, kinds)
    type_in(shop, kinds)
    billing = {"name": "Ada", "email": "ada@example.com", "address": {"city": "London"}}
    paid = shop.run(PAY, [intent.client_secret, {"billing_details": billing, "metadata": {"a": "1"}}])["paymentIntent"]
    assert (paid["id"], paid["status"]) == (intent.id, "succeeded")
    method = client.v1.payment_methods.retrieve(paid["payment_method"])
    assert method.card
    assert (method.card.last4, method.card.exp_month, method.card.exp_year) == ("4242", 12, 2034)
    assert (method.billing_details.name, method.metadata and method.metadata["a"]) == ("Ada", "1")
    assert method.billing_details.address
    postal = "94107" if kinds == WHOLE else None
    assert (method.billing_details.address.city, method.billing_details.address.postal_code) == ("London", postal)
    assert shop.errors == []


@pytest.mark.parametrize("kinds", [WHOLE, PARTS], ids=["whole", "in parts"])
def test_what_is_missing_is_said_and_nothing_is_asked_of_the_server(
    shop: ShopPage, client: Client, kinds: list[str]
) -> None:
    intent = create(client)
    open_card(shop, kinds)
    error = shop.run(PAY, [intent.client_secret])["error"]
    said = {"type": "validation_error", "code": "incomplete_number", "message": "Your card number is incomplete."}
    assert error == said
    frame(shop, kinds[0]).locator('[name="cardnumber"]').fill("4242424242424242")
    frame(shop, kinds[-1]).locator('[name="cvc"]').fill("123")
    made = shop.run("() => stripe.createPaymentMethod({ type: 'card', card })")
    assert made["error"]["code"] == "incomplete_expiry"
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_payment_method"


def test_a_page_hears_how_it_is_and_its_place_shows_it(shop: ShopPage) -> None:
    open_card(shop)
    place = shop.page.locator("#payment")
    expect(place).to_have_class("StripeElement StripeElement--empty")
    number = frame(shop, "card").locator('[name="cardnumber"]')
    number.fill("4242424242424241")
    expect(place).to_have_class("StripeElement StripeElement--focus StripeElement--invalid")
    heard = changes(shop)[-1]
    assert (heard["elementType"], heard["brand"], heard["empty"]) == ("card", "visa", False)
    assert (heard["complete"], heard["error"]["code"]) == (False, "invalid_number")
    type_in(shop)
    expect(place).to_have_class("StripeElement StripeElement--focus StripeElement--complete")
    heard = changes(shop)[-1]
    assert (heard["complete"], heard.get("error"), heard["value"]) == (True, None, {"postalCode": "94107"})
    shop.run("() => card.clear()")
    expect(number).to_have_value("")
    expect(place).to_have_class("StripeElement StripeElement--focus StripeElement--empty")
    shop.run("() => card.unmount()")
    expect(place).to_have_class("")


def test_it_looks_as_the_page_says(shop: ShopPage) -> None:
    style = {
        "base": {"color": "rgb(1, 2, 3)", "fontSize": "18px", "::placeholder": {"color": "rgb(4, 5, 6)"}},
        "invalid": {"color": "rgb(7, 8, 9)"},
    }
    open_card(shop, style=style, hidePostalCode=True, classes={"base": "Card of mine"})
    expect(shop.page.locator("#payment")).to_have_class("Card of mine StripeElement--empty")
    fields = frame(shop, "card")
    expect(fields.locator('[name="postal"]')).to_be_hidden()
    number = fields.locator('[name="cardnumber"]')
    expect(number).to_have_css("color", "rgb(1, 2, 3)")
    expect(number).to_have_css("font-size", "18px")
    number.fill("4242424242424241")
    expect(number).to_have_css("color", "rgb(7, 8, 9)")
    shop.run("() => card.update({ disabled: true })")
    expect(number).to_be_disabled()
    shop.run("() => { document.querySelector('#payment').style.padding = '10px' }")
    box = shop.page.locator("#payment").bounding_box()
    assert box and box["height"] == 10 + 22 + 10  # one line of 18 px


def test_typing_goes_on_from_field_to_field(shop: ShopPage) -> None:
    open_card(shop)
    frame(shop, "card").locator('[name="cardnumber"]').click()
    shop.page.keyboard.type("42424242424242421234123")
    for name, value in {"cardnumber": "4242 4242 4242 4242", "exp-date": "12 / 34", "cvc": "123"}.items():
        expect(frame(shop, "card").locator(f'[name="{name}"]')).to_have_value(value)
    shop.page.keyboard.type("94107")
    expect(frame(shop, "card").locator('[name="postal"]')).to_have_value("94107")


@pytest.mark.parametrize(("button", "status"), [("Complete", "succeeded"), ("Fail", "requires_payment_method")])
def test_a_bank_asks(shop: ShopPage, client: Client, button: str, status: str) -> None:
    intent = create(client)
    open_card(shop)
    type_in(shop, number="4000002760003184")
    shop.run(f"(given) => {{ window.paying = ({PAY})(given) }}", [intent.client_secret])
    shop.bank.get_by_role("button", name=button).click()
    result = shop.run("() => paying")
    if status == "succeeded":
        assert result["paymentIntent"]["status"] == status
    else:
        assert result["error"]["code"] == "payment_intent_authentication_failure"
    assert client.v1.payment_intents.retrieve(intent.id).status == status


def test_a_page_may_let_the_bank_ask_later(shop: ShopPage, client: Client) -> None:
    intent = create(client, payment_method_options={"card": {"request_three_d_secure": "any"}})
    open_card(shop)
    type_in(shop, number="4000000000003055")
    result = shop.run(PAY, [intent.client_secret, {}, {"handleActions": False}])["paymentIntent"]
    assert result["status"] == "requires_action"
    shop.run("(secret) => { window.asked = stripe.handleCardAction(secret) }", intent.client_secret)
    shop.bank.get_by_role("button", name="Complete").click()
    assert shop.run("() => asked")["paymentIntent"]["status"] == "succeeded"


def test_an_intent_with_a_card_of_its_own_needs_nothing_more(shop: ShopPage, client: Client) -> None:
    intent = create(client, payment_method="pm_card_visa")
    shop.open_plain()
    paid = shop.run("([key, secret]) => Stripe(key).confirmCardPayment(secret)", [shop.key, intent.client_secret])
    assert paid["paymentIntent"]["status"] == "succeeded"
    script = "([key, secret, data]) => Stripe(key).confirmCardPayment(secret, data)"
    token = {"payment_method": {"card": {"token": "tok_chargeDeclined"}}}
    refused = shop.run(script, [shop.key, create(client).client_secret, token])
    assert refused["error"]["code"] == "card_declined"


@pytest.mark.parametrize(
    "call", ["{ type: 'card', card, billing_details: ada }", "'card', card, { billing_details: ada }"]
)
def test_a_payment_method_for_a_server(shop: ShopPage, client: Client, call: str) -> None:
    open_card(shop)
    type_in(shop)
    made = shop.run(f"() => {{ const ada = {{ name: 'Ada' }}; return stripe.createPaymentMethod({call}) }}")
    method = made["paymentMethod"]
    assert (method["billing_details"]["name"], method["card"]["brand"]) == ("Ada", "visa")
    paying: Any = {"payment_method": method["id"], "confirm": True, "return_url": shop.url("done")}
    assert create(client, **paying).status == "succeeded"


def test_a_card_is_kept_and_its_bank_asks_first(shop: ShopPage, client: Client) -> None:
    anna = client.v1.customers.create({"email": "anna@example.com"}).id
    intent = client.v1.setup_intents.create({"customer": anna})
    open_card(shop)
    type_in(shop, number="4000002500003155")
    script = "(secret) => { window.keeping = stripe.confirmCardSetup(secret, { payment_method: { card } }) }"
    shop.run(script, intent.client_secret)
    shop.bank.get_by_role("button", name="Complete").click()
    assert shop.run("() => keeping")["setupIntent"]["status"] == "succeeded"
    [kept] = client.v1.customers.payment_methods.list(anna).data
    assert kept.card and kept.card.last4 == "3155"


def test_no_part_of_a_card_passes_the_page(shop: ShopPage) -> None:
    open_card(shop, PARTS)
    type_in(shop, PARTS)
    shop.run("() => { window.said = []; addEventListener('message', ({ data }) => said.push(JSON.stringify(data))) }")
    assert "paymentMethod" in shop.run("() => stripe.createPaymentMethod({ type: 'card', card })")
    said = " ".join(shop.run("() => said"))
    assert said.count("part_") == 2
    assert "42424242" not in said and '"123"' not in said


def test_nobody_has_a_wallet(shop: ShopPage) -> None:
    shop.open_plain()
    script = """async (key) => {
        const stripe = Stripe(key);
        const total = { label: 'Tea', amount: 900 };
        const request = stripe.paymentRequest({ country: 'US', currency: 'usd', total }).on('paymentmethod', () => {});
        const button = stripe.elements().create('paymentRequestButton', { paymentRequest: request });
        const ready = new Promise((resolve) => button.on('ready', resolve));
        button.mount('#payment');
        await ready;
        return [await request.canMakePayment(), document.querySelectorAll('iframe').length];
    }"""
    assert shop.run(script, shop.key) == [None, 0]
    for given in ("{ country: 'US', currency: 'usd' }", ""):
        mistake = f"(key) => {{ try {{ Stripe(key).paymentRequest({given}) }} catch ({{ name }}) {{ return name }} }}"
        assert shop.run(mistake, shop.key) == "IntegrationError"


def test_mistakes_of_the_page_reject(shop: ShopPage, client: Client) -> None:
    open_card(shop, ["cardExpiry"])
    secret = create(client).client_secret
    for script in (
        "stripe.createPaymentMethod({ type: 'card', card })",
        "stripe.createPaymentMethod({ type: 'card', card: {} })",
        f"stripe.confirmCardPayment('{secret}', {{ payment_method: {{ card }} }})",
        f"stripe.confirmCardPayment('{secret}', {{ payment_method: {{}} }})",
        "stripe.confirmCardPayment('seti_1_secret_2')",
    ):
        assert shop.run(f"() => {script}.then(null, (error) => error.name)") == "IntegrationError", script
