"""A membership from joining to leaving: what is agreed, where the tin goes, and what Stripe says then."""

from datetime import UTC, datetime
from pathlib import Path

import stripe
from babel.dates import format_date
from playwright.sync_api import Browser, Page, expect

from rxapp.shop.money import LOCALE
from tests.e2e.shopper import rows, stripe_of
from tests.e2e.test_tea_club import Joiner, session_of
from tests.serving import Server


def subscription_of(store: Server, data: Path, number: str) -> stripe.Subscription:
    [order] = rows(data, "SELECT subscription_id FROM orders WHERE number = ?", number)
    return stripe_of(store).v1.subscriptions.retrieve(str(order["subscription_id"]))


def test_joined_yearly_with_an_address_seen_left_and_taken_up_again(page: Page, store: Server, data: Path):
    anna = Joiner(page)
    anna.goes_to_join()
    anna.type_card()
    first = session_of(page, data)
    page.get_by_role("radio", name="Yearly").check()
    expect(page.get_by_test_id("follows")).to_have_text("$240.00 a year")
    page.get_by_role("button", name="Change address").click()
    page.get_by_role("textbox", name="City").fill("Salem")
    page.get_by_role("button", name="Deliver here").click()
    expect(page.get_by_text("Salem, Oregon")).to_be_visible()
    expect(anna.start_button).to_be_enabled()
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    assert session_of(page, data) == first, "one session all the time"

    number = anna.starts()
    expect(page.get_by_test_id("destination")).to_contain_text("Salem")
    expect(page.get_by_test_id("total")).to_have_text("$0.00")
    expect(page.get_by_test_id("due-later")).to_have_text("$240.00")
    subscription = subscription_of(store, data, number)
    assert subscription.trial_end
    until = format_date(datetime.fromtimestamp(subscription.trial_end, UTC), "d MMMM y", locale=LOCALE)
    expect(page.get_by_text(f"Due {until}")).to_be_visible()
    [item] = subscription.items.data
    assert item.price.recurring and (item.price.unit_amount, item.price.recurring.interval) == (24000, "year")

    page.get_by_role("link", name="See or leave your membership").click()
    expect(page.get_by_test_id("standing")).to_have_text(f"Free until {until}. Next payment on that day: $240.00.")
    expect(page.get_by_test_id("price")).to_have_text("$240.00 a year")
    expect(page.get_by_test_id("sent-to")).to_contain_text("Salem")
    page.get_by_role("button", name="Leave the Tea club").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="No, keep it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Leave the Tea club")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Leave the Tea club?")).to_be_visible()
    page.get_by_role("button", name="Yes, leave").click()
    expect(page.get_by_test_id("standing")).to_have_text(
        f"It's free until {until}, and then it ends. Nothing more is charged."
    )
    left = subscription_of(store, data, number)
    assert (left.cancel_at_period_end, left.cancel_at, left.status) == (True, left.trial_end, "trialing")

    page.reload()
    page.get_by_role("button", name="Stay in the Tea club").click()
    expect(page.get_by_role("button", name="Leave the Tea club")).to_be_enabled()
    back = subscription_of(store, data, number)
    assert (back.cancel_at_period_end, back.cancel_at) == (False, None)


def test_another_browser_sees_nothing_of_it_and_what_ends_at_stripe_ends_on_the_page(
    page: Page, store: Server, data: Path, browser: Browser
):
    anna = Joiner(page)
    anna.goes_to_join()
    anna.type_card()
    number = anna.starts()
    stranger = browser.new_context(base_url=store.url).new_page()
    stranger.goto("/membership")
    expect(stranger.get_by_role("heading", name="No membership here")).to_be_visible()
    stranger.context.close()
    stripe_of(store).v1.subscriptions.cancel(subscription_of(store, data, number).id)
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Your membership").click()
    expect(page.get_by_test_id("standing")).to_contain_text("It ended on")
    expect(page.get_by_role("button", name="Leave the Tea club")).to_have_count(0)


def test_while_stripe_does_not_answer_it_is_said_beside_the_button(page: Page, store: Server, data: Path):
    anna = Joiner(page)
    anna.goes_to_join()
    anna.type_card()
    number = anna.starts()
    page.goto("/membership")
    page.get_by_role("button", name="Leave the Tea club").click()
    path = f"/v1/subscriptions/{subscription_of(store, data, number).id}"
    fault = {"kind": "server_error", "path": path, "method": "POST", "times": None, "should_retry": False}
    faults = f"{store.url}/_sandbox/api/kettleandkiln/faults"
    assert page.request.post(faults, data=fault).ok
    page.get_by_role("button", name="Yes, leave").click()
    expect(page.get_by_role("alert").filter(has_text="We couldn't reach the payment service")).to_be_visible()
    assert not subscription_of(store, data, number).cancel_at_period_end
    assert page.request.delete(faults).ok
    page.get_by_role("button", name="Yes, leave").click()
    expect(page.get_by_role("button", name="Stay in the Tea club")).to_be_enabled()
