"""The whole purchase, every amount against a table worked out by hand."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.shopper import DECLINED_CARD, GOOD_CARD, Shopper, rows, stripe_of
from tests.serving import Server, eventually


def test_the_total_follows_every_toggle_and_is_what_gets_charged(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("gooseneck-kettle", "kyoto-hojicha")
    # Goods: kettle 129.00, hojicha 16.00. Loyalty: 10 % of goods over 100.00, at most 20.00.
    anna.sees("$145.00", "−$14.50", "$5.00", "$135.50")
    anna.type_card(DECLINED_CARD)

    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$150.00", "−$14.50", "$5.00", "$140.50")
    page.get_by_role("checkbox", name="Extended warranty").check()
    anna.sees("$170.00", "−$14.50", "$5.00", "$160.50")
    page.get_by_role("radio", name="Express shipping").check()
    anna.sees("$170.00", "−$14.50", "$15.00", "$170.50")
    page.get_by_role("spinbutton", name="Quantity of Kyoto Hojicha").fill("3")
    anna.sees("$202.00", "−$17.70", "$15.00", "$199.30")
    page.get_by_role("textbox", name="Promo code").fill("welcome10")
    page.get_by_role("button", name="Apply").click()
    anna.sees("$202.00", "−$35.40", "$15.00", "$181.60")
    page.get_by_role("checkbox", name="Gift wrap").uncheck()
    anna.sees("$197.00", "−$35.40", "$15.00", "$176.60")
    page.get_by_role("button", name="Remove Kyoto Hojicha").click()
    anna.sees("$149.00", "−$25.80", "$15.00", "$138.20")
    page.get_by_role("spinbutton", name="Quantity of Gooseneck Kettle").fill("2")
    anna.sees("$278.00", "−$45.80", "$15.00", "$247.20")
    page.get_by_role("radio", name="Standard shipping").check()
    anna.sees("$278.00", "−$45.80", "$5.00", "$237.20")

    expect(anna.card_form.get_by_label("Card number")).to_have_value("4000 0000 0000 0002")
    anna.pay()
    expect(page.get_by_text("Your card was declined.")).to_be_visible()
    anna.sees("$278.00", "−$45.80", "$5.00", "$237.20")
    anna.card_form.get_by_label("Card number").fill(GOOD_CARD)
    anna.pay()

    number = anna.reads_order()
    expect(page.get_by_test_id("subtotal")).to_have_text("$278.00")
    expect(page.get_by_test_id("discount")).to_have_text("−$45.80")
    expect(page.get_by_test_id("shipping")).to_have_text("$5.00")
    expect(page.get_by_test_id("total")).to_have_text("$237.20")
    expect(page.get_by_role("link", name="Cart")).to_have_accessible_name("Cart is empty")

    assert_everyone_says(23720, number, store, data)
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
    expect(stranger.get_by_test_id("order-number")).to_have_count(0)
    expect(stranger.get_by_text("$23.00")).to_have_count(0)
    stranger.context.close()
