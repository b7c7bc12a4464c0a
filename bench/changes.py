"""What a change costs each server: CPU over HTTP and over the socket; and how 30 shoppers fare at once."""

from __future__ import annotations

import random
import tempfile
import time
import timeit
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bench.figures import Figure, Goal
from bench.machine import cpu_seconds
from bench.rivals import near
from bench.runs import Runs
from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import quote
from tests.faults.processes import StoreProcesses
from tests.faults.shopper import Shopper
from tests.security.visitor import CHECKOUT_STATE
from tests.serving import Server

Change = Callable[[bool], None]
WARM_UP = 20
TOGGLE_SECONDS = 1.0


def figures(runs: Runs) -> Iterator[Figure]:
    """Each change brings its write to Stripe with it; nothing is between the servers and the local Stripe."""
    with tempfile.TemporaryDirectory() as folder, near(Path(folder)) as (processes, documented), processes.lines:
        store = processes.store
        http = _cpu(store, runs.changes, over_http(processes))
        theirs = _cpu(documented, runs.changes, documented_over_http(documented))
        socket = _cpu(store, runs.changes, over_the_socket(processes))
        median, slowest = _crowd(processes, runs)
    yield Figure("CPU of a change over HTTP", http, theirs, Goal(10), "ms", digits=1)
    yield Figure("– so that one core carries, a second", 1000 / http, 1000 / theirs, Goal(100, at_least=True))
    yield Figure("CPU of a toggle over the socket", socket, None, Goal(16), "ms", digits=1)
    yield Figure("– so that one core carries, a second", 1000 / socket, None, Goal(60, at_least=True))
    yield Figure(f"{runs.crowd} shoppers, a toggle a second each: in step after, median", median, unit="ms")
    yield Figure("– 99 of 100 as a multiple of it", slowest / median, None, Goal(4), digits=1)
    yield Figure("`quote` of a cart of three lines", _quote_milliseconds(), None, Goal(0.2), "ms", digits=3)


def _cpu(server: Server, changes: int, change: Change) -> float:
    """Milliseconds a change, once the server is warm."""
    for number in range(WARM_UP):
        change(number % 2 == 0)
    before = cpu_seconds(server)
    for number in range(changes):
        change(number % 2 == 0)
    return 1000 * (cpu_seconds(server) - before) / changes


def over_http(processes: StoreProcesses) -> Change:
    shopper = Shopper(processes)
    session = shopper.tab.told["client_secret"].split("_secret_")[0]
    client = httpx.Client(base_url=processes.store.url, cookies={"kettle_cart": shopper.cookie}, timeout=30)

    def change(on: bool) -> None:
        sent = {"checkout_session_id": session, "key": "gift_wrap", "on": on}
        client.post("/api/checkout/set-add-on", json=sent).raise_for_status()

    return change


def documented_over_http(server: Server) -> Change:
    client = httpx.Client(base_url=server.url, timeout=30)
    secret = client.post("/create-checkout-session").raise_for_status().json()["clientSecret"]

    def change(on: bool) -> None:
        sent = {"checkout_session_id": secret.split("_secret_")[0], "product_id": "gift_wrap", "on": on}
        client.post("/update-custom-amount", json=sent).raise_for_status()

    return change


def over_the_socket(processes: StoreProcesses) -> Change:
    shopper = Shopper(processes)

    def change(on: bool) -> None:
        shopper.tab.call(f"{CHECKOUT_STATE}.set_add_on", key="gift_wrap", on=on)
        shopper.ends_change()
        shopper.begins_sync()
        shopper.ends_sync()

    return change


def _crowd(processes: StoreProcesses, runs: Runs) -> tuple[float, float]:
    """Median and 99th percentile of the milliseconds until a toggle is at Stripe and the page knows."""
    crowd = [over_the_socket(processes) for _ in range(runs.crowd)]
    with ThreadPoolExecutor(runs.crowd) as people:
        lists = list(people.map(lambda change: _toggle_now_and_then(change, runs.crowd_toggles), crowd))
    taken = sorted(one for each in lists for one in each)
    return taken[len(taken) // 2], taken[int(len(taken) * 0.99)]


def _toggle_now_and_then(change: Change, toggles: int) -> list[float]:
    taken = []
    for number in range(toggles):
        time.sleep(random.uniform(0, 2 * TOGGLE_SECONDS))
        begun = time.perf_counter()
        change(number % 2 == 0)
        taken.append(1000 * (time.perf_counter() - begun))
    return taken


def _quote_milliseconds() -> float:
    lines = tuple(CartLine(slug=slug, quantity=2) for slug in ("yame-sencha", "kyusu-teapot", "gooseneck-kettle"))
    cart, now = Cart(lines=lines), datetime.now(UTC)
    times = timeit.repeat(lambda: quote(cart, CATALOG, now), number=200, repeat=5, timer=time.process_time)
    return 1000 * min(times) / 200
