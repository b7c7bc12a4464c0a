"""The whole purchase, every amount against a table worked out by hand."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.journey import TOTAL, be_declined_and_pay, change_everything
from tests.e2e.shopper import Shopper, rows, stripe_of
from tests.serving import Server, eventually


def test_the_total_follows_every_toggle_and_is_what_gets_charged(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    change_everything(anna)
    number = be_declined_and_pay(anna)
    assert_everyone_says(TOTAL, number, store, data)
    page.reload()
    assert anna.reads_order() == number


def assert_everyone_says(amount: int, number: str, store: Server, data: Path) -> None:
    """The order row, the session, the PaymentIntent, the charge and the webhook's session: one amount."""
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", number)
    assert (order["total"], order["paid"], order["flag"]) == (amount, amount, None)
    client = stripe_of(store)
    session = client.v1.checkout.sessions.retrieve(str(order["session_id"]))
    intent = client.v1.payment_intents.retrieve(str(order["payment_intent_id"]))
    assert (session.amount_total, session.payment_status) == (amount, "paid")
    assert (intent.amount, intent.amount_received, intent.status) == (amount, amount, "succeeded")
    events = client.v1.events.list({"type": "checkout.session.completed", "limit": 100}).data
    [event] = [event for event in events if event.data.object["id"] == session.id]
    assert event.data.object["amount_total"] == amount
    handled = "SELECT failure FROM webhook_events WHERE id = ? AND handled_at IS NOT NULL"
    assert eventually(lambda: rows(data, handled, event.id)) == [{"failure": None}]


def test_an_order_is_nobody_elses(page: Page, store: Server, context: BrowserContext):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    anna.pay()
    anna.reads_order()
    browser = context.browser
    assert browser
    stranger = browser.new_context(base_url=store.url).new_page()
    stranger.goto(page.url)
    expect(stranger.get_by_role("heading", name="No order here")).to_be_visible()
    expect(stranger.get_by_test_id("order-number")).to_have_count(0)
    expect(stranger.get_by_text("$23.00")).to_have_count(0)
    stranger.context.close()
