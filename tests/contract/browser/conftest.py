"""A local Stripe of its own for every test process, the npm packages, and a bundle of the React page."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import stripe
from playwright.sync_api import Browser, Page

from tests.chromium import PATIENCE_MS
from tests.serving import ROOT, Server, free_port, running

from .alone import Alone, stands_alone
from .shop_page import OpenShop, ShopPage

HERE = Path(__file__).parent
ENVIRONMENT = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

Node = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def node(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Node:
    """Runs Node in this folder, with the packages of package-lock.json, which whoever comes first installs."""
    with (tmp_path_factory.getbasetemp().parent / "npm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed = HERE / "node_modules" / ".package-lock.json"
        if not installed.exists() or installed.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
            subprocess.run(["npm", "ci"], cwd=HERE, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = ["node", *arguments]
        return subprocess.run(
            command, cwd=HERE, env=ENVIRONMENT | environment, check=False, capture_output=True, text=True
        )

    return run


@pytest.fixture(scope="session")
def local_stripe(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("local-stripe")
    port = free_port()
    command = [sys.executable, "-m", "rxapp.sandbox", "--port", str(port), "--data-dir", str(folder)]
    environment = {"PYTHONPATH": str(ROOT)}
    with running(Server(command, port, environment, folder / "server.log", "/v3/")) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="session")
def react_page(node: Node, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    bundle = tmp_path_factory.mktemp("bundle") / "page.js"
    made = node("bundle.mjs", "react_page.jsx", str(bundle))
    assert made.returncode == 0, made.stderr
    return bundle.read_bytes()


@pytest.fixture
def account() -> str:
    """A name of an account that no other test has."""
    return uuid4().hex


@pytest.fixture
def client(local_stripe: str, account: str) -> stripe.StripeClient:
    return stripe.StripeClient(f"sk_test_{account}", base_addresses={"api": local_stripe})


@pytest.fixture
def preview_client(local_stripe: str, account: str) -> stripe.StripeClient:
    """As an account that may update discounts from its server."""
    version = "2025-03-31.basil; checkout_server_update_beta=v1;"
    return stripe.StripeClient(f"sk_test_{account}", stripe_version=version, base_addresses={"api": local_stripe})


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def one_page(browser: Browser) -> Iterator[Alone]:
    with stands_alone(browser) as page:
        yield page


@pytest.fixture(scope="module")
def rules(browser: Browser) -> Iterator[Alone]:
    """Functions of Stripe.js that keep nothing, so that one page serves all tests of a file."""
    with stands_alone(browser) as page:
        page.load("stripe.js")
        yield page


@pytest.fixture
def alone(one_page: Alone) -> Iterator[Alone]:
    """A page in which the local Stripe's scripts have no server but the test."""
    one_page.forget()
    yield one_page
    assert one_page.errors == []


@pytest.fixture
def shop(page: Page, local_stripe: str, account: str, react_page: bytes) -> ShopPage:
    return ShopPage(page, local_stripe, f"pk_test_{account}", react_page)


@pytest.fixture
def open_shop(shop: ShopPage) -> OpenShop:
    return OpenShop(shop)
