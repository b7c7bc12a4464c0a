"""The same store on Payment Intents: the page, the intent and the order agree, and nothing else is believed."""

from collections.abc import Callable
from pathlib import Path

import pytest
import stripe
from playwright.sync_api import Browser, FrameLocator, Page, expect

from rxapp.shop.refusal import BeingPaid
from tests.e2e.journey import TOTAL, be_declined_and_pay, change_everything
from tests.e2e.shopper import BANK_CARD, DECLINED_CARD, GOOD_CARD, Shopper, newest, rows, stripe_of
from tests.serving import Server, eventually


@pytest.fixture(scope="module")
def store(stores: Callable[[str], Server]) -> Server:
    return stores("payment_intent")


def bank(page: Page) -> FrameLocator:
    return page.frame_locator('iframe[title="3D Secure challenge"]')


def intent_of(store: Server, checkout: dict[str, object]) -> stripe.PaymentIntent:
    assert checkout["flow"] == "payment_intent"
    return stripe_of(store).v1.payment_intents.retrieve(str(checkout["session_id"]))


def assert_everyone_says(amount: int, number: str, store: Server, data: Path) -> stripe.PaymentIntent:
    """The order row, the intent, its charge and the webhook's intent: one amount."""
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", number)
    assert (order["total"], order["paid"], order["flag"]) == (amount, amount, None)
    assert order["session_id"] == order["payment_intent_id"]
    client = stripe_of(store)
    intent = client.v1.payment_intents.retrieve(str(order["session_id"]), {"expand": ["latest_charge"]})
    assert (intent.amount, intent.amount_received, intent.status) == (amount, amount, "succeeded")
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert (intent.latest_charge.amount_captured, intent.receipt_email) == (amount, order["email"])
    events = client.v1.events.list({"type": "payment_intent.succeeded", "limit": 100}).data
    [event] = [event for event in events if event.data.object["id"] == intent.id]
    assert event.data.object["amount"] == amount
    handled = "SELECT failure FROM webhook_events WHERE id = ? AND handled_at IS NOT NULL"
    assert eventually(lambda: rows(data, handled, event.id)) == [{"failure": None}]
    return intent


