"""Embedded Checkout: the same page in a frame of the shop's, by the name that each train has for it."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe
from playwright.sync_api import FrameLocator, expect

from . import sessions
from .shop_page import ShopPage
from .trains import BEFORE_CLOVER, SCRIPTS, SINCE_DAHLIA

EMBED = """async ([key, clientSecret, name, way]) => {
    window.completed = 0;
    const secret = way === 'fetch' ? { fetchClientSecret: async () => clientSecret } : { clientSecret };
    window.embed = () => Stripe(key)[name]({ ...secret, onComplete: () => { completed += 1; } });
    window.embedded = await embed();
    embedded.mount('#payment');
}"""
FAILS = """async (attempt) => {
    try {
        await eval(attempt);
    } catch (error) {
        return [error.name, error.message];
    }
}"""

Embed = Callable[..., stripe.checkout.Session]


def name_in(train: str) -> str:
    return "createEmbeddedCheckoutPage" if train in SINCE_DAHLIA else "initEmbeddedCheckout"


@pytest.fixture
def buyer(page: Any, local_stripe: str, account: str) -> ShopPage:
    return ShopPage(page, local_stripe, f"pk_test_{account}", b"")


@pytest.fixture
def embed(buyer: ShopPage, client: stripe.StripeClient) -> Embed:
    """Shows a new session on the shop's page."""

    def show(train: str = "endive", way: str = "fetch", **params: Any) -> stripe.checkout.Session:
        returning = {} if params.get("redirect_on_completion") == "never" else {"return_url": return_url(buyer)}
        session = sessions.create(client, ui_mode="embedded_page", **returning, **params)
        buyer.open_plain(SCRIPTS[train])
        buyer.run(EMBED, [buyer.key, session.client_secret, name_in(train), way])
        return session

    return show


def return_url(buyer: ShopPage) -> str:
    return buyer.url("done?id={CHECKOUT_SESSION_ID}")


def checkout(buyer: ShopPage) -> FrameLocator:
    return buyer.page.frame_locator('iframe[name="embedded-checkout"]')


def pay(buyer: ShopPage, number: str = "4242424242424242") -> None:
    payment = checkout(buyer).frame_locator('iframe[src*="elements-inner-payment"]')
    for label, value in {
        "Card number": number,
        "Expiration date": "12/34",
        "Security code": "123",
        "Cardholder name": "Ada Lovelace",
        "ZIP": "94107",
    }.items():
        payment.get_by_label(label).fill(value)
    checkout(buyer).get_by_test_id("hosted-payment-submit-button").click()


@pytest.mark.parametrize("train", ["v3", "clover", "endive"])
def test_the_shops_page_goes_to_the_return_url(
    buyer: ShopPage, client: stripe.StripeClient, embed: Embed, train: str
) -> None:
    session = embed(train, way="fetch" if train in BEFORE_CLOVER else "secret")
    pay(buyer)
    buyer.page.wait_for_url(buyer.url(f"done?id={session.id}"))
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert buyer.errors == []


def test_another_page_takes_the_place_of_the_shops_not_of_the_frame(buyer: ShopPage, embed: Embed) -> None:
    session = embed(allowed_payment_method_types=["amazon_pay"])
    checkout(buyer).get_by_test_id("hosted-payment-submit-button").click()
    buyer.page.wait_for_url("**/_sandbox/redirect/**")
    buyer.page.get_by_role("button", name="Authorise").click()
    buyer.page.wait_for_url(buyer.url(f"done?id={session.id}"))


@pytest.mark.parametrize("when", ["never", "if_required"])
def test_it_completes_in_place_and_tells_the_shop(
    buyer: ShopPage, client: stripe.StripeClient, embed: Embed, when: str
) -> None:
    session = embed(redirect_on_completion=when)
    pay(buyer, "4000000000000002")
    expect(checkout(buyer).locator("#payment-problem")).to_have_text("Your card was declined.")
    assert buyer.run("() => completed") == 0
    pay(buyer)
    expect(checkout(buyer).get_by_role("heading", name="Thanks for your payment")).to_be_visible()
    assert buyer.run("() => completed") == 1
    assert buyer.page.url == buyer.url("plain")
    assert client.v1.checkout.sessions.retrieve(session.id).status == "complete"


def test_it_is_mounted_unmounted_and_destroyed(buyer: ShopPage, embed: Embed) -> None:
    embed()
    frames = buyer.page.locator("iframe")
    expect(checkout(buyer).get_by_text("ada@example.com")).to_be_visible()
    # The frame is as high as what is in it.
    inside = buyer.page.frame(name="embedded-checkout")
    assert inside
    buyer.page.wait_for_function(
        "() => document.querySelector('iframe').clientHeight === Math.ceil("
        "document.querySelector('iframe').contentDocument.querySelector('.Page').getBoundingClientRect().height)"
    )
    assert buyer.run(FAILS, "embed()") == ["IntegrationError", "You cannot have multiple Embedded Checkout objects."]
    assert buyer.run(FAILS, "embedded.mount('#nothing')")[0] == "IntegrationError"
    buyer.run("() => embedded.unmount()")
    expect(frames).to_have_count(0)
    buyer.run("() => embedded.mount(document.querySelector('#address'))")
    expect(frames).to_have_count(1)
    buyer.run("() => embedded.destroy()")
    expect(frames).to_have_count(0)
    assert buyer.run(FAILS, "embedded.mount('#payment')")[0] == "IntegrationError"
    buyer.run("async () => { window.embedded = await embed(); embedded.mount('#payment'); }")
    expect(frames).to_have_count(1)


