"""A product of which few are left, and a present over a threshold: page, Stripe and order agree, however it is paid."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rxapp.shop.catalog import CATALOG
from tests.e2e.shopper import Shopper, newest, rows, stripe_of
from tests.e2e.test_accessibility import violations
from tests.serving import Server, running, store_server

WHISK = "bamboo-whisk"


@pytest.fixture(scope="module", params=["checkout_session", "payment_intent"])
def store(
    request: pytest.FixtureRequest, production_build: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A store for each way to be paid, whose shelf is this file's alone."""
    with running(store_server(tmp_path_factory.mktemp("stock"), CHECKOUT_FLOW=request.param)) as server:
        yield server


@pytest.fixture
def two_whisks_left(store: Server, data: Path) -> None:
    """All but two have been sold before."""
    sold = CATALOG.stock[WHISK] - 2
    with sqlite3.connect(data / "store.db", timeout=10) as database:
        database.execute("INSERT INTO stock (product, held, sold) VALUES (?, 0, ?)", (WHISK, sold))


@pytest.fixture
def ben(browser: Browser, store: Server) -> Iterator[Shopper]:
    """Somebody else, in a browser of their own."""
    context = browser.new_context(base_url=store.url)
    yield Shopper(context.new_page())
    context.close()


def charged(store: Server, session_id: str) -> int | None:
    client = stripe_of(store)
    if session_id.startswith("pi_"):
        return client.v1.payment_intents.retrieve(session_id).amount_received
    return client.v1.checkout.sessions.retrieve(session_id).amount_total


def test_the_last_two_of_a_product(page: Page, ben: Shopper, two_whisks_left: None, store: Server, data: Path):
    anna = Shopper(page)
    page.goto("/")
    expect(page.get_by_role("link", name="Bamboo Whisk")).to_contain_text("2 left")
    page.goto(f"/products/{WHISK}")
    expect(page.get_by_role("article")).to_contain_text("2 left")
    quantity = page.get_by_role("spinbutton", name="Quantity of Bamboo Whisk")
    quantity.fill("3")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("alert")).to_have_text("Only 2 left.")
    quantity.fill("2")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_text("Added.")).to_be_visible()
    anna.open_checkout()
    anna.type_card()
    expect(page.get_by_role("listitem").filter(has_text="Bamboo Whisk")).to_contain_text("2 left")
    page.get_by_role("button", name="One more Bamboo Whisk").click()
    expect(page.get_by_role("alert")).to_have_text("Only 2 left.")
    anna.sees("$45.00", "", "$5.00", "$50.00")

    ben.checkout_with(WHISK)
    ben.type_card()
    ben.pay()
    ben.reads_order()

    anna.pay()
    expect(page.get_by_text("Only 1 left of Bamboo Whisk. Please take what is left first.")).to_be_visible()
    expect(anna.pay_button).to_be_disabled()
    assert newest(page, data)["status"] == "open"
    assert list(violations(page)) == []
    page.get_by_role("button", name="Take 1 instead").click()
    anna.sees("$22.50", "", "$5.00", "$27.50")
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    anna.pay()
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", anna.reads_order())
    assert (order["paid"], order["flag"], charged(store, str(order["session_id"]))) == (2750, None, 2750)
    assert rows(data, "SELECT held, sold FROM stock") == [{"held": 0, "sold": CATALOG.stock[WHISK]}]
    page.goto("/")
    expect(page.get_by_role("link", name="Bamboo Whisk")).to_contain_text("Sold out")


def test_a_present_joins_and_leaves_with_the_goods(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    hint = page.get_by_text("Spend $11.00 more and a tasting tin of Hojicha comes along.")
    present = page.get_by_test_id("present")
    anna.add("kyusu-teapot")
    page.goto("/cart")
    expect(hint).to_be_visible()
    anna.open_checkout()
    anna.type_card()
    expect(hint).to_be_visible()
    anna.sees("$64.00", "", "$5.00", "$69.00")
    page.get_by_role("spinbutton", name="Quantity of Kyusu Teapot").fill("2")
    expect(present).to_contain_text("Hojicha tasting tin")
    expect(present).to_contain_text("A present")
    expect(hint).to_have_count(0)
    assert list(violations(page)) == []
    anna.sees("$128.00", "−$12.80", "$5.00", "$120.20")
    at_stripe = named_at_stripe(page, store, data)
    assert "Hojicha tasting tin" in at_stripe
    page.get_by_role("spinbutton", name="Quantity of Kyusu Teapot").fill("1")
    expect(present).to_have_count(0)
    expect(hint).to_be_visible()
    anna.sees("$64.00", "", "$5.00", "$69.00")
    assert "Hojicha tasting tin" not in named_at_stripe(page, store, data)
    page.get_by_role("spinbutton", name="Quantity of Kyusu Teapot").fill("2")
    anna.sees("$128.00", "−$12.80", "$5.00", "$120.20")
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    anna.pay()
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", anna.reads_order())
    assert (order["paid"], order["flag"], charged(store, str(order["session_id"]))) == (12020, None, 12020)
    tin = page.get_by_role("article", name="Receipt").get_by_role("listitem").filter(has_text="Hojicha tasting tin")
    expect(tin).to_contain_text("A present")
    expect(tin).to_contain_text("$0.00")
    expect(page.get_by_test_id("total")).to_have_text("$120.20")


def named_at_stripe(page: Page, store: Server, data: Path) -> str:
    """The lines at no cost of the open session, or the description of the open intent."""
    session_id, client = str(newest(page, data)["session_id"]), stripe_of(store)
    if session_id.startswith("pi_"):
        return client.v1.payment_intents.retrieve(session_id).description or ""
    items = client.v1.checkout.sessions.line_items.list(session_id).data
    return " ".join(str(item.description) for item in items if not item.amount_subtotal)
