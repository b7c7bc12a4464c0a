"""The app in the payment component's own README, built as it stands there with nothing of the store beside it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import stripe
from playwright.sync_api import Browser, Page, expect

from tests.chromium import PATIENCE_MS
from tests.code_blocks import blocks_for
from tests.contract.sandbox.conftest import sandbox_server
from tests.e2e.node_packages import give_node_packages
from tests.e2e.shopper import GOOD_CARD
from tests.serving import BUILD_ENVIRONMENT, ROOT, SERVE_ENVIRONMENT, Server, free_port, running

COMPONENT = ROOT / "rxapp" / "stripe_elements"
CONFIG = 'import reflex as rx\n\nconfig = rx.Config(app_name="shop", app_module_import="shop", api_url="{url}")\n'


def the_app() -> str:
    [block] = blocks_for(__file__, "rxapp/stripe_elements/README.md")
    return block.code


def test_it_is_small_enough_to_read():
    assert len([line for line in the_app().splitlines() if line.strip()]) <= 40


@pytest.fixture(scope="module")
def local_stripe(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(sandbox_server(tmp_path_factory.mktemp("stripe"))) as server:
        yield server


@pytest.fixture(scope="module")
def account() -> str:
    return uuid4().hex


@pytest.fixture(scope="module")
def shop(
    production_build: None, local_stripe: Server, account: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("shop"), free_port()
    url = f"http://localhost:{port}"
    settings = {
        "STRIPE_API_BASE": local_stripe.url,
        "STRIPE_SECRET_KEY": f"sk_test_{account}",
        "STRIPE_PUBLISHABLE_KEY": f"pk_test_{account}",
        "RETURN_URL": f"{url}/?paid={{CHECKOUT_SESSION_ID}}",
    }
    _make(folder, url, settings)
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--log-level", "warning", "shop:app"]
    with running(Server(command, port, SERVE_ENVIRONMENT | settings, folder / "server.log", "/", folder)) as server:
        yield server


def _make(folder: Path, url: str, settings: dict[str, str]) -> None:
    """An app of its own, with the Node packages that the store's build has already installed."""
    shutil.copytree(COMPONENT, folder / "stripe_elements", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "shop.py").write_text(the_app())
    (folder / "rxconfig.py").write_text(CONFIG.format(url=url))
    give_node_packages(folder)
    build = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip", "--env", "prod"]
    environment = os.environ | BUILD_ENVIRONMENT | settings
    made = subprocess.run(build, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr


@pytest.fixture
def page(browser: Browser, shop: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=shop.url)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("wrapped", "charged"), [(False, 1800), (True, 2300)])
def test_it_charges_what_the_page_shows(page: Page, local_stripe: Server, account: str, wrapped: bool, charged: int):
    page.goto("/")
    pay = page.get_by_role("button", name="Pay")
    expect(pay).to_be_enabled()
    page.get_by_label("Email").fill("ada@example.com")
    card = page.frame_locator('iframe[title="Secure payment input frame"]')
    card.get_by_label("Card number").fill(GOOD_CARD)
    card.get_by_label("Expiration date").fill("12 / 34")
    card.get_by_label("Security code").fill("123")
    card.get_by_label("Country").select_option("US")
    card.get_by_label("ZIP").fill("94107")
    if wrapped:
        page.get_by_label("Gift wrap").check()
    expect(pay).to_be_enabled()
    pay.click()
    page.wait_for_url("**/?paid=cs_*")
    client = stripe.StripeClient(f"sk_test_{account}", base_addresses={"api": local_stripe.url})
    session = client.v1.checkout.sessions.retrieve(page.url.split("paid=")[1])
    assert (session.status, session.payment_status, session.amount_total) == ("complete", "paid", charged)
