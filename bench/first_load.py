"""How many scripts a page loads, compressed, in a browser that has never been here."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Request

from bench.browsers import launched, put_tea_into_cart, visit
from bench.figures import Figure, Goal
from bench.runs import Runs
from tests.serving import running, store_server

OF_STRIPE = re.compile(r"/stripe\.js$|/_sandbox/")


def figures(_: Runs) -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        running(store_server(Path(folder))) as store,
        launched() as browser,
    ):
        home = _scripts_of(browser, store.url, "/")
        checkout = _scripts_of(browser, store.url, "/checkout")
    beyond = {script: size for script, size in checkout.items() if script not in home}
    stripes = sum(size for script, size in beyond.items() if OF_STRIPE.search(script))
    ours = sum(beyond.values()) - stripes
    yield Figure("scripts of the home page, compressed", sum(home.values()) / 1000, None, Goal(150), "kB")
    yield Figure("– of ours that the checkout loads besides", ours / 1000, None, Goal(30), "kB")
    yield Figure("– of the local Stripe, where Stripe's own would be", stripes / 1000, unit="kB")


def _scripts_of(browser: Browser, address: str, path: str) -> dict[str, int]:
    """The bytes of each script, in the page and its frames, as they came over the wire."""
    with visit(browser) as here:
        put_tea_into_cart(here.page, address)
        here.page.context.new_cdp_session(here.page).send("Network.clearBrowserCache")
        loaded: list[Request] = []
        here.page.on("requestfinished", lambda request: loaded.append(request))
        here.page.goto(address + path)
        here.page.wait_for_load_state("networkidle")
        scripts = [request for request in loaded if request.resource_type == "script"]
        return {script.url: script.sizes()["responseBodySize"] for script in scripts}
