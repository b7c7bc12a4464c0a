"""Hosted Checkout: a buyer comes to a session's address, pays or goes back, and the shop is told."""

from collections.abc import Callable
from typing import Any, cast
from uuid import uuid4

import pytest
import stripe
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Route, expect
from stripe.checkout import Session

from . import sessions
from .shop_page import ShopPage

CLUB = {
    "currency": "usd",
    "unit_amount": 1200,
    "product_data": {"name": "Tea club"},
    "recurring": {"interval": "month"},
}
SUBSCRIPTION = {"mode": "subscription", "line_items": [{"price_data": CLUB, "quantity": 1}]}

Visit = Callable[..., Session]


@pytest.fixture
def buyer(page: Any, local_stripe: str, account: str) -> ShopPage:
    """A browser in which the shop's own pages are there, too."""
    return ShopPage(page, local_stripe, f"pk_test_{account}", b"")


@pytest.fixture
def visit(buyer: ShopPage, client: stripe.StripeClient) -> Visit:
    """Sends the buyer to a new session's address, as a shop does."""

    def open_page(**params: Any) -> Session:
        usual = {
            "mode": "payment",
            "line_items": [sessions.TEA],
            "success_url": buyer.url("done?session_id={CHECKOUT_SESSION_ID}"),
            "cancel_url": buyer.url("plain?cart"),
        }
        given = {name: value for name, value in (usual | params).items() if value is not None}
        session = client.v1.checkout.sessions.create(cast(Any, given))
        assert session.url
        buyer.page.goto(session.url)
        return session

    return open_page


def button(buyer: ShopPage) -> Locator:
    return buyer.page.get_by_test_id("hosted-payment-submit-button")


def type_card(buyer: ShopPage, number: str = "4242424242424242") -> None:
    buyer.type_card(number)
    buyer.payment.get_by_label("Cardholder name").fill("Ada Lovelace")


def amount(buyer: ShopPage, name: str) -> Locator:
    """What stands beside a name among the totals."""
    row = buyer.page.locator(".Totals-row").filter(has=buyer.page.get_by_text(name))
    return row.get_by_role("definition")


def test_a_buyer_pays_and_comes_to_the_success_url(buyer: ShopPage, client: stripe.StripeClient, visit: Visit) -> None:
    session = visit()
    expect(buyer.page.get_by_text("Test", exact=True)).to_be_visible()
    expect(button(buyer)).to_have_text("Pay $40.00")
    buyer.page.locator("#email").fill("ada@example.com")
    type_card(buyer)
    button(buyer).click()
    buyer.page.wait_for_url(buyer.url(f"done?session_id={session.id}"))
    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    details = paid.customer_details
    assert details and (details.name, details.email) == ("Ada Lovelace", "ada@example.com")
    # Whoever comes back is told, and can't pay again.
    buyer.page.goto(session.url or "")
    expect(buyer.page.get_by_role("heading", name="This is already paid")).to_be_focused()
    expect(button(buyer)).to_have_count(0)
    assert buyer.errors == []


def test_a_buyer_goes_back_to_the_shop(buyer: ShopPage, client: stripe.StripeClient, visit: Visit) -> None:
    session = visit()
    buyer.page.get_by_role("link", name="Back").click()
    buyer.page.wait_for_url(buyer.url("plain?cart"))
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_a_declined_card_is_said_and_another_one_pays(buyer: ShopPage, visit: Visit) -> None:
    session = visit(customer_email="ada@example.com")
    expect(buyer.page.get_by_text("ada@example.com")).to_be_visible()
    # Filled in with one press, as whoever shows it to somebody does.
    buyer.payment.get_by_label("Card number").wait_for()
    buyer.page.get_by_role("button", name="One that is declined").click()
    expect(buyer.payment.get_by_label("Cardholder name")).to_have_value("Jenny Rosen")
    button(buyer).click()
    expect(buyer.page.locator("#payment-problem")).to_have_text("Your card was declined.")
    type_card(buyer, "4000002760003184")
    button(buyer).click()
    buyer.bank.get_by_role("button", name="Complete").click()
    buyer.page.wait_for_url(buyer.url(f"done?session_id={session.id}"))


