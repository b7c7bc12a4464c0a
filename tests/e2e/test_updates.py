"""Each documented update, as a shopper makes it: the page, the session and the order agree."""

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.shopper import Shopper, rows, shopper_of, stripe_of
from tests.serving import Server


def at_stripe(store: Server, data: Path, order_number: str) -> tuple[dict[str, int], int]:
    """What the session's lines say, by name, and its total."""
    [order] = rows(data, "SELECT session_id, paid FROM orders WHERE number = ?", order_number)
    client = stripe_of(store)
    session = client.v1.checkout.sessions.retrieve(str(order["session_id"]), {"expand": ["line_items"]})
    assert session.amount_total == order["paid"]
    assert session.line_items
    return {str(item.description): item.amount_subtotal for item in session.line_items.data}, session.amount_total or 0


@pytest.mark.on_stripe
def test_a_donation_has_a_line_of_its_own(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    page.get_by_role("textbox", name="Donation").fill("4.00")
    page.get_by_role("button", name="Give").click()
    anna.sees("$22.00", "", "$5.00", "$27.00")
    expect(page.get_by_role("textbox", name="Donation")).to_have_value("$4.00")
    anna.pay()
    items, total = at_stripe(store, data, anna.reads_order())
    assert (items, total) == ({"Yame Sencha": 1800, "Trees for the tea hills": 400}, 2700)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("5,50", "Did you mean $5.50?"),
        ("5000", "$100.00 at most"),
        ("5.20", "steps of $0.50. Did you mean $5.00 or $5.50?"),
    ],
)
def test_what_stands_in_the_donation_is_what_is_charged(page: Page, typed: str, said: str):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    donation = page.get_by_role("textbox", name="Donation")
    expect(donation).to_have_accessible_description(re.compile(r"steps of \$0\.50, \$100\.00 at most"))
    donation.fill("3")
    donation.press("Enter")
    anna.sees("$21.00", "", "$5.00", "$26.00")
    for _ in range(2):  # the second time nothing changes but that it was asked
        donation.fill(typed)
        donation.press("Enter")
        expect(page.locator("#problem-donation")).to_contain_text(said)
        expect(donation).to_have_value("$3.00")
    anna.sees("$21.00", "", "$5.00", "$26.00")


@pytest.mark.parametrize("typed", ["much", "-5", "1e99", "NaN"])
def test_what_is_no_amount_is_refused_beside_the_field(page: Page, typed: str):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    page.get_by_role("textbox", name="Donation").fill(typed)
    page.get_by_role("button", name="Give").click()
    expect(page.get_by_role("alert").filter(has_text="Please write an amount, such as 5.00.")).to_be_visible()
    anna.sees("$18.00", "", "$5.00", "$23.00")


