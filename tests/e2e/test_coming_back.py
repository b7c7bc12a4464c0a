"""A form that has ended while the shopper was away, and a page as it was left: each is put right once, in place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rxapp.orders.records import Flow
from tests.e2e.shopper import Shopper, newest, stripe_of
from tests.serving import Server, eventually, running, store_server

HOURS = 3_600
RENEWED = "This form had ended, so here is a new one. Please type your card again."
FROM_THE_CACHE = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"


@pytest.fixture(scope="module", params=[*Flow])
def store(
    request: pytest.FixtureRequest, production_build: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """One in each flow, and its own: the clock of its Stripe is put forward."""
    with running(store_server(tmp_path_factory.mktemp("later"), CHECKOUT_FLOW=request.param)) as server:
        yield server


def a_day_passes(page: Page, store: Server, session_id: str) -> None:
    """Longer than a session lasts. An intent lasts; it is cancelled."""
    if session_id.startswith("pi_"):
        stripe_of(store).v1.payment_intents.cancel(session_id)
        return
    clock = f"{store.url}/_sandbox/api/kettleandkiln/clock"
    assert page.request.post(clock, data={"seconds": 25 * HOURS}).ok
    assert stripe_of(store).v1.checkout.sessions.retrieve(session_id).status == "expired"


def test_who_presses_pay_a_day_later_gets_one_fresh_form_which_pays(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    anna.type_card()
    first = str(newest(page, data)["session_id"])
    a_day_passes(page, store, first)
    anna.pay()
    expect(page.get_by_role("alert").filter(has_text=RENEWED)).to_be_visible()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    expect(anna.card_form.get_by_label("Card number")).to_have_value("")
    expect(page.get_by_text("has changed")).to_have_count(0)
    second = str(newest(page, data)["session_id"])
    assert second != first
    anna.type_card()
    anna.pay()
    anna.reads_order()
    expect(page.get_by_test_id("total")).to_have_text("$28.00")


@pytest.mark.parametrize("path", ["/checkout", "/cart", "/products/yame-sencha"])
def test_a_page_from_the_back_forward_cache_is_read_again(page: Page, path: str):
    anna = Shopper(page)
    anna.add("yame-sencha")
    page.goto(path, wait_until="networkidle")
    page.evaluate("window.asItWasLeft = true")
    added = page.request.post("/api/checkout/add-product", data={"slug": "yame-sencha", "quantity": 2})
    assert added.ok
    page.evaluate(FROM_THE_CACHE)
    expect(page.get_by_role("link", name="Cart", exact=False).first).to_have_accessible_name("Cart with 3 items")
    eventually(lambda: page.evaluate("window.asItWasLeft === undefined"))
    if path == "/checkout":
        anna.sees("$54.00", "", "$5.00", "$59.00")


def test_an_empty_checkout_shows_what_was_put_into_the_cart_in_another_tab(page: Page):
    page.goto("/checkout")
    expect(page.get_by_role("heading", name="Nothing to pay")).to_be_visible()
    assert page.request.post("/api/checkout/add-product", data={"slug": "yame-sencha"}).ok
    page.evaluate("dispatchEvent(new Event('focus'))")
    Shopper(page).sees("$18.00", "", "$5.00", "$23.00")
