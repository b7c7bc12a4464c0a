"""What the payment form does when Stripe and the page come apart."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.shopper import Shopper, newest, stripe_of
from tests.serving import Server


def test_a_total_that_moved_behind_the_page_is_never_charged(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("kyoto-hojicha")
    anna.type_card()
    client = stripe_of(store)
    session_id = str(newest(page, data)["session_id"])
    [item] = client.v1.checkout.sessions.line_items.list(session_id).data
    client.v1.checkout.sessions.update(session_id, {"line_items": [{"id": item.id, "quantity": 3}]})
    page.get_by_role("textbox", name="Email").fill("anna@example.com")
    anna.pay()
    told = page.get_by_role("alert").filter(has_text="The total has changed")
    expect(told).to_be_visible()
    assert client.v1.checkout.sessions.retrieve(session_id).payment_status == "unpaid"
    anna.sees("$16.00", "", "$5.00", "$21.00")
    expect(told).to_be_visible()  # also when the cart has been put right
    anna.pay()
    anna.reads_order()
    assert client.v1.checkout.sessions.retrieve(session_id).amount_total == 2100


def test_a_change_made_while_an_update_fails_is_carried_by_the_next_one(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    anna.sees("$18.00", "", "$5.00", "$23.00")  # so that no write is under way that only one of these befalls
    faults = f"{store.url}/_sandbox/api/kettleandkiln/faults"
    path = f"/v1/checkout/sessions/{newest(page, data)['session_id']}"
    for fault in ({"kind": "latency", "seconds": 1}, {"kind": "server_error"}):
        answer = page.request.post(faults, data=fault | {"path": path, "method": "POST", "times": 3})
        assert answer.ok, answer.text()
    page.get_by_role("checkbox", name="Gift wrap").check()
    expect(page.get_by_text("Updating…")).to_be_visible()
    page.get_by_role("radio", name="Express shipping").check()
    anna.sees("$23.00", "", "$15.00", "$38.00")
    calls = page.request.get(faults.replace("faults", "requests")).json()
    befell = [call["fault"] for call in calls if call["fault"] and call["path"] == path]
    assert befell == ["latency, server_error"] * 3, "the update failed, with every retry"
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
