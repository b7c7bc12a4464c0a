"""One build for all, one server per worker and way to be paid, and a fresh browser context for each test."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests import on_stripe
from tests.chromium import PATIENCE_MS
from tests.serving import ROOT, Server, build, running, store_server


@pytest.fixture(scope="session")
def production_build(processes: None, testrun_uid: str) -> None:
    """Built once per run, whichever worker comes first."""
    mark = ROOT / ".web" / "built-for"
    with (ROOT / ".pytest-build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (mark.exists() and mark.read_text() == testrun_uid) and not os.environ.get("KEEP_BUILD"):
            build(settings=on_stripe.GIVEN)
            mark.write_text(testrun_uid)


@pytest.fixture(scope="session")
def stores(production_build: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """A store for each way to be paid, started when a worker first asks for it: with its local Stripe, or on Stripe."""
    with ExitStack() as started:

        @cache
        def paid_by(flow: str) -> Server:
            server = store_server(tmp_path_factory.mktemp(flow), CHECKOUT_FLOW=flow)
            server.use(**on_stripe.GIVEN)
            return started.enter_context(running(server))

        yield paid_by


@pytest.fixture(scope="session")
def store(stores: Callable[[str], Server]) -> Server:
    """The store that the tests of a worker share; each test is a shopper of its own."""
    return stores("checkout_session")


@pytest.fixture
def context(browser: Browser, store: Server) -> Iterator[BrowserContext]:
    """A browser of its own: no cookie of another test."""
    context = browser.new_context(base_url=store.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab whose console must stay clean."""
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "402 (Payment Required)" not in message.text:
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


@pytest.fixture
def data(store: Server) -> Path:
    """Where the store keeps its files."""
    return store.log.parent
