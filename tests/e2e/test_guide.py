"""The guide of a test store: whoever has never seen the store gets everywhere by what the screen says."""

from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.e2e.shopper import Shopper, newest, rows, stripe_of
from tests.serving import Server


def faults(store: Server, session_id: str) -> list[str]:
    """What has gone wrong with calls about this session, from the local Stripe's own log."""
    calls: list[dict[str, Any]] = httpx.get(f"{store.url}/_sandbox/api/kettleandkiln/requests").json()
    return [call["fault"] for call in calls if session_id in call["path"] and call["fault"]]


def test_a_stranger_sees_a_decline_a_lost_answer_a_banks_question_and_a_receipt(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    page.goto("/", wait_until="networkidle")
    page.get_by_role("button", name="Try this").click()
    guide = page.get_by_role("complementary", name="Try this")
    guide.get_by_role("button", name="Fill a cart and go to the checkout").click()
    expect(anna.pay_button).to_be_enabled()

    guide.get_by_role("button", name="Declined").click()
    expect(guide.get_by_text("Filled in. Now press Pay.")).to_be_visible()
    anna.pay()
    expect(page.get_by_text("Your card was declined.")).to_be_visible()
    expect(anna.pay_button).to_be_enabled()

    trouble = anna.in_guide("Trouble with Stripe")
    trouble.get_by_role("button", name="Loses its next answer").click()
    expect(trouble.get_by_text("will be lost. Change something.")).to_be_visible()
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$150.00", "−$14.50", "$5.00", "$140.50")
    assert "answer_lost" in faults(store, str(newest(page, data)["session_id"]))

    anna.in_guide("Test cards").get_by_role("button", name="Asks the bank").click()
    anna.pay()
    page.frame_locator('iframe[title="3D Secure challenge"]').get_by_role("button", name="Complete").click()
    number = anna.reads_order()
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", number)
    assert (order["total"], order["paid"], order["flag"]) == (14050, 14050, None)


def test_the_form_ends_behind_the_page_and_another_takes_its_place(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    first = str(newest(page, data)["session_id"])
    trouble = anna.in_guide("Trouble with Stripe")
    trouble.get_by_role("button", name="Let the payment form end").click()
    expect(trouble.get_by_text("has ended at Stripe.")).to_be_visible()
    assert stripe_of(store).v1.checkout.sessions.retrieve(first).status == "expired"
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    anna.type_card()
    anna.pay()
    anna.reads_order()


def test_it_is_folded_up_by_the_keyboard_and_stays_as_it_was_left(page: Page):
    page.goto("/", wait_until="networkidle")
    button, guide = page.get_by_role("button", name="Try this"), page.get_by_role("complementary", name="Try this")
    button.press("Enter")
    expect(guide).to_be_focused()
    page.reload(wait_until="networkidle")
    expect(guide).to_be_visible()
    guide.get_by_role("button", name="Fold up").focus()
    page.keyboard.press("Escape")
    expect(guide).to_have_count(0)
    expect(button).to_be_focused()
