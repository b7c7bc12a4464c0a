"""What people's tests of Stripe's elements look for is found in the local ones."""

import stripe
from playwright.sync_api import expect

from . import sessions
from .shop_page import ShopPage

OPEN = """([key, clientSecret]) => {
    const elements = Stripe(key).elements({ clientSecret });
    elements.create('payment').mount('#payment');
    elements.create('address', { mode: 'shipping' }).mount('#address');
    elements.create('linkAuthentication').mount('#email');
}"""


def test_frames_and_fields_have_the_names_and_addresses_of_stripes(shop: ShopPage, client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create({"amount": 4000, "currency": "usd"})
    shop.open_plain()
    shop.run(OPEN, [shop.key, intent.client_secret])
    frames = shop.page.locator('iframe[name^="__privateStripeFrame"]')
    expect(frames).to_have_count(3)
    assert len(set(frames.evaluate_all("(found) => found.map((frame) => frame.name)"))) == 3
    fields = {
        "payment": ["number", "expiry", "cvc", "country", "postalCode"],
        "address": ["name", "country", "addressLine1", "addressLine2", "locality", "administrativeArea", "postalCode"],
        "link-authentication": ["email"],
    }
    for element, names in fields.items():
        frame = shop.page.frame_locator(f'iframe[src*="elements-inner-{element}"]')
        for name in names:
            expect(frame.locator(f'[name="{name}"]')).to_be_visible()
    payment = shop.page.frame_locator('iframe[src*="elements-inner-payment"]')
    payment.locator("#Field-numberInput").fill("4242424242424242")
    payment.locator("#Field-expiryInput").fill("12/34")
    payment.locator("#Field-cvcInput").fill("123")
    assert shop.errors == []


def test_where_a_state_is_typed_it_has_the_same_name(shop: ShopPage, client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create({"amount": 4000, "currency": "usd"})
    shop.open_plain()
    shop.run(OPEN, [shop.key, intent.client_secret])
    address = shop.page.frame_locator('iframe[src*="elements-inner-address"]')
    address.locator('[name="country"]').select_option("JP")
    address.locator('[name="administrativeArea"]').fill("Tokyo")


def test_the_banks_buttons_are_found(shop: ShopPage, client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create(
        {
            "amount": 900,
            "currency": "usd",
            "payment_method": "pm_card_authenticationRequired",
            "confirm": True,
            "return_url": "https://shop.example",
        }
    )
    shop.open_plain()
    secret = [shop.key, intent.client_secret]
    shop.run("([key, clientSecret]) => { window.asked = Stripe(key).handleNextAction({ clientSecret }) }", secret)
    bank = shop.page.frame_locator('iframe[name^="__privateStripeFrame"]')
    bank.locator("#test-source-authorize-3ds").click()
    assert shop.run("() => asked")["paymentIntent"]["status"] == "succeeded"


def test_a_checkouts_frames_are_named_too(shop: ShopPage, client: stripe.StripeClient) -> None:
    session = sessions.create(client)
    shop.open_plain()
    shop.run(
        """([key, clientSecret]) => {
            Stripe(key).initCheckoutElementsSdk({ clientSecret }).createPaymentElement().mount('#payment');
        }""",
        [shop.key, session.client_secret],
    )
    frame = shop.page.frame_locator('iframe[name^="__privateStripeFrame"][src*="elements-inner-payment"]')
    expect(frame.locator('[name="number"]')).to_be_visible()
