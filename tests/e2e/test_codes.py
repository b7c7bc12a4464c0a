"""Codes and offers that depend on the past, as shoppers meet them: page, Stripe and order agree, however it is paid."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.shopper import Shopper, newest, rows, shopper_of, stripe_of
from tests.serving import Server, running, store_server


@pytest.fixture(scope="module", params=["checkout_session", "payment_intent"])
def store(
    request: pytest.FixtureRequest, production_build: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A store for each way to be paid, whose codes nobody has used yet."""
    with running(store_server(tmp_path_factory.mktemp("codes"), CHECKOUT_FLOW=request.param)) as server:
        yield server


@pytest.fixture
def other(browser: Browser, store: Server) -> Iterator[Shopper]:
    """Somebody else, in a browser of their own."""
    context = browser.new_context(base_url=store.url)
    yield Shopper(context.new_page())
    context.close()


def apply(shopper: Shopper, code: str) -> None:
    shopper.page.get_by_role("textbox", name="Promo code").fill(code)
    shopper.page.get_by_role("button", name="Apply").click()


def says(shopper: Shopper, sentence: str) -> None:
    """Beside the code field."""
    expect(shopper.page.locator(".promo-code").get_by_role("alert")).to_have_text(sentence)


def assert_paid(store: Server, data: Path, number: str, amount: int, code: str | None) -> None:
    """The order and Stripe's session or intent say the same."""
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", number)
    assert (order["paid"], order["total"], order["code"], order["flag"]) == (amount, amount, code, None)
    client, id = stripe_of(store), str(order["session_id"])
    charged = (
        client.v1.payment_intents.retrieve(id).amount_received
        if id.startswith("pi_")
        else client.v1.checkout.sessions.retrieve(id).amount_total
    )
    assert charged == amount


def test_a_code_for_a_first_order_is_good_once(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    apply(anna, "firstcup")
    anna.sees("$18.00", "−$3.00", "$5.00", "$20.00")
    anna.pay()
    assert_paid(store, data, anna.reads_order(), 2000, "FIRSTCUP")
    anna.checkout_with("yame-sencha")
    apply(anna, "firstcup")
    says(anna, "That code is for a first order.")
    anna.sees("$18.00", "", "$5.00", "$23.00")


def test_the_last_use_of_a_code_is_had_by_one_and_the_other_is_told_before_paying(
    page: Page, other: Shopper, store: Server, data: Path
):
    anna, ben = Shopper(page), other
    for shopper in (anna, ben):
        shopper.checkout_with("yame-sencha")
        shopper.type_card()
        apply(shopper, "LASTTIN")
        shopper.sees("$18.00", "−$9.00", "$5.00", "$14.00")
    anna.pay()
    assert_paid(store, data, anna.reads_order(), 1400, "LASTTIN")
    ben.pay()
    says(ben, "That code has been used up.")
    ben.sees("$18.00", "", "$5.00", "$23.00")
    expect(ben.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    apply(ben, "LASTTIN")
    says(ben, "That code has been used up.")
    ben.pay()
    assert_paid(store, data, ben.reads_order(), 2300, None)


def test_what_is_gold_members_alone_comes_and_goes_with_them(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("kyusu-teapot")
    apply(anna, "GOLDLEAF")
    says(anna, "That code is for Gold members.")
    anna.shops_as("Gold member")
    # Of 64.00: Gold 6.40, their second pot 16.00, store credit 25.00.
    anna.sees("$64.00", "−$47.40", "$5.00", "$21.60")
    apply(anna, "GOLDLEAF")
    # And the code's 8.00.
    anna.sees("$64.00", "−$55.40", "$5.00", "$13.60")
    anna.shops_as("Guest")
    says(anna, "That code is for Gold members.")
    anna.sees("$64.00", "", "$5.00", "$69.00")
    anna.shops_as("Gold member")
    expect(page.get_by_role("term").filter(has_text="Your second pot").locator("..")).to_contain_text("−$16.00")
    anna.sees("$64.00", "−$47.40", "$5.00", "$21.60")
    anna.type_card()
    anna.pay()
    assert_paid(store, data, anna.reads_order(), 2160, None)


def ends_at(page: Page, data: Path) -> str | None:
    return json.loads(str(newest(page, data)["cart"]))["code_until"]


def test_entering_a_timed_code_again_does_not_start_its_minutes_again(page: Page, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    apply(anna, "TEATIME")
    anna.sees("$18.00", "−$2.70", "$5.00", "$20.30")
    first = ends_at(page, data)
    assert first
    page.get_by_role("button", name="Remove code").click()
    anna.sees("$18.00", "", "$5.00", "$23.00")
    expect(page.locator(".promo-code").get_by_role("alert")).to_have_count(0)
    apply(anna, "TEATIME")
    anna.sees("$18.00", "−$2.70", "$5.00", "$20.30")
    assert ends_at(page, data) == first
    page.get_by_role("button", name="Remove code").click()
    anna.sees("$18.00", "", "$5.00", "$23.00")
    with sqlite3.connect(data / "store.db", timeout=10) as database:
        ended = "UPDATE timed_codes SET until = '2026-01-01 00:00:00.000000' WHERE shopper = ?"
        assert database.execute(ended, (shopper_of(page),)).rowcount == 1
    apply(anna, "TEATIME")
    says(anna, "TEATIME has run out.")
    anna.sees("$18.00", "", "$5.00", "$23.00")


def test_another_tab_sees_that_the_code_was_taken_off(page: Page, context: BrowserContext):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    apply(anna, "WELCOME10")
    anna.sees("$18.00", "−$1.80", "$5.00", "$21.20")
    tab = context.new_page()
    tab.goto("/checkout")
    tab.get_by_role("button", name="Remove code").click()
    Shopper(tab).sees("$18.00", "", "$5.00", "$23.00")
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    says(anna, "WELCOME10 has been taken off.")
