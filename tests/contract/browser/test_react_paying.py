"""Stripe's React package, unmodified, on the local Stripe: from checking the fields to the confirmation."""

import pytest
import stripe
from playwright.sync_api import expect

from . import sessions
from .sessions import ADDRESS
from .shop_page import OpenShop, call, session_of

Client = stripe.StripeClient


def test_validation_names_the_elements(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client, customer_email=None), elements="payment,contactDetails")
    shop.payment.get_by_label("Card number").wait_for()
    shop.email.get_by_label("Email").wait_for()
    result = call(shop, "validateElements")["error"]
    assert result["code"] == "validation_error"
    assert {problem["element"] for problem in result["validation_errors"]} == {"payment", "contactDetails"}
    expect(shop.email.get_by_text("Your email is incomplete.")).to_be_visible()
    shop.type_card()
    shop.email.get_by_label("Email").fill("ada@example.com")
    assert call(shop, "validateElements")["type"] == "success"


def test_validation_needs_elements(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client), elements="terms")
    assert call(shop, "validateElements")["error"]["code"] == "no_elements"


def test_confirm_pays_and_goes_to_exactly_the_return_url(open_shop: OpenShop, client: Client) -> None:
    session = sessions.create(client, return_url=open_shop.shop.url("done?session={CHECKOUT_SESSION_ID}#top"))
    shop = open_shop(session)
    shop.type_card()
    shop.page.get_by_role("button", name="Pay $40.00").click()
    shop.page.wait_for_url(shop.url(f"done?session={session.id}#top"))
    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.status, paid.payment_status) == ("complete", "paid")


def test_confirm_if_required_stays(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client, customer_email=None))
    shop.type_card()
    assert "email" in call(shop, "confirm", {"redirect": "if_required"})["error"]["message"]
    result = call(shop, "confirm", {"redirect": "if_required", "email": "ada@example.com"})
    assert result["session"]["status"] == {"type": "complete", "paymentStatus": "paid"}
    assert result["session"]["canConfirm"] is False
    assert call(shop, "updateEmail", None)["rejected"]["message"]


