"""The samples of Stripe's documentation, corrected where they have to be, with the Node SDK, Express and plain HTML."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import stripe
from playwright.sync_api import Page, expect

from tests.serving import Server, free_port, running

from .conftest import ENVIRONMENT, HERE, Node
from .shop_page import ShopPage

Sample = Callable[[str], str]


@pytest.fixture
def sample(node: Node, local_stripe: str, account: str, tmp_path: Path) -> Iterator[Sample]:
    """Starts the server of a sample and gives its address."""
    with ExitStack() as started:

        def start(name: str) -> str:
            port = free_port()
            bundle = tmp_path / "react.js"
            if name == "amounts":
                made = node("bundle.mjs", "samples/amounts_react.jsx", str(bundle))
                assert made.returncode == 0, made.stderr
            environment = {
                "PATH": ENVIRONMENT["PATH"],
                "PORT": str(port),
                "REACT_BUNDLE": str(bundle),
                "STRIPE_ADDRESS": local_stripe,
                "STRIPE_SECRET_KEY": f"sk_test_{account}",
                "STRIPE_PUBLISHABLE_KEY": f"pk_test_{account}",
            }
            command = ["node", str(HERE / "samples" / f"{name}.mjs")]
            server = Server(command, port, environment, tmp_path / "sample.log", "/")
            started.enter_context(running(server))
            return f"http://127.0.0.1:{port}"

        yield start


@pytest.mark.parametrize("path", ["/", "/react"])
def test_amounts(sample: Sample, page: Page, client: stripe.StripeClient, path: str) -> None:
    page.goto(sample("amounts") + path)
    expect(page.get_by_label("Total")).to_have_text("$40.00")
    page.get_by_role("button", name="Add gift wrap").click()
    expect(page.get_by_label("Total")).to_have_text("$45.00")
    expect(page.get_by_role("status").filter(has_text="Added.")).to_be_visible()
    [session] = client.v1.checkout.sessions.list().data
    items = client.v1.checkout.sessions.line_items.list(session.id).data
    assert [item.description for item in items] == ["Tea", "Gift Wrap"]


def test_amounts_refused_by_the_shop(sample: Sample, page: Page) -> None:
    page.goto(sample("amounts"))
    page.get_by_label("Total").get_by_text("$40.00").wait_for()
    page.get_by_role("button", name="Add what is not sold").click()
    expect(page.get_by_text("Invalid product ID")).to_be_visible()
    page.context.clear_cookies()
    page.get_by_role("button", name="Add gift wrap").click()
    expect(page.get_by_text("This is not your session.")).to_be_visible()
    expect(page.get_by_label("Total")).to_have_text("$40.00")


def test_discounts(sample: Sample, page: Page) -> None:
    address = sample("discounts")
    page.goto(f"{address}/?quantity=2")
    expect(page.get_by_label("Total")).to_have_text("$150.00")
    page.get_by_role("button", name="Apply Customer Discount").click()
    expect(page.get_by_role("button", name="Discount Applied!")).to_be_disabled()
    expect(page.get_by_label("Total")).to_have_text("$135.00")
    page.goto(f"{address}/?quantity=1")
    expect(page.get_by_label("Total")).to_have_text("$75.00")
    page.get_by_role("button", name="Apply Customer Discount").click()
    expect(page.get_by_text("The discount starts at $100.")).to_be_visible()
    expect(page.get_by_label("Total")).to_have_text("$75.00")


def test_intents(sample: Sample, page: Page, shop: ShopPage, client: stripe.StripeClient) -> None:
    page.goto(sample("intents"))
    shop.type_card()
    page.get_by_role("button", name="Add gift wrap").click()
    expect(page.get_by_text("To pay: 4500")).to_be_visible()
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url("**/paid.html?**redirect_status=succeeded")
    [intent] = client.v1.payment_intents.list().data
    assert (intent.status, intent.amount_received) == ("succeeded", 4500)