@pytest.mark.parametrize(
    ("attempt", "says"),
    [
        ("Stripe(key).createEmbeddedCheckoutPage({})", "needs clientSecret"),
        ("Stripe(key).createEmbeddedCheckoutPage({ clientSecret: 'pi_1_secret_1' })", "client_secret"),
        ("Stripe(key).createEmbeddedCheckoutPage({ clientSecret: secret })", "ui_mode=embedded_page"),
        ("Stripe(key).createEmbeddedCheckoutPage({ clientSecret: secret, fetchClientSecret: () => secret })", "both"),
        ("Stripe(key).initEmbeddedCheckout({ clientSecret: secret })", "createEmbeddedCheckoutPage()"),
        ("Stripe(key).initCheckoutFormSdk({ clientSecret: secret })", "createEmbeddedCheckoutPage()"),
    ],
)
def test_mistakes_are_said_at_the_call(buyer: ShopPage, client: stripe.StripeClient, attempt: str, says: str) -> None:
    buyer.open_plain()
    session = sessions.create(client)
    buyer.run("([key, secret]) => { Object.assign(window, { key, secret }); }", [buyer.key, session.client_secret])
    name, message = buyer.run(FAILS, attempt)
    assert name == "IntegrationError" and says in message
    # One that failed is not in the way of the next.
    assert "multiple" not in buyer.run(FAILS, attempt)[1]


def test_the_shop_changes_the_line_items_that_are_its_servers(
    buyer: ShopPage, preview_client: stripe.StripeClient
) -> None:
    tea = sessions.TEA | {"adjustable_quantity": {"enabled": True}}
    session = sessions.create(
        preview_client,
        ui_mode="embedded_page",
        return_url=return_url(buyer),
        line_items=[tea],
        permissions={"update_line_items": "server_only"},
    )

    def change(event: Any) -> Any:
        assert event["checkoutSessionId"] == session.id
        if event["lineItems"][0]["quantity"] > 2:
            return {"type": "reject", "errorMessage": "Two are left."}
        preview_client.v1.checkout.sessions.update(session.id, {"line_items": event["lineItems"]})
        return {"type": "accept"}

    buyer.offer("change", change)
    buyer.open_plain()
    buyer.run(
        """async ([key, clientSecret]) => {
            const options = { clientSecret, onLineItemsChange: (event) => change(event) };
            (await Stripe(key).createEmbeddedCheckoutPage(options)).mount('#payment');
        }""",
        [buyer.key, session.client_secret],
    )
    more = checkout(buyer).get_by_role("button", name="One more: Tea")
    more.click()
    expect(checkout(buyer).locator(".Totals-total dd")).to_have_text("$80.00")
    more.click()
    expect(checkout(buyer).get_by_text("Two are left.")).to_be_visible()
    expect(checkout(buyer).locator(".Totals-total dd")).to_have_text("$80.00")


def test_stripes_react_package_shows_it_again_and_pays(shop: ShopPage, client: stripe.StripeClient) -> None:
    session = sessions.create(client, ui_mode="embedded_page", redirect_on_completion="never")
    shop.open_react(None, embedded=session.client_secret or "")
    expect(checkout(shop).get_by_text("ada@example.com")).to_be_visible()
    shop.page.get_by_role("button", name="Leave").click()
    expect(shop.page.locator("iframe")).to_have_count(0)
    shop.page.get_by_role("button", name="Show").click()
    pay(shop)
    expect(shop.page.get_by_role("status")).to_have_text("Complete")
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert shop.errors == []


@pytest.mark.parametrize("train", BEFORE_CLOVER)
def test_redirect_to_checkout_leads_to_the_hosted_page(
    buyer: ShopPage, client: stripe.StripeClient, train: str
) -> None:
    session = sessions.create(client, ui_mode="hosted_page", success_url=buyer.url("done"))
    buyer.open_plain(SCRIPTS[train])
    [error] = buyer.run(
        "async (key) => Object.values(await Stripe(key).redirectToCheckout({ sessionId: 'cs_1' }))", buyer.key
    )
    assert error["code"] == "resource_missing"
    buyer.run("([key, sessionId]) => { Stripe(key).redirectToCheckout({ sessionId }); }", [buyer.key, session.id])
    buyer.page.wait_for_url(f"**/c/pay/{session.id}*")