def test_confirm_with_a_return_url_of_its_own(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    id = session_of(shop)["id"]
    shop.type_card()
    shop.run("(url) => void window.checkout.confirm({ returnUrl: url })", shop.url("done?{CHECKOUT_SESSION_ID}"))
    shop.page.wait_for_url(shop.url(f"done?{id}"))


def test_confirm_wants_one_return_url(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    assert "returnUrl" in call(shop, "confirm")["rejected"]["message"]
    shop = open_shop(sessions.create(client, return_url=shop.url("done")))
    assert "return_url" in call(shop, "confirm", {"returnUrl": shop.url("done")})["rejected"]["message"]


def test_confirm_while_details_are_incomplete(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    shop.payment.get_by_label("Card number").wait_for()
    result = call(shop, "confirm", {"redirect": "if_required"})
    assert result == {"type": "error", "error": {"message": "Your card number is incomplete.", "code": None}}
    expect(shop.payment.get_by_text("Your card number is incomplete.")).to_be_visible()
    expect(shop.payment.get_by_label("Card number")).to_be_focused()


def test_confirm_refuses_an_amount_that_nobody_saw(open_shop: OpenShop, client: Client) -> None:
    session = sessions.create(client)
    shop = open_shop(session)
    shop.type_card()
    sessions.add_gift_wrap(client, session)
    result = call(shop, "confirm", {"redirect": "if_required"})
    assert result["error"]["code"] is None
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    expect(shop.page.get_by_label("Total")).to_have_text("$45.00")


def test_a_declined_card(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    shop.type_card("4000000000009995")
    error = call(shop, "confirm", {"redirect": "if_required"})["error"]
    assert (error["code"], error["paymentFailed"]) == ("paymentFailed", {"declineCode": "insufficient_funds"})
    assert session_of(shop)["status"] == {"type": "open"}
    assert session_of(shop)["lastPaymentError"]["message"] == error["message"]
    shop.type_card()
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"


def test_a_free_order_needs_no_card(open_shop: OpenShop, client: Client) -> None:
    coupon = client.v1.coupons.create({"percent_off": 100, "duration": "once"})
    shop = open_shop(sessions.create(client, discounts=[{"coupon": coupon.id}]))
    expect(shop.payment.get_by_text("Nothing is due now")).to_be_visible()
    expect(shop.payment.get_by_label("Card number")).to_be_hidden()
    assert session_of(shop)["canConfirm"] is True
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"


def test_bank_asks_and_shopper_completes(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client, return_url=open_shop.shop.url("done")))
    shop.type_card("4000002760003184")
    shop.page.get_by_role("button", name="Pay $40.00").click()
    expect(shop.page.get_by_role("dialog")).to_be_visible()
    expect(shop.bank.get_by_text("Test mode: no money moves")).to_be_visible()
    shop.bank.get_by_role("button", name="Complete").click()
    shop.page.wait_for_url(shop.url("done"))


@pytest.mark.parametrize("way", ["Fail", "Escape"])
def test_bank_asks_and_shopper_refuses(open_shop: OpenShop, client: Client, way: str) -> None:
    shop = open_shop(sessions.create(client))
    shop.type_card("4000002760003184")
    shop.run("() => { window.paying = window.checkout.confirm({ redirect: 'if_required' }); }")
    expect(shop.bank.get_by_role("button", name="Complete")).to_be_focused()
    if way == "Fail":
        shop.bank.get_by_role("button", name="Fail").click()
    else:
        shop.page.keyboard.press("Escape")
    error = shop.run("() => window.paying")["error"]
    assert error["code"] == "paymentFailed"
    assert "unable to authenticate" in error["message"]
    expect(shop.page.get_by_role("dialog")).to_have_count(0)
    assert session_of(shop)["status"] == {"type": "open"}


@pytest.mark.parametrize("answer", ["Complete", "Fail"])
def test_a_question_of_the_bank_ends_with_the_payment_it_was_about(
    open_shop: OpenShop, client: Client, answer: str
) -> None:
    session = sessions.create(client)
    shop = open_shop(session)
    shop.type_card("4000002760003184")
    shop.run("() => { window.paying = window.checkout.confirm({ redirect: 'if_required' }); }")
    expect(shop.bank.get_by_role("button", name=answer)).to_be_visible()
    sessions.add_gift_wrap(client, session)
    shop.bank.get_by_role("button", name=answer).click()
    error = shop.run("() => window.paying")["error"]
    assert error["code"] == "paymentFailed"
    assert "unable to authenticate" in error["message"]
    expect(shop.page.get_by_role("dialog")).to_have_count(0)
    shop.type_card()
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"
    assert client.v1.checkout.sessions.retrieve(session.id).amount_total == 4500


def test_appearance_changes_in_place(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    shop.type_card()
    number = shop.payment.get_by_label("Card number")
    expect(number).to_have_css("background-color", "rgb(255, 255, 255)")
    shop.run("() => window.setTheme('night')")
    expect(number).to_have_css("background-color", "rgb(48, 49, 61)")
    expect(number).to_have_value("4242 4242 4242 4242")


def test_addresses_and_email_of_elements_reach_the_session(open_shop: OpenShop, client: Client) -> None:
    countries = {"allowed_countries": ["US", "CA"]}
    session = sessions.create(client, customer_email=None, shipping_address_collection=countries)
    shop = open_shop(session, elements="shippingAddress,contactDetails,payment")
    shop.email.get_by_label("Email").fill("ada@example.com")
    shop.address.get_by_label("Full name").fill("Ada Lovelace")
    shop.address.get_by_label("Address line 1").fill("1 Main St")
    shop.address.get_by_label("City").fill("Honolulu")
    shop.address.get_by_label("State").select_option("HI")
    shop.address.get_by_label("ZIP code").fill("96813")
    shop.type_card()
    expect(shop.page.get_by_role("button", name="Pay")).to_be_enabled()
    assert session_of(shop)["shippingAddress"] == ADDRESS
    assert session_of(shop)["email"] == "ada@example.com"
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"
    collected = client.v1.checkout.sessions.retrieve(session.id).collected_information
    assert collected
    assert collected.shipping_details
    assert collected.shipping_details.address.state == "HI"


FORMS_ARE_SHOWN = """() => {
    const frames = [...document.querySelectorAll("iframe")];
    return frames.length === 3 && frames.every(({ style }) => style.opacity === "1");
}"""
LISTEN = """() => {
    window.after = new Promise((told) => addEventListener("message", ({ data }) => data === "after" && told()));
}"""
TELL = """() => {
    for (const { contentWindow } of document.querySelectorAll("iframe")) contentWindow.postMessage("after", "*");
}"""
FIELDS = [
    ("address", "Address line 1"),
    ("address", "State"),
    ("address", "ZIP code"),
    ("email", "Email"),
    ("payment", "ZIP"),
]


@pytest.mark.parametrize(("element", "label"), FIELDS)
def test_what_has_the_focus_keeps_it_while_the_session_changes(
    open_shop: OpenShop, client: Client, element: str, label: str
) -> None:
    countries = {"allowed_countries": ["US", "CA"]}
    session = sessions.create(client, customer_email=None, shipping_address_collection=countries)
    shop = open_shop(session, elements="shippingAddress,contactDetails,payment")
    shop.page.wait_for_function(FORMS_ARE_SHOWN)
    field = getattr(shop, element).get_by_label(label, exact=True)
    field.focus()
    field.evaluate(LISTEN)
    assert call(shop, "updateEmail", "ada@example.com")["session"]["email"] == "ada@example.com"
    shop.run(TELL)
    field.evaluate("() => window.after")  # what the frame was told of the session came before
    expect(field).to_be_focused()


def test_what_the_session_refuses_of_an_element_is_said_when_paying(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client), elements="contactDetails,payment")
    shop.email.get_by_label("Email").fill("somebody@example.com")
    shop.type_card()
    result = call(shop, "confirm", {"redirect": "if_required"})
    assert result["error"]["code"] is None
    assert "email" in result["error"]["message"]
    assert session_of(shop)["status"] == {"type": "open"}


def test_phone_number_of_the_address_reaches_the_session(open_shop: OpenShop, client: Client) -> None:
    collected = {
        "shipping_address_collection": {"allowed_countries": ["GB"]},
        "phone_number_collection": {"enabled": True},
    }
    shop = open_shop(sessions.create(client, **collected), elements="shippingAddress")
    shop.address.get_by_label("Full name").fill("Ada Lovelace")
    shop.address.get_by_label("Address line 1").fill("12 St James’s Square")
    shop.address.get_by_label("Town or city").fill("London")
    shop.address.get_by_label("Postal code").fill("SW1Y 4LB")
    shop.address.get_by_label("Phone number").fill("020 7946 0000")
    shop.page.wait_for_function("() => window.checkout.phoneNumber === '020 7946 0000'")
    assert session_of(shop)["shippingAddress"]["address"]["country"] == "GB"


def test_a_subscription_says_what_the_card_is_kept_for(open_shop: OpenShop, client: Client) -> None:
    monthly = {"unit_amount": 1800, "recurring": {"interval": "month"}}
    item = sessions.TEA | {"price_data": sessions.TEA["price_data"] | monthly}
    trial = {"trial_period_days": 14}
    shop = open_shop(sessions.create(client, mode="subscription", line_items=[item], subscription_data=trial))
    expect(shop.payment.get_by_text("to charge your card for future payments")).to_be_visible()
    shop.type_card()
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"