def test_the_total_follows_every_toggle_and_is_what_gets_charged(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    change_everything(anna)
    number = be_declined_and_pay(anna)
    intent = assert_everyone_says(TOTAL, number, store, data)
    [checkout] = rows(data, "SELECT * FROM checkouts WHERE session_id = ?", intent.id)
    assert intent.metadata.to_dict() == {
        "flow": "payment_intent",
        "checkout": checkout["id"],
        "revision": str(checkout["revision"]),
        "discount": "4580",
        "discount_name": "Loyalty + WELCOME10",
    }
    assert intent.description == "2 × Gooseneck Kettle, Hojicha tasting tin, Extended warranty, Standard shipping"
    assert "_secret_" not in page.url
    page.reload()
    assert anna.reads_order() == number


def test_after_a_decline_the_amount_can_change_and_the_payment_be_tried_again(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card(DECLINED_CARD)
    anna.pay()
    expect(page.get_by_text("Your card was declined.")).to_be_visible()
    assert intent_of(store, newest(page, data)).status == "requires_payment_method"
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    anna.card_form.get_by_label("Card number").fill(GOOD_CARD)
    anna.pay()
    assert_everyone_says(2800, anna.reads_order(), store, data)


def test_the_bank_asks_and_is_answered(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card(BANK_CARD)
    anna.pay()
    bank(page).get_by_role("button", name="Complete").click()
    assert_everyone_says(2300, anna.reads_order(), store, data)


def test_while_the_bank_asks_nothing_changes_and_a_no_opens_the_cart_again(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    other = page.context.new_page()
    other.goto("/checkout")
    expect(Shopper(other).pay_button).to_be_enabled()
    anna.type_card(BANK_CARD)
    anna.pay()
    expect(bank(page).get_by_role("button", name="Fail")).to_be_visible()
    other.get_by_role("checkbox", name="Gift wrap").click()
    expect(other.get_by_text(BeingPaid.sentence).first).to_be_visible()
    assert intent_of(store, newest(page, data)).amount == 2300
    bank(page).get_by_role("button", name="Fail").click()
    expect(page.get_by_role("alert").filter(has_text="We are unable to authenticate")).to_be_visible()
    expect(anna.pay_button).to_be_enabled()
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    assert intent_of(store, newest(page, data)).amount == 2800


def test_a_confirmed_amount_stays_whatever_is_clicked_later(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    intent = intent_of(store, newest(page, data))
    # confirmed elsewhere, so that this page doesn't know
    stripe_of(store).v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    written = "SELECT * FROM orders WHERE session_id = ?"
    [order] = eventually(lambda: rows(data, written, intent.id))
    page.get_by_role("checkbox", name="Gift wrap").click()
    anna.reads_order()
    assert stripe_of(store).v1.payment_intents.retrieve(intent.id).amount == 2300
    assert rows(data, written, intent.id) == [order]
    assert (order["paid"], order["flag"]) == (2300, None)


def test_an_amount_that_somebody_changed_at_stripe_is_not_charged(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    intent = intent_of(store, newest(page, data))
    stripe_of(store).v1.payment_intents.update(intent.id, {"amount": 100})
    anna.pay()
    expect(page.get_by_text("The payment form has another total than your cart.")).to_be_visible()
    anna.sees("$18.00", "", "$5.00", "$23.00")
    anna.pay()
    assert_everyone_says(2300, anna.reads_order(), store, data)


@pytest.mark.parametrize("address", ["", "no address"])
def test_an_email_is_needed(page: Page, data: Path, address: str):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    page.get_by_role("textbox", name="Email").fill(address)
    anna.pay()
    expect(page.locator("#email-problem")).to_be_visible()
    assert newest(page, data)["placed_at"] is None
    page.get_by_role("textbox", name="Email").fill("anna@example.com")
    anna.pay()
    number = anna.reads_order()
    assert rows(data, "SELECT email FROM orders WHERE number = ?", number) == [{"email": "anna@example.com"}]


def test_the_webhook_writes_the_order_when_the_shopper_never_comes_back(page: Page, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    page.route("**/complete*", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "/complete" in request.url) as left:
        anna.pay()
    intent_id = left.value.url.split("payment_intent=")[1]
    page.unroute("**/complete*")
    handled = "SELECT type, failure FROM webhook_events WHERE session_id = ? AND handled_at IS NOT NULL"
    wanted = {"type": "payment_intent.succeeded", "failure": None}
    eventually(lambda: wanted in rows(data, handled, intent_id))
    [order] = rows(data, "SELECT * FROM orders WHERE session_id = ?", intent_id)
    assert order["paid"] == 2300
    other = page.context.new_page()
    # what Stripe itself adds to the address
    other.goto(f"/complete?payment_intent={intent_id}&redirect_status=succeeded")
    expect(other.get_by_test_id("order-number")).to_contain_text(str(order["number"]))


def test_nothing_in_the_address_makes_an_order(page: Page, browser: Browser, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    intent_id = newest(page, data)["session_id"]
    forged = f"/complete?payment_intent={intent_id}&redirect_status="
    page.goto(f"{forged}failed")
    page.wait_for_url("**/checkout?*")
    page.goto(f"{forged}succeeded")
    page.wait_for_url("**/checkout?*")
    assert rows(data, "SELECT number FROM orders WHERE session_id = ?", intent_id) == []
    stranger = browser.new_context(base_url=store.url).new_page()
    stranger.goto(f"{forged}failed")
    expect(stranger.get_by_role("heading", name="No order here")).to_be_visible()
    stranger.context.close()


def is_paid_through(shopper: Shopper, flow: str) -> None:
    way = shopper.in_guide("Another way to pay").get_by_label("Pay through")
    expect(way).to_have_value(flow)
    shopper.page.keyboard.press("Escape")


def test_a_switch_between_the_flows_keeps_the_cart_and_ends_the_other_payment(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    intent_id = str(newest(page, data)["session_id"])

    anna.pays_through("Checkout Session")
    eventually(lambda: str(newest(page, data)["session_id"]).startswith("cs_"))
    anna.sees("$23.00", "", "$5.00", "$28.00")
    client = stripe_of(store)
    assert client.v1.payment_intents.retrieve(intent_id).status == "canceled"
    session_id = str(newest(page, data)["session_id"])
    page.reload()
    expect(anna.pay_button).to_be_enabled()
    is_paid_through(anna, "checkout_session")

    anna.pays_through("Payment Intent")
    eventually(lambda: str(newest(page, data)["session_id"]).startswith("pi_"))
    assert client.v1.checkout.sessions.retrieve(session_id).status == "expired"
    page.get_by_role("radio", name="Express shipping").check()
    anna.sees("$23.00", "", "$15.00", "$38.00")
    anna.type_card()
    anna.pay()
    assert_everyone_says(3800, anna.reads_order(), store, data)


def test_a_tab_left_behind_by_a_switch_follows_before_it_can_pay(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    other = page.context.new_page()
    other.goto("/checkout")
    expect(Shopper(other).pay_button).to_be_enabled()
    Shopper(other).pays_through("Checkout Session")
    eventually(lambda: str(newest(page, data)["session_id"]).startswith("cs_"))
    anna.pay()
    is_paid_through(anna, "checkout_session")
    anna.sees("$18.00", "", "$5.00", "$23.00")
    anna.type_card()
    anna.pay()
    number = anna.reads_order()
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", number)
    assert (str(order["session_id"])[:3], order["paid"], order["flag"]) == ("cs_", 2300, None)
