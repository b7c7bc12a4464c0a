"""A store that takes more than cards, by one line in its catalogue: both other ways, paid by either flow."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp.states import presenting
from tests.e2e.project import project_with
from tests.e2e.shopper import Shopper, newest, rows, shopper_of
from tests.serving import Server, eventually, running, store_server

FLOWS = ["checkout_session", "payment_intent"]
FOUR_DAYS = 4 * 24 * 3600
ACCOUNT = "kettleandkiln"


@pytest.fixture(scope="module", params=FLOWS)
def store(
    request: pytest.FixtureRequest, production_build: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("ways")
    every_way = 'ways_to_pay = ["card", "amazon_pay", "us_bank_account"]'
    project = project_with(folder / "project", lambda catalog: catalog.replace('ways_to_pay = ["card"]', every_way))
    with running(store_server(folder / "data", project, CHECKOUT_FLOW=request.param)) as server:
        yield server


def choose(anna: Shopper, way: str) -> None:
    anna.card_form.get_by_role("tab", name=way).click()


def type_account(anna: Shopper, number: str) -> None:
    choose(anna, "US bank account")
    anna.card_form.get_by_label("Full name").fill("Anna Marsh")
    anna.card_form.get_by_label("Routing number").fill("110000000")
    anna.card_form.get_by_label("Account number").fill(number)


def days_pass(store: Server) -> None:
    httpx.post(f"{store.url}/_sandbox/api/{ACCOUNT}/clock", json={"seconds": FOUR_DAYS}).raise_for_status()


def test_amazon_pay_fails_and_is_authorised(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    choose(anna, "Amazon Pay")
    anna.pay()
    page.get_by_role("button", name="Fail").click()
    page.wait_for_url("**/checkout?unpaid=1")
    expect(page.get_by_text(presenting.NOT_PAID)).to_be_visible()
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    choose(anna, "Amazon Pay")
    anna.pay()
    page.get_by_role("button", name="Authorise").click()
    number = anna.reads_order()
    assert "_secret_" not in page.url
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", number)
    assert (order["paid"], order["flag"]) == (2800, None)


def test_a_bank_account_fails_after_days_and_then_pays(page: Page, context: BrowserContext, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    other = context.new_page()
    other.goto("/checkout")
    expect(Shopper(other).pay_button).to_be_enabled()
    type_account(anna, "000222222227")
    anna.pay()
    page.wait_for_url("**/complete?*")
    expect(page.get_by_text("your payment is on its way")).to_be_visible()
    expect(page.get_by_role("article", name="Your order")).to_contain_text("Placed")
    other.get_by_role("checkbox", name="Gift wrap").click()
    other.wait_for_url("**/complete?*")
    expect(other.get_by_text("your payment is on its way")).to_be_visible()
    other.close()
    page.goto("/orders")
    page.get_by_role("link", name="On its way").click()
    expect(page.get_by_text("your payment is on its way")).to_be_visible()

    days_pass(store)
    eventually(lambda: newest(page, data)["status"] == "open")
    page.goto("/checkout")
    expect(page.get_by_text(presenting.MONEY_NEVER_CAME)).to_be_visible()
    anna.sees("$18.00", "", "$5.00", "$23.00")
    type_account(anna, "000123456789")
    anna.pay()
    page.wait_for_url("**/complete?*")
    expect(page.get_by_text("your payment is on its way")).to_be_visible()
    orders, anna_herself = "SELECT number FROM orders WHERE paid = 2300 AND shopper = ?", shopper_of(page)
    assert rows(data, orders, anna_herself) == []
    days_pass(store)
    eventually(lambda: rows(data, orders, anna_herself))
    page.reload()
    number = anna.reads_order()
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", number)
    assert (order["paid"], order["flag"]) == (2300, None)
