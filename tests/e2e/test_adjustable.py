"""Stripe.js's own `updateLineItemQuantity` on an item that is marked adjustable: page, session and order agree."""

from pathlib import Path
from typing import Any

import httpx
import stripe
from playwright.sync_api import Page, expect

from tests.e2e.shopper import Shopper, held, newest, rows, stripe_of
from tests.serving import Server, eventually

# Keeps the actions of the page's own Stripe.js for the test, as anybody's console could.
KEEP_ACTIONS = """
let real;
const wrapped = (...given) => {
    const stripe = real(...given), init = stripe.initCheckoutElementsSdk;
    return { ...stripe, initCheckoutElementsSdk(options) {
        const sdk = init(options);
        sdk.loadActions().then((result) => { window.theActions = result.actions; });
        return sdk;
    } };
};
Object.defineProperty(window, "Stripe", {
    configurable: true,
    get: () => real && Object.assign(wrapped, { version: real.version }),
    set: (given) => { real = given; },
});
"""
SET_QUANTITY = """async (quantity) => {
    const [item] = window.theActions.getSession().lineItems.filter(({ name }) => name === "Assam Breakfast");
    return (await window.theActions.updateLineItemQuantity({ lineItem: item.id, quantity })).type;
}"""


STRIPES_TOTAL = "window.theActions.getSession().total.total.amount"


def by_stripe_js(store: Server, session_id: str) -> list[int]:
    """The quantities that Stripe.js has set in this session, from the local Stripe's own log, oldest first."""
    calls: list[dict[str, Any]] = httpx.get(f"{store.url}/_sandbox/api/kettleandkiln/requests").json()
    sent = [call["params"] for call in calls if call["path"] == f"/v1/payment_pages/{session_id}"]
    return [params["line_item"]["quantity"] for params in reversed(sent) if "line_item" in params]


def open_session(page: Page, data: Path) -> str:
    return str(newest(page, data)["session_id"])


def session_of(store: Server, id: str) -> stripe.checkout.Session:
    return stripe_of(store).v1.checkout.sessions.retrieve(id, {"expand": ["line_items"]})


def quantities(session: stripe.checkout.Session) -> dict[str, int | None]:
    assert session.line_items
    return {str(item.description): item.quantity for item in session.line_items.data}


def test_its_stepper_is_stripes_own_and_the_others_are_ours(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("assam-breakfast", "kyoto-hojicha")
    anna.type_card()
    anna.sees("$30.00", "", "$5.00", "$35.00")
    id = open_session(page, data)
    page.get_by_role("button", name="One more Assam Breakfast").click()
    anna.sees("$44.00", "", "$5.00", "$49.00")
    expect(page.get_by_role("spinbutton", name="Quantity of Assam Breakfast")).to_have_value("2")
    assert by_stripe_js(store, id) == [2]
    page.get_by_role("button", name="One more Kyoto Hojicha").click()
    anna.sees("$60.00", "", "$5.00", "$65.00")
    assert by_stripe_js(store, id) == [2]
    page.get_by_role("spinbutton", name="Quantity of Assam Breakfast").fill("6")
    # Six at 14.00 and two at 16.00: loyalty takes 10 % of goods over 100.00.
    anna.sees("$116.00", "−$11.60", "$5.00", "$109.40")
    assert by_stripe_js(store, id) == [2, 6]
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    anna.pay()
    number = anna.reads_order()
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", number)
    session = session_of(store, id)
    assert (session.amount_total, order["paid"], order["total"], order["flag"]) == (10940, 10940, 10940, None)
    assert quantities(session) == {"Assam Breakfast": 6, "Kyoto Hojicha": 2, "Hojicha tasting tin": 1}


def test_quick_clicks_all_count(page: Page):
    anna = Shopper(page)
    anna.checkout_with("assam-breakfast")
    for _ in range(4):
        page.get_by_role("button", name="One more Assam Breakfast").click()
    anna.sees("$70.00", "", "$5.00", "$75.00")
    page.get_by_role("button", name="One fewer Assam Breakfast").click()
    anna.sees("$56.00", "", "$5.00", "$61.00")


def test_out_of_range_is_said_beside_it_as_everywhere(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("assam-breakfast")
    page.get_by_role("spinbutton", name="Quantity of Assam Breakfast").fill("11")
    expect(page.get_by_role("alert").filter(has_text="We send at most 10 of one thing.")).to_be_visible()
    anna.sees("$14.00", "", "$5.00", "$19.00")
    assert by_stripe_js(store, open_session(page, data)) == []


def test_a_hostile_quantity_is_brought_back_before_anything_can_be_paid(page: Page, store: Server, data: Path):
    page.add_init_script(KEEP_ACTIONS)
    anna = Shopper(page)
    anna.checkout_with("assam-breakfast")
    anna.type_card()
    anna.sees("$14.00", "", "$5.00", "$19.00")
    id = open_session(page, data)
    items = session_of(store, id).line_items
    assert items
    # Stripe itself would refuse more than ten; here it lets everything through.
    wide = {"id": items.data[0].id, "adjustable_quantity": {"enabled": True, "minimum": 1, "maximum": 99}}
    stripe_of(store).v1.checkout.sessions.update(id, {"line_items": [wide]})  # pyright: ignore[reportArgumentType]
    with held(page, "**/init"):  # so that the form can't read yet that it was brought back
        assert page.evaluate(SET_QUANTITY, 99) == "success"
        expect(anna.pay_button).to_be_disabled()
        eventually(lambda: quantities(session_of(store, id)) == {"Assam Breakfast": 1})
        assert page.evaluate(STRIPES_TOTAL) == "$1,391.00"
        expect(anna.pay_button).to_be_disabled()
        page.get_by_role("textbox", name="Email").press("Enter")
        page.evaluate("document.querySelector('form.payment-form').requestSubmit()")
        expect(page.locator("#pay-sentence")).to_contain_text("nothing was paid")
        assert newest(page, data)["placed_at"] is None
    anna.sees("$14.00", "", "$5.00", "$19.00")
    assert page.evaluate(STRIPES_TOTAL) == "$19.00"
    anna.pay()
    anna.reads_order()
    session = session_of(store, id)
    assert (session.amount_total, quantities(session)) == (1900, {"Assam Breakfast": 1})


def test_what_is_set_by_stripe_js_within_the_rules_is_taken_over(page: Page, store: Server, data: Path):
    page.add_init_script(KEEP_ACTIONS)
    anna = Shopper(page)
    anna.checkout_with("assam-breakfast")
    anna.sees("$14.00", "", "$5.00", "$19.00")
    assert page.evaluate(SET_QUANTITY, 3) == "success"
    anna.sees("$42.00", "", "$5.00", "$47.00")
    expect(page.get_by_role("spinbutton", name="Quantity of Assam Breakfast")).to_have_value("3")
    assert quantities(session_of(store, open_session(page, data))) == {"Assam Breakfast": 3}
