"""The tea club: a trial whose length follows who joins, while the payment form is on screen."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.dates import format_date
from playwright.sync_api import Browser, Locator, Page, expect

from rxapp.shop.money import LOCALE
from tests.e2e.shopper import DECLINED_CARD, Shopper, rows, shopper_of, stripe_of
from tests.serving import Server, running, store_server

DAY = 24 * 60 * 60


class Joiner(Shopper):
    """A shopper who joins the tea club."""

    def goes_to_join(self) -> None:
        self.page.goto("/tea-club/join")
        expect(self.start_button).to_be_enabled()

    @property
    def start_button(self) -> Locator:
        return self.page.get_by_role("button", name="Start free trial")

    def gives(self, code: str) -> None:
        self.page.get_by_role("textbox", name="A friend's code").fill(code)
        self.page.get_by_role("button", name="Apply").click()

    def is_free_for(self, days: int, reason: str) -> None:
        """The terms of the summary, and a button that is open."""
        expect(self.page.get_by_test_id("trial")).to_contain_text(reason)
        ends = datetime.now(UTC) + timedelta(days=days)
        expect(self.page.get_by_test_id("trial-ends")).to_have_text(format_date(ends, "d MMMM", locale=LOCALE))
        expect(self.page.get_by_test_id("total")).to_have_text("$0.00")
        expect(self.page.get_by_test_id("follows")).to_have_text("$24.00 a month")
        expect(self.start_button).to_be_enabled()

    def starts(self) -> str:
        """Starts the trial and gives the order's number."""
        self.start_button.click()
        return self.reads_order()


def session_of(page: Page, data: Path) -> str:
    """By which whoever has this page joins."""
    theirs = "SELECT session_id FROM checkouts WHERE shopper = ? AND plan = 'tea_club'"
    [joining] = rows(data, theirs, shopper_of(page))
    return str(joining["session_id"])


def agree(page: Page, store: Server, data: Path, number: str, days: int) -> None:
    """Page, session, subscription and order say the same of what was joined."""
    [order] = rows(data, "SELECT session_id, paid, total, flag, subscription_id FROM orders WHERE number = ?", number)
    client = stripe_of(store)
    session = client.v1.checkout.sessions.retrieve(str(order["session_id"]), {"expand": ["subscription"]})
    subscription = session.subscription
    assert subscription and not isinstance(subscription, str)
    assert (session.status, session.payment_status, session.amount_total) == ("complete", "no_payment_required", 0)
    assert (order["paid"], order["total"], order["flag"]) == (0, 0, None)
    assert (order["subscription_id"], subscription.status) == (subscription.id, "trialing")
    assert subscription.trial_start and subscription.trial_end
    assert subscription.trial_end - subscription.trial_start == days * DAY
    written = format_date(datetime.fromtimestamp(subscription.trial_end, UTC), "d MMMM y", locale=LOCALE)
    expect(page.get_by_test_id("trial-ends")).to_have_text(written)
    expect(page.get_by_test_id("follows")).to_have_text("$24.00 a month")
    expect(page.get_by_test_id("total")).to_have_text("$0.00")


def test_a_guest_joins_from_the_header_for_seven_days(page: Page, store: Server, data: Path):
    anna = Joiner(page)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Tea club").click()
    expect(page.get_by_text("The first 7 days are free; 14 with a friend's code; 30 for Gold members.")).to_be_visible()
    page.get_by_role("link", name="Start your free trial").click()
    anna.is_free_for(7, "7 days free")
    anna.in_guide("Another shopper")
    expect(page.get_by_text("Pay through")).to_have_count(0)
    page.keyboard.press("Escape")
    anna.type_card()
    agree(page, store, data, anna.starts(), 7)


def test_a_friends_code_refreshes_the_form_in_place_and_the_cart_is_left_alone(page: Page, store: Server, data: Path):
    anna = Joiner(page)
    anna.add("yame-sencha")
    anna.goes_to_join()
    anna.type_card()
    page.get_by_role("textbox", name="Email").fill("anna@example.com")
    first = session_of(page, data)
    anna.gives("secondcup")
    anna.is_free_for(14, "14 days free with SECONDCUP")
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    expect(page.get_by_role("textbox", name="Email")).to_have_value("anna@example.com")
    assert session_of(page, data) == first, "one session all the time"
    agree(page, store, data, anna.starts(), 14)
    expect(page.get_by_role("link", name="Cart with 1 item")).to_be_visible()
    page.goto("/cart")
    expect(page.get_by_test_id("subtotal")).to_have_text("$18.00")