def test_the_bank_asks_before_a_card_is_kept_and_another_way_is_there(
    buyer: ShopPage, client: stripe.StripeClient, visit: Visit
) -> None:
    ways: Any = ["card", "us_bank_account"]
    params: Any = {"mode": "setup", "currency": "usd", "line_items": None, "allowed_payment_method_types": ways}
    session = visit(customer_email="ada@example.com", **params)
    expect(buyer.payment.get_by_role("tab")).to_have_text(["Card", "US bank account"])
    type_card(buyer, "4000002500003155")
    button(buyer).click()
    buyer.bank.get_by_role("button", name="Fail").click()
    expect(buyer.page.get_by_role("alert").filter(has_text="unable to authenticate")).to_be_visible()
    button(buyer).click()
    buyer.bank.get_by_role("button", name="Complete").click()
    buyer.page.wait_for_url(buyer.url(f"done?session_id={session.id}"))
    kept = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]}).setup_intent
    assert isinstance(kept, stripe.SetupIntent) and kept.status == "succeeded"


def test_who_fails_on_another_page_comes_back_and_tries_again(
    buyer: ShopPage, client: stripe.StripeClient, visit: Visit
) -> None:
    session = visit(customer_email="ada@example.com", allowed_payment_method_types=["card", "amazon_pay"])
    for outcome in ("Fail", "Authorise"):
        buyer.payment.get_by_role("tab", name="Amazon Pay").click()
        button(buyer).click()
        buyer.page.wait_for_url("**/_sandbox/redirect/**")
        buyer.page.get_by_role("button", name=outcome).click()
        if outcome == "Fail":
            expect(buyer.page.locator("#payment-problem")).to_contain_text("unable to authenticate")
    buyer.page.wait_for_url(buyer.url(f"done?session_id={session.id}"))
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_what_is_missing_is_said_where_it_is(buyer: ShopPage, visit: Visit) -> None:
    visit(phone_number_collection={"enabled": True}, billing_address_collection="required")
    buyer.address.get_by_label("Full name").wait_for()
    button(buyer).click()
    expect(buyer.page.locator("#email")).to_be_focused()
    for field, problem in (("email", "Your email is incomplete."), ("phoneNumber", "Your phone number is incomplete.")):
        expect(buyer.page.locator(f"#{field}-problem")).to_have_text(problem)
        expect(buyer.page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
    expect(buyer.payment.get_by_text("Your card number is incomplete.")).to_be_visible()
    expect(buyer.address.get_by_text("This field is incomplete.").first).to_be_visible()
    # The billing address has the name, so that the card's form asks for none.
    expect(buyer.payment.get_by_label("Cardholder name")).to_be_hidden()


def test_a_promotion_code_is_applied_refused_and_removed(
    buyer: ShopPage, client: stripe.StripeClient, visit: Visit
) -> None:
    code = f"TEA{uuid4().hex[:6].upper()}"
    sessions.promotion_code(client, code)
    session = visit(allow_promotion_codes=True)
    field = buyer.page.get_by_role("textbox", name="Promotion code")
    field.fill("NONE")
    field.press("Enter")
    expect(buyer.page.get_by_text("This code is invalid.")).to_be_visible()
    expect(field).to_be_focused()
    field.fill(code)
    field.press("Enter")
    expect(amount(buyer, f"{code} (10% off)")).to_have_text("−$4.00")
    expect(amount(buyer, "Total due")).to_have_text("$36.00")
    expect(button(buyer)).to_have_text("Pay $36.00")
    remove = buyer.page.get_by_role("button", name=f"Remove promotion code {code}")
    expect(remove).to_be_focused()
    remove.press("Enter")
    expect(button(buyer)).to_have_text("Pay $40.00")
    expect(field).to_be_focused()
    assert client.v1.checkout.sessions.retrieve(session.id).amount_total == 4000


def test_shipping_and_quantities_are_the_buyers(buyer: ShopPage, client: stripe.StripeClient, visit: Visit) -> None:
    session = visit(
        billing_address_collection="required",
        line_items=[sessions.TEA | {"adjustable_quantity": {"enabled": True, "maximum": 2}}],
        shipping_address_collection={"allowed_countries": ["US"]},
        shipping_options=[sessions.shipping_option("Standard", 0), sessions.shipping_option("Express", 1200)],
    )
    more = buyer.page.get_by_role("button", name="One more: Tea")
    more.press("Enter")
    expect(amount(buyer, "Subtotal")).to_have_text("$80.00")
    expect(more).to_be_focused()
    expect(more).to_have_attribute("aria-disabled", "true")
    buyer.page.get_by_role("radio", name="Express").check()
    expect(amount(buyer, "Shipping (Express)")).to_have_text("$12.00")
    buyer.page.locator("#email").fill("ada@example.com")
    for label, value in {
        "Full name": "Ada Lovelace",
        "Address line 1": "1 Main St",
        "City": "Honolulu",
        "ZIP code": "96813",
    }.items():
        buyer.address.get_by_label(label).fill(value)
    buyer.address.get_by_label("State").select_option("HI")
    for label, value in {"Card number": "4242424242424242", "Expiration date": "12/34", "Security code": "123"}.items():
        buyer.payment.get_by_label(label).fill(value)
    expect(buyer.payment.get_by_label("Cardholder name")).to_be_hidden()
    button(buyer).click()
    buyer.page.wait_for_url(buyer.url(f"done?session_id={session.id}"))
    # Who pays lives where the parcel goes, unless they say otherwise.
    paid = client.v1.checkout.sessions.retrieve(session.id)
    details = paid.customer_details
    assert details and details.name == "Ada Lovelace" and details.address and details.address.line1 == "1 Main St"
    assert (paid.amount_total, paid.shipping_cost and paid.shipping_cost.amount_total) == (9200, 1200)
    assert paid.collected_information and paid.collected_information.shipping_details
    assert paid.collected_information.shipping_details.address.city == "Honolulu"


def test_only_the_total_that_was_on_the_button_is_paid(
    buyer: ShopPage, client: stripe.StripeClient, visit: Visit
) -> None:
    tea = sessions.TEA | {"adjustable_quantity": {"enabled": True}}
    session = visit(customer_email="ada@example.com", line_items=[tea])
    type_card(buyer)
    held: list[Route] = []
    buyer.page.route("**/v1/payment_pages/*", lambda route: held.append(route), times=1)
    with buyer.page.expect_request("**/v1/payment_pages/*"):
        buyer.page.get_by_role("button", name="One more: Tea").click()
    expect(button(buyer)).to_have_text("Pay $40.00")
    button(buyer).click()
    expect(button(buyer)).to_have_text("Processing…")
    held[0].continue_()
    expect(buyer.page.locator("#payment-problem")).to_have_text("The total is $80.00 now. Please check it, then go on.")
    expect(button(buyer)).to_have_text("Pay $80.00")
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    button(buyer).click()
    buyer.page.wait_for_url(buyer.url(f"done?session_id={session.id}"))


def test_what_the_shop_asks_is_answered(buyer: ShopPage, client: stripe.StripeClient, visit: Visit) -> None:
    sizes = [{"label": "Small", "value": "small"}, {"label": "Large", "value": "large"}]
    session = visit(
        customer_email="ada@example.com",
        custom_fields=[
            {"key": "name", "label": {"type": "custom", "custom": "Engraving"}, "type": "text"},
            {
                "key": "size",
                "label": {"type": "custom", "custom": "Size"},
                "type": "dropdown",
                "dropdown": {"options": sizes},
            },
        ],
        consent_collection={"terms_of_service": "required"},
        custom_text={"terms_of_service_acceptance": {"message": "I agree to the [terms](https://shop.example/terms)."}},
    )
    type_card(buyer)
    button(buyer).click()
    expect(buyer.page.get_by_label("Engraving")).to_be_focused()
    expect(buyer.page.get_by_text("Size: please answer.")).to_be_visible()
    expect(buyer.page.get_by_text("Please accept the terms of service.")).to_be_visible()
    expect(buyer.page.get_by_role("link", name="terms")).to_have_attribute("href", "https://shop.example/terms")
    buyer.page.get_by_label("Engraving").fill("Ada")
    buyer.page.get_by_label("Size").select_option("Large")
    buyer.page.get_by_role("checkbox", name="I agree to the terms.").check()
    button(buyer).click()
    buyer.page.wait_for_url(buyer.url(f"done?session_id={session.id}"))
    paid = client.v1.checkout.sessions.retrieve(session.id)
    text, choice = paid.custom_fields
    assert (text.text and text.text.value, choice.dropdown and choice.dropdown.value) == ("Ada", "large")
    assert paid.consent and paid.consent.terms_of_service == "accepted"


@pytest.mark.parametrize(
    ("params", "heading", "headline", "label"),
    [
        ({"submit_type": "donate"}, "Donate to Local Stripe", "$40.00", "Donate $40.00"),
        ({"submit_type": "book"}, "Book with Local Stripe", "$40.00", "Book for $40.00"),
        (SUBSCRIPTION, "Subscribe to Tea club", "$12.00 per month", "Subscribe"),
        (
            SUBSCRIPTION | {"subscription_data": {"trial_period_days": 14}},
            "Try Tea club",
            "14 days free",
            "Start trial",
        ),
        ({"mode": "setup", "currency": "usd", "line_items": None}, "Save your payment details", "", "Save"),
    ],
)
def test_the_page_says_what_it_is_for_and_does_it(
    buyer: ShopPage, client: stripe.StripeClient, visit: Visit, params: Any, heading: str, headline: str, label: str
) -> None:
    session = visit(customer_email="ada@example.com", **params)
    expect(buyer.page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(button(buyer)).to_have_text(label)
    expect(buyer.page.locator(".Headline")).to_have_text(headline)
    type_card(buyer)
    button(buyer).click()
    buyer.page.wait_for_url(buyer.url(f"done?session_id={session.id}"))
    assert client.v1.checkout.sessions.retrieve(session.id).status == "complete"


def test_a_customer_keeps_a_card_and_pays_with_it_the_next_time(
    buyer: ShopPage, client: stripe.StripeClient, visit: Visit
) -> None:
    customer = client.v1.customers.create({"email": "ada@example.com"})
    params = {"customer": customer.id, "saved_payment_method_options": {"payment_method_save": "enabled"}}
    first = visit(**params)
    type_card(buyer)
    buyer.page.get_by_label("Save this card").check()
    button(buyer).click()
    buyer.page.wait_for_url(buyer.url(f"done?session_id={first.id}"))
    second = visit(**params)
    expect(buyer.page.get_by_role("radio", name="Visa •••• 4242")).to_be_checked()
    another = buyer.page.get_by_role("radio", name="Another card")
    another.check()
    expect(buyer.payment.get_by_label("Card number")).to_be_visible()
    buyer.page.get_by_role("radio", name="Visa •••• 4242").check()
    buyer.page.get_by_role("button", name="A card that pays").click()
    expect(another).to_be_checked()
    expect(buyer.payment.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    buyer.page.get_by_role("radio", name="Visa •••• 4242").check()
    expect(buyer.page.locator("iframe")).to_have_count(0)
    button(buyer).click()
    buyer.page.wait_for_url(buyer.url(f"done?session_id={second.id}"))
    [one, other] = client.v1.payment_intents.list({"customer": customer.id}).data
    assert one.payment_method == other.payment_method


def test_an_expired_session_says_so_also_on_a_page_that_was_open(
    buyer: ShopPage, client: stripe.StripeClient, visit: Visit
) -> None:
    session = visit(customer_email="ada@example.com")
    type_card(buyer)
    client.v1.checkout.sessions.expire(session.id)
    button(buyer).click()
    expect(buyer.page.get_by_role("heading", name="This page has expired")).to_be_focused()
    expect(buyer.page.get_by_role("link", name="Back to the shop")).to_have_attribute("href", buyer.url("plain?cart"))


def test_half_an_address_opens_nothing(buyer: ShopPage, visit: Visit) -> None:
    session = visit()
    buyer.page.goto("about:blank")
    buyer.page.goto((session.url or "").split("#")[0])
    expect(buyer.page.get_by_role("heading", name="This page isn't here")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_everybody_can_use_it(
    browser: Browser, client: stripe.StripeClient, local_stripe: str, width: int, scheme: Any
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    buyer = ShopPage(page, local_stripe, "", b"")
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": cast(Any, [sessions.TEA | {"adjustable_quantity": {"enabled": True}}]),
            "success_url": buyer.url("done"),
            "cancel_url": buyer.url("plain"),
            "allow_promotion_codes": True,
            "shipping_options": cast(Any, [sessions.shipping_option("Standard", 0)]),
            "shipping_address_collection": {"allowed_countries": ["US"]},
            "phone_number_collection": {"enabled": True},
        }
    )
    page.goto(session.url or "")
    buyer.payment.get_by_label("Card number").wait_for()
    button(buyer).click()
    expect(page.locator("#email-problem")).not_to_be_empty()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.close()
