"""What the store's process keeps for a shopper who is at the checkout, and for one who left."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.figures import Figure, Goal
from bench.machine import resident_kilobytes
from bench.rivals import near
from bench.runs import Runs
from rxapp.states.departures import BACK_SOON_SECONDS
from tests.faults.processes import StoreProcesses
from tests.faults.shopper import Tab
from tests.security.visitor import CHECKOUT_STATE

# A state leaves the memory in the first round of Reflex's after that, of which there is one in two seconds.
GONE_SECONDS = BACK_SOON_SECONDS + 5


def figures(runs: Runs) -> Iterator[Figure]:
    """After some who came and went, so many more come; once they have left for good, as many again, and once more.

    What a process has had from the system it seldom gives back. So those who left cost what the next ones need besides:
    if nothing were kept of them the next would find their place. Both of the times that are compared come after as many
    who have left for good.
    """
    with tempfile.TemporaryDirectory() as folder, near(Path(folder)) as (processes, _):
        _come_and_go(processes, runs.connected // 4)
        before = resident_kilobytes(processes.store)
        first = _come_and_go(processes, runs.connected)
        time.sleep(GONE_SECONDS)
        second = _come_and_go(processes, runs.connected)
        time.sleep(GONE_SECONDS)
        third = _come_and_go(processes, runs.connected)
    yield Figure("memory of a connected shopper", (first - before) / runs.connected, None, Goal(250), "kB")
    yield Figure("memory of one who left", (third - second) / runs.connected, None, Goal(20), "kB")


def _come_and_go(processes: StoreProcesses, shoppers: int) -> int:
    """The process's memory while all of them are at the checkout."""
    with processes.lines:
        for _ in range(shoppers):
            _opens_the_checkout(processes)
        return resident_kilobytes(processes.store)


def _opens_the_checkout(processes: StoreProcesses) -> None:
    """In one tab, with one tea."""
    cookie = processes.new_cookie()
    tea = {"slug": "yame-sencha"}
    where = f"{processes.store.url}/api/checkout/add-product"
    httpx.post(where, json=tea, cookies={"kettle_cart": cookie}, timeout=30).raise_for_status()
    Tab(processes, cookie).ask(f"{CHECKOUT_STATE}.load", lambda told: told.get("client_secret"))