def test_gold_members_join_for_thirty_days_whatever_their_friends_say_and_not_twice(
    page: Page, store: Server, data: Path
):
    anna = Joiner(page)
    anna.goes_to_join()
    anna.type_card()
    first = session_of(page, data)
    anna.gives("SECONDCUP")
    anna.shops_as("Gold member")
    anna.is_free_for(30, "30 days free for Gold members")
    expect(page.get_by_text("Its 14 days are within your 30.")).to_be_visible()
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    assert session_of(page, data) == first, "one session all the time"
    number = anna.starts()
    agree(page, store, data, number, 30)
    page.goto("/tea-club/join")
    expect(page.get_by_role("heading", name="You're in the Tea club")).to_be_visible()
    page.get_by_role("link", name="See your order").click()
    assert anna.reads_order() == number


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("WELCOME10", "We don't know that code. Please check the spelling."),
        ("", "Please type a code first."),
    ],
)
def test_what_is_no_friends_code_is_refused_beside_the_field(page: Page, typed: str, refusal: str):
    anna = Joiner(page)
    anna.goes_to_join()
    anna.gives(typed)
    expect(page.get_by_role("alert").filter(has_text=refusal)).to_be_visible()
    expect(page.get_by_role("textbox", name="A friend's code")).to_have_accessible_description(refusal)
    anna.is_free_for(7, "7 days free")


def test_a_reload_goes_on_where_it_was_and_a_code_can_be_taken_off(page: Page, data: Path):
    anna = Joiner(page)
    anna.goes_to_join()
    anna.gives("STEEPWITHME")
    anna.is_free_for(14, "14 days free with STEEPWITHME")
    before = session_of(page, data)
    page.reload()
    anna.is_free_for(14, "14 days free with STEEPWITHME")
    assert session_of(page, data) == before
    page.get_by_role("button", name="Remove code").click()
    anna.is_free_for(7, "7 days free")


def test_a_trial_that_moved_behind_the_page_is_never_begun(page: Page, store: Server, data: Path):
    anna = Joiner(page)
    anna.goes_to_join()
    anna.type_card()
    sessions, session_id = stripe_of(store).v1.checkout.sessions, session_of(page, data)
    moved = {"subscription_data": {"trial_period_days": 1}}
    sessions.update(session_id, moved)  # pyright: ignore[reportArgumentType]
    page.get_by_role("textbox", name="Email").fill("anna@example.com")
    anna.start_button.click()
    expect(page.get_by_role("alert").filter(has_text="has changed")).to_be_visible()
    assert sessions.retrieve(session_id).status == "open"
    anna.is_free_for(7, "7 days free")
    agree(page, store, data, anna.starts(), 7)


def test_an_account_without_the_preview_gets_a_new_form_at_the_right_trial(
    browser: Browser, production_build: None, tmp_path: Path
):
    with running(store_server(tmp_path)) as store:  # its own, since it remembers what its account may not do
        page = browser.new_context(base_url=store.url).new_page()
        faults = f"{store.url}/_sandbox/api/kettleandkiln/faults"
        anna = Joiner(page)
        anna.goes_to_join()
        first = session_of(page, tmp_path)
        assert page.request.post(faults, data={"kind": "no_preview", "times": None}).ok
        anna.gives("SECONDCUP")
        anna.is_free_for(14, "14 days free with SECONDCUP")
        assert session_of(page, tmp_path) not in (first, "None"), "another session took its place"
        assert page.request.delete(faults).ok  # this test's own client speaks the preview's version
        assert stripe_of(store).v1.checkout.sessions.retrieve(first).status == "expired"
        anna.type_card()
        agree(page, store, tmp_path, anna.starts(), 14)
        page.context.close()


def test_a_declined_card_keeps_nothing_and_the_next_one_joins(page: Page, store: Server, data: Path):
    anna = Joiner(page)
    anna.goes_to_join()
    anna.type_card(DECLINED_CARD)
    anna.start_button.click()
    expect(page.get_by_role("alert").filter(has_text=re.compile("declined"))).to_be_visible()
    anna.is_free_for(7, "7 days free")
    anna.type_card()
    agree(page, store, data, anna.starts(), 7)