@pytest.mark.on_stripe
def test_a_suggestion_is_taken_up_during_payment(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("matcha-bowl")
    anna.type_card()
    page.get_by_role("button", name="Add Bamboo Whisk").click()
    anna.sees("$70.50", "", "$5.00", "$75.50")
    expect(page.get_by_role("complementary", name="Suggestion")).to_have_count(0)
    anna.pay()
    items, total = at_stripe(store, data, anna.reads_order())
    assert (items, total) == ({"Matcha Bowl": 4800, "Bamboo Whisk": 2250}, 7550)


@pytest.mark.on_stripe
def test_a_line_is_replaced_by_the_large_tin_and_back(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    page.get_by_role("spinbutton", name="Quantity of Yame Sencha").fill("2")
    anna.sees("$36.00", "", "$5.00", "$41.00")
    page.get_by_role("button", name="Swap to the large tin, +$14.00").click()
    anna.sees("$64.00", "", "$5.00", "$69.00")
    page.get_by_role("button", name="Swap to the small tin, −$14.00").click()
    anna.sees("$36.00", "", "$5.00", "$41.00")
    page.get_by_role("button", name="Swap to the large tin").click()
    anna.sees("$64.00", "", "$5.00", "$69.00")
    anna.pay()
    items, total = at_stripe(store, data, anna.reads_order())
    assert (items, total) == ({"Yame Sencha, large tin": 6400}, 6900)


def apply(page: Page, code: str) -> None:
    page.get_by_role("textbox", name="Promo code").fill(code)
    page.get_by_role("button", name="Apply").click()


def test_a_code_that_ended_says_when(page: Page):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    apply(page, "FIRSTFLUSH")
    expect(page.get_by_text("That code ended on 1 June.")).to_be_visible()
    anna.sees("$18.00", "", "$5.00", "$23.00")


def test_a_code_with_a_minimum_waits_for_it(page: Page):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    apply(page, "POUR5")
    expect(page.get_by_text("That code needs goods of $30.00 or more.")).to_be_visible()
    page.get_by_role("spinbutton", name="Quantity of Yame Sencha").fill("2")
    anna.sees("$36.00", "", "$5.00", "$41.00")
    apply(page, "POUR5")
    anna.sees("$36.00", "−$5.00", "$5.00", "$36.00")
    page.get_by_role("spinbutton", name="Quantity of Yame Sencha").fill("1")
    anna.sees("$18.00", "", "$5.00", "$23.00")


def ends_in(page: Page, data: Path, code: str, seconds: int) -> None:
    """As if the code had been entered minutes earlier. A page that counts down hears of it with its next change.

    The browser's clock is left alone: one that jumps ahead makes the socket think itself dead.
    """
    until, shopper = datetime.now(UTC) + timedelta(seconds=seconds), shopper_of(page)
    with sqlite3.connect(data / "store.db", timeout=10) as database:
        database.execute(
            "UPDATE checkouts SET cart = json_set(cart, '$.code_until', ?)"
            " WHERE json_extract(cart, '$.code') = ? AND status = 'open' AND shopper = ?",
            (f"{until:%Y-%m-%dT%H:%M:%S.%fZ}", code, shopper),
        )
        moment = f"{until:%Y-%m-%d %H:%M:%S.%f}"
        database.execute("UPDATE timed_codes SET until = ? WHERE code = ? AND shopper = ?", (moment, code, shopper))


def test_an_offer_that_runs_out_takes_itself_off_while_the_page_is_open(page: Page, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    apply(page, "TEATIME")
    anna.sees("$18.00", "−$2.70", "$5.00", "$20.30")
    expect(page.get_by_role("timer")).to_be_visible()
    ends_in(page, data, "TEATIME", seconds=2)
    page.get_by_role("checkbox", name="Gift wrap").check()
    expect(page.get_by_text("TEATIME has run out.")).to_be_visible()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")


def test_an_offer_that_ran_out_unseen_is_not_charged(page: Page, data: Path):
    anna = Shopper(page)
    anna.checkout_with("kyoto-hojicha")
    anna.type_card()
    apply(page, "TEATIME")
    anna.sees("$16.00", "−$2.40", "$5.00", "$18.60")
    ends_in(page, data, "TEATIME", seconds=-1)
    anna.pay()
    expect(page.get_by_text("Your cart has changed in the meantime.")).to_be_visible()
    anna.sees("$16.00", "", "$5.00", "$21.00")
    anna.pay()
    anna.reads_order()
    expect(page.get_by_test_id("total")).to_have_text("$21.00")


def test_members_see_what_they_get_line_by_line(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("gooseneck-kettle")
    anna.sees("$129.00", "−$12.90", "$5.00", "$121.10")
    anna.shops_as("Silver member")
    anna.sees("$129.00", "−$19.35", "$5.00", "$114.65")
    anna.shops_as("Gold member")
    # Loyalty 12.90, Gold 12.90, store credit 25.00.
    anna.sees("$129.00", "−$50.80", "$5.00", "$83.20")
    for part, amount in (("Loyalty", "−$12.90"), ("Gold member", "−$12.90"), ("Store credit", "−$25.00")):
        row = page.get_by_role("term").filter(has_text=part).locator("..")
        expect(row).to_contain_text(amount)
    anna.shops_as("Guest")
    anna.sees("$129.00", "−$12.90", "$5.00", "$121.10")
    anna.shops_as("Gold member")
    anna.sees("$129.00", "−$50.80", "$5.00", "$83.20")
    anna.type_card()  # in a form of their own
    anna.pay()
    _, total = at_stripe(store, data, anna.reads_order())
    assert total == 8320
