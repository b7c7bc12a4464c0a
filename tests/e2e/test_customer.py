"""Signing in while the payment form is open: page, Stripe and order know the customer, however it is paid."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.shopper import Shopper, newest, rows, stripe_of
from tests.serving import Server


@pytest.fixture(scope="module", params=["checkout_session", "payment_intent"])
def store(request: pytest.FixtureRequest, stores: Callable[[str], Server]) -> Server:
    return stores(request.param)


@pytest.fixture
def guest(page: Page) -> Shopper:
    """In front of the payment form, with an email address and a card typed."""
    anna = Shopper(page)
    anna.checkout_with("gooseneck-kettle")
    # Loyalty: 10 % of goods over 100.00.
    anna.sees("$129.00", "−$12.90", "$5.00", "$121.10")
    email_field(anna).fill("anna@home.example")
    anna.type_card()
    return anna


def email_field(shopper: Shopper) -> Locator:
    return shopper.page.get_by_role("textbox", name="Email")


def sign_in(shopper: Shopper, member: str) -> None:
    shopper.shops_as(member)


def payment_id(guest: Shopper, data: Path) -> str:
    return str(newest(guest.page, data)["session_id"])


def at_stripe(store: Server, id: str) -> Any:
    v1 = stripe_of(store).v1
    if id.startswith("pi_"):
        return v1.payment_intents.retrieve(id, {"expand": ["customer"]})
    return v1.checkout.sessions.retrieve(id, {"expand": ["customer"]})


def order_of(data: Path, number: str) -> dict[str, object]:
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", number)
    assert (order["paid"], order["flag"]) == (order["total"], None)
    return order


def test_signing_in_gives_the_open_form_to_the_customer(guest: Shopper, store: Server, data: Path):
    before = payment_id(guest, data)
    sign_in(guest, "Gold member")
    # Loyalty 12.90, Gold 12.90, store credit 25.00.
    guest.sees("$129.00", "−$50.80", "$5.00", "$83.20")
    expect(email_field(guest)).to_have_value("gold@example.com")
    expect(email_field(guest)).not_to_be_editable()
    expect(guest.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    guest.pay()
    order = order_of(data, guest.reads_order())
    expect(guest.page.get_by_text("gold@example.com")).to_be_visible()
    paid = at_stripe(store, before)
    assert order["session_id"] == before, "the form that was open is the one that was paid"
    assert (paid.customer.id, paid.customer.email) == (order["customer_id"], "gold@example.com")
    assert (order["total"], order["email"]) == (8320, "gold@example.com")
    amount = paid.amount_received if before.startswith("pi_") else paid.amount_total
    assert amount == 8320


def test_signing_out_makes_a_guest_of_them_again(guest: Shopper, store: Server, data: Path):
    before = payment_id(guest, data)
    sign_in(guest, "Silver member")
    # Loyalty 12.90, Silver 6.45.
    guest.sees("$129.00", "−$19.35", "$5.00", "$114.65")
    sign_in(guest, "Guest")
    guest.sees("$129.00", "−$12.90", "$5.00", "$121.10")
    expect(email_field(guest)).to_have_value("anna@home.example")
    guest.type_card()
    guest.pay()
    order = order_of(data, guest.reads_order())
    assert (order["customer_id"], order["email"], order["total"]) == (None, "anna@home.example", 12110)
    assert at_stripe(store, str(order["session_id"])).customer is None
    old = at_stripe(store, before)
    assert (old.customer.email, old.status) == (
        "silver@example.com",
        "canceled" if before.startswith("pi_") else "expired",
    )


def test_whoever_is_signed_in_is_so_after_a_reload(guest: Shopper, store: Server, data: Path):
    sign_in(guest, "Gold member")
    guest.sees("$129.00", "−$50.80", "$5.00", "$83.20")
    guest.page.reload()
    guest.sees("$129.00", "−$50.80", "$5.00", "$83.20")
    expect(email_field(guest)).to_have_value("gold@example.com")
    guest.page.get_by_role("checkbox", name="Gift wrap").check()
    guest.sees("$134.00", "−$50.80", "$5.00", "$88.20")
    guest.type_card()
    guest.pay()
    order = order_of(data, guest.reads_order())
    assert at_stripe(store, str(order["session_id"])).customer.id == order["customer_id"]
