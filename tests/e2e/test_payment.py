"""The payment itself: the bank's question, a reload in between, the webhook."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from rxapp.shop.refusal import BeingPaid
from tests.e2e.shopper import BANK_CARD, Shopper, held, newest, rows, stripe_of
from tests.serving import Server, eventually


def writes(store: Server, session_id: str) -> list[object]:
    """What our server has changed at Stripe in this session, from the local Stripe's own log."""
    calls: list[dict[str, Any]] = httpx.get(f"{store.url}/_sandbox/api/kettleandkiln/requests").json()
    updates = ("POST", f"/v1/checkout/sessions/{session_id}")
    return [call["params"] for call in calls if (call["method"], call["path"]) == updates]


def bank(page: Page):
    return page.frame_locator('iframe[title="3D Secure challenge"]')


def test_the_bank_asks_and_is_answered(page: Page):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card(BANK_CARD)
    anna.pay()
    bank(page).get_by_role("button", name="Complete").click()
    anna.reads_order()
    expect(page.get_by_test_id("total")).to_have_text("$23.00")


def test_while_the_bank_asks_nothing_can_change_and_a_no_opens_the_cart_again(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card(BANK_CARD)
    other = page.context.new_page()
    other.goto("/checkout")
    expect(Shopper(other).pay_button).to_be_enabled()
    anna.pay()
    expect(bank(page).get_by_role("button", name="Fail")).to_be_visible()
    before = newest(page, data)
    assert (before["status"], before["revision"]) == ("placing", 1)

    other.get_by_role("checkbox", name="Gift wrap").click()
    expect(other.get_by_text(BeingPaid.sentence).first).to_be_visible()
    expect(other.get_by_test_id("total")).to_have_text("$23.00")
    wrap = {"checkout_session_id": before["session_id"], "key": "gift_wrap", "on": True}
    answer = page.request.post("/api/checkout/set-add-on", data=wrap)
    assert (answer.status, answer.json()["error"]["message"]) == (409, BeingPaid.sentence)
    assert newest(page, data) == before
    assert stripe_of(store).v1.checkout.sessions.retrieve(str(before["session_id"])).amount_total == 2300

    other.close()
    bank(page).get_by_role("button", name="Fail").click()
    expect(page.get_by_role("alert").filter(has_text="We are unable to authenticate")).to_be_visible()
    expect(anna.pay_button).to_be_enabled()
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")


def kept(page: Page, data: Path) -> tuple[object, object]:
    cart = newest(page, data)
    return cart["session_id"], cart["revision"]


def moves(page: Page, data: Path) -> list[dict[str, object]]:
    return rows(data, "SELECT before, after FROM moves WHERE checkout_id = ?", newest(page, data)["id"])


@pytest.mark.on_stripe
def test_a_reload_keeps_the_cart_and_its_session(page: Page, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    before = kept(page, data)
    page.reload()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    expect(page.get_by_role("checkbox", name="Gift wrap")).to_be_checked()
    assert kept(page, data) == before


def test_twenty_one_quick_toggles_end_right_and_cost_three_writes_at_most(page: Page, data: Path, store: Server):
    """While Stripe.js still reads what the first has done, the other twenty are made: the next of them may go ahead."""
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    session_id = str(newest(page, data)["session_id"])
    before = writes(store, session_id)
    box = page.get_by_role("checkbox", name="Gift wrap")
    reads: list[str] = []
    page.on("request", lambda request: reads.append(request.url) if request.url.endswith("/init") else None)
    with held(page, "**/init"):
        with page.expect_request("**/init"):
            box.click()
        box.evaluate("(box) => { for (let click = 0; click < 20; click++) box.click(); }")
        eventually(lambda: newest(page, data)["revision"] == 22)
        expect(anna.pay_button).to_be_disabled()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    checkout = newest(page, data)
    assert (checkout["revision"], checkout["synced_revision"]) == (22, 22)
    made = writes(store, session_id)
    assert len(reads) == 2 <= len(made) - len(before) <= 3


def test_missing_details_are_named_beside_their_fields_and_nothing_is_placed(page: Page, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    before = moves(page, data)
    anna.pay()
    expect(anna.card_form.get_by_text("Your card number is incomplete.")).to_be_visible()
    expect(anna.pay_button).to_be_enabled()
    assert moves(page, data) == before
    anna.type_card()
    anna.pay()
    anna.reads_order()
    assert moves(page, data) != before, "where something is placed it is seen"


@pytest.mark.parametrize("address", ["", "no address"])
def test_an_email_is_needed(page: Page, address: str):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    page.get_by_role("textbox", name="Email").fill(address)
    anna.pay()
    expect(page.locator("#email-problem")).to_be_visible()
    page.get_by_role("textbox", name="Email").fill("anna@example.com")
    anna.pay()
    anna.reads_order()


def test_the_webhook_writes_the_order_when_the_shopper_never_comes_back(page: Page, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    page.route("**/complete*", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: "/complete" in request.url) as left:
        anna.pay()
    session_id = left.value.url.split("session=")[1]
    page.unroute("**/complete*")
    [event] = eventually(
        lambda: rows(data, "SELECT * FROM webhook_events WHERE session_id = ? AND handled_at IS NOT NULL", session_id)
    )
    [order] = rows(data, "SELECT * FROM orders WHERE session_id = ?", session_id)
    assert (event["type"], event["failure"], order["paid"]) == ("checkout.session.completed", None, 2300)
    other = page.context.new_page()
    other.goto(f"/complete?session={session_id}")
    expect(other.get_by_test_id("order-number")).to_contain_text(str(order["number"]))
