"""Ways to pay beside cards in the Payment Element: tabs, a page elsewhere and back, an account at a bank."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import stripe
from playwright.sync_api import expect

from . import sessions
from .shop_page import OpenShop, ShopPage, call, session_of
from .test_intents import create, open_form

TYPES = ["card", "amazon_pay", "us_bank_account"]
ALL: Any = {"allowed_payment_method_types": TYPES}


def type_account(shop: ShopPage, number: str = "000123456789") -> None:
    shop.payment.get_by_role("tab", name="US bank account").click()
    shop.payment.get_by_label("Full name").fill("Ada Lovelace")
    shop.payment.get_by_label("Routing number").fill("110000000")
    shop.payment.get_by_label("Account number").fill(number)


def test_cards_alone_have_no_tabs(shop: ShopPage, client: stripe.StripeClient) -> None:
    open_form(shop, clientSecret=create(client).client_secret)
    expect(shop.payment.get_by_role("tab")).to_have_count(0)


def test_tabs_show_what_each_asks_for_and_go_by_the_arrows(shop: ShopPage, client: stripe.StripeClient) -> None:
    open_form(shop, clientSecret=create(client, **ALL).client_secret).type_card()
    form = shop.payment
    expect(form.get_by_role("tab")).to_have_text(["Card", "Amazon Pay", "US bank account"])
    form.get_by_role("tab", name="Card").press("ArrowRight")
    expect(form.get_by_role("tab", name="Amazon Pay")).to_be_focused()
    expect(form.get_by_role("tab", selected=True)).to_have_text("Amazon Pay")
    expect(form.get_by_label("Card number")).to_be_hidden()
    assert shop.run("() => window.elements.submit()") == {"selectedPaymentMethod": "amazon_pay"}
    form.get_by_role("tab", name="Amazon Pay").press("ArrowRight")
    assert shop.run("() => window.elements.submit()")["error"]["code"] == "incomplete_name"
    form.get_by_role("tab", name="US bank account").press("ArrowRight")
    expect(form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")


@pytest.mark.parametrize(("button", "status"), [("Authorise", "complete"), ("Fail", "open")])
def test_a_session_leaves_for_another_page_and_comes_back(
    shop: ShopPage, open_shop: OpenShop, client: stripe.StripeClient, button: str, status: str
) -> None:
    session = sessions.create(client, return_url=shop.url("done?s={CHECKOUT_SESSION_ID}"), **ALL)
    open_shop(session)
    shop.payment.get_by_role("tab", name="Amazon Pay").click()
    shop.page.wait_for_function("() => window.checkout.canConfirm")
    shop.run("() => void window.checkout.confirm()")
    shop.page.get_by_role("button", name=button).click()
    shop.page.wait_for_url(f"**/shop/done?s={session.id}")
    assert client.v1.checkout.sessions.retrieve(session.id).status == status


def test_an_intent_comes_back_with_stripes_parameters(shop: ShopPage, client: stripe.StripeClient) -> None:
    intent = create(client, **ALL)
    open_form(shop, clientSecret=intent.client_secret)
    shop.payment.get_by_role("tab", name="Amazon Pay").click()
    script = "(url) => void stripe.confirmPayment({ elements, confirmParams: { return_url: url } })"
    shop.run(script, shop.url("done"))
    shop.page.get_by_role("button", name="Authorise").click()
    shop.page.wait_for_url("**/shop/done?**")
    query = parse_qs(urlsplit(shop.page.url).query)
    assert (query["payment_intent"], query["redirect_status"]) == ([intent.id], ["succeeded"])


def test_a_session_paid_from_a_bank_account_is_complete_and_not_paid_yet(
    shop: ShopPage, open_shop: OpenShop, client: stripe.StripeClient
) -> None:
    session = sessions.create(client, return_url=shop.url("done"), **ALL)
    open_shop(session)
    type_account(shop)
    shop.page.wait_for_function("() => window.checkout.canConfirm")
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"
    shop.page.wait_for_function("() => window.checkout.status.type === 'complete'")
    assert session_of(shop)["status"] == {"type": "complete", "paymentStatus": "unpaid"}
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"


def test_an_account_that_cannot_be_is_said_beside_its_field(shop: ShopPage, client: stripe.StripeClient) -> None:
    open_form(shop, clientSecret=create(client, **ALL).client_secret)
    type_account(shop)
    shop.payment.get_by_label("Routing number").fill("110000001")
    expect(shop.payment.get_by_role("alert").filter(has_text="routing number is invalid")).to_be_visible()
