"""When our own code fails: a plain sentence for the shopper, the rest for the log."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from rxapp.states.shop import SORRY
from tests.security.visitor import CART_STATE, Visitor
from tests.serving import ROOT, Server, eventually, running, store_server

FAILS_TO_DRAW = """const draw = window.requestAnimationFrame;
window.requestAnimationFrame = (then) => {
    if (String(then).includes('appearance')) throw new Error('drawn with sk_test_shown by mistake');
    return draw(then);
};"""


@pytest.fixture
def fragile(production_build: None, tmp_path: Path) -> Iterator[Server]:
    with running(store_server(tmp_path / "data", root=ROOT)) as server:
        yield server


def spoil_the_carts(store: Server) -> None:
    """Leaves something in the database that our code never wrote."""
    database = sqlite3.connect(store.log.parent / "store.db")
    with database:
        database.execute("UPDATE checkouts SET cart = '{spoilt'")
    database.close()


def test_a_failed_handler_is_a_sentence_on_the_page_and_a_traceback_in_the_log(fragile: Server, browser: Browser):
    context = browser.new_context(base_url=fragile.url)
    page = context.new_page()
    page.goto("/products/yame-sencha")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_text("Added.")).to_be_visible()
    spoil_the_carts(fragile)
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("alert").filter(has_text=SORRY)).to_be_visible()
    assert "JSONDecodeError" not in page.content()
    assert "JSONDecodeError" in fragile.log.read_text()
    context.close()


def test_a_failed_endpoint_says_so_in_the_usual_shape(fragile: Server):
    with Visitor(fragile.url) as visitor:
        visitor.post("/api/checkout/add-product", slug="yame-sencha")
        spoil_the_carts(fragile)
        answer = visitor.http.post("/api/checkout/add-product", json={"slug": "yame-sencha"})
        assert answer.status_code == 500
        assert answer.json()["error"]["code"] == "internal_error"
        assert "JSON" not in answer.text


def test_what_the_socket_says_of_a_failure_is_the_sentence_alone(fragile: Server):
    with Visitor(fragile.url) as visitor, visitor.socket() as socket:
        socket.call(f"{CART_STATE}.add", slug="yame-sencha", quantity="1")
        socket.settle()
        spoil_the_carts(fragile)
        socket.call(f"{CART_STATE}.add", slug="yame-sencha", quantity="1")
        socket.hear(SORRY)
        assert [word for word in ("Traceback", "JSONDecodeError", "spoilt") if word in "".join(socket.heard)] == []


def test_a_page_that_fails_to_draw_says_so_plainly_and_reports_it(store: Server, browser: Browser):
    context = browser.new_context(base_url=store.url)
    page = context.new_page()
    page.goto("/products/yame-sencha")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_text("Added.")).to_be_visible()
    page.add_init_script(FAILS_TO_DRAW)
    page.goto("/checkout")
    expect(page.get_by_role("heading", name="This page could not be shown")).to_be_visible()
    assert "mistake" not in (page.text_content("main") or "")
    eventually(lambda: "drawn with [hidden] by mistake" in store.log.read_text())
    context.close()
