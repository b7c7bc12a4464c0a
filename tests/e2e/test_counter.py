"""Behind the counter by keyboard alone: a failed webhook is handled again, stock is corrected, figures are read."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect

from rxapp.orders.models import now
from tests.e2e.shopper import Shopper, rows
from tests.e2e.test_accessibility import violations

EVENT, OOLONG = "evt_that_failed", "alishan-oolong"
NARROW = ViewportSize(width=320, height=800)


def sign_in(page: Page, data: Path, at: str) -> None:
    page.goto(at)
    expect(page.get_by_label("Token")).to_be_focused()
    page.keyboard.type((data / "merchant.secret").read_text())
    page.keyboard.press("Enter")


def fail(data: Path, session_id: str) -> None:
    """An event that the store couldn't handle when Stripe reported it."""
    failure, at = "Traceback\nKeyError: 'x'", f"{now():%Y-%m-%d %H:%M:%S.%f}"
    kept = (EVENT, "checkout.session.completed", session_id, at, failure)
    with closing(sqlite3.connect(data / "store.db", timeout=30)) as books, books:
        books.execute(
            "INSERT INTO webhook_events (id, type, session_id, received_at, failure) VALUES (?, ?, ?, ?, ?)", kept
        )


def test_a_merchant_sees_to_what_waits_and_to_the_figures(page: Page, data: Path):
    anna = Shopper(page)
    anna.checkout_with("kyoto-hojicha")
    anna.type_card()
    anna.pay()
    [order] = rows(data, "SELECT * FROM orders WHERE number = ?", anna.reads_order())
    fail(data, str(order["session_id"]))

    sign_in(page, data, "/merchant/attention")
    failed = page.get_by_role("listitem").filter(has_text=EVENT)
    expect(failed.get_by_text("KeyError: 'x'", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Attention")).to_contain_text(re.compile(r"\d+ waiting"))
    assert list(violations(page)) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    failed.get_by_role("button", name="Handle again").press("Enter")
    expect(page.get_by_text("The event is handled.")).to_be_visible()
    expect(failed).to_have_count(0)
    [event] = rows(data, "SELECT * FROM webhook_events WHERE id = ?", EVENT)
    assert event["handled_at"] and event["failure"] is None

    oolong = page.get_by_role("form", name="Correct Alishan Oolong")
    left = oolong.get_by_label("Left to sell")
    there = int(left.input_value())
    left.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(str(there + 1))
    page.keyboard.press("Tab")
    page.keyboard.type("one more on the shelf")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id(f"left-{OOLONG}")).to_have_text(f"{there + 1} left to sell")
    [noted] = rows(data, "SELECT * FROM corrections WHERE product = ?", OOLONG)
    assert (noted["before"], noted["after"], noted["note"]) == (there, there + 1, "one more on the shelf")

    page.get_by_role("link", name="Numbers").press("Enter")
    page.get_by_role("button", name="7 days").press("Enter")
    products = page.get_by_role("region", name="Products", exact=True)
    expect(products.get_by_role("rowheader", name="Kyoto Hojicha")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Revenue per day"))).to_be_visible()
    assert list(violations(page)) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    page.get_by_text("As a table").press("Enter")
    expect(page.get_by_role("table", name="Per day").get_by_role("row")).to_have_count(8)
    with page.expect_download() as file:
        page.get_by_role("link", name="Products as CSV").press("Enter")
    assert "Kyoto Hojicha,product:kyoto-hojicha,usd," in Path(file.value.path()).read_text()
