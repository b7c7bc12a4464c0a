"""A person who has never seen the code adds the three lines of README.md to the catalogue, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.code_blocks import blocks_for
from tests.e2e.project import project_with
from tests.e2e.shopper import Shopper, rows, stripe_of
from tests.serving import Server, running, store_server

[THREE_LINES] = [block.code for block in blocks_for(__file__, "README.md")]


@pytest.fixture
def store_with_engraving(production_build: None, tmp_path: Path) -> Iterator[Server]:
    project = project_with(tmp_path / "project", lambda catalog: f"{catalog}\n{THREE_LINES}")
    with running(store_server(tmp_path / "data", project)) as server:
        yield server


def test_it_is_on_the_page_in_stripe_and_in_the_order(store_with_engraving: Server, browser: Browser):
    context = browser.new_context(base_url=store_with_engraving.url)
    page = context.new_page()
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    page.get_by_role("checkbox", name="Engraving").check()
    anna.sees("$30.00", "", "$5.00", "$35.00")
    anna.pay()
    number = anna.reads_order()
    expect(page.get_by_text("Engraving")).to_be_visible()
    [order] = rows(store_with_engraving.log.parent, "SELECT * FROM orders WHERE number = ?", number)
    items = stripe_of(store_with_engraving).v1.checkout.sessions.line_items.list(str(order["session_id"])).data
    assert [(item.description, item.amount_total) for item in items] == [("Yame Sencha", 1800), ("Engraving", 1200)]
    assert order["paid"] == 3500
    context.close()
