"""How soon a toggle stands on the page, how soon Pay is open again, and what a burst of toggles costs."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from bench.browsers import WITH, WITHOUT, launched, open_documented, open_store, ready_to_pay, visit
from bench.figures import Figure, Goal, ratio
from bench.rivals import TO_THE_SERVER_MS, Rivals, far
from bench.runs import Runs
from rxapp.settings import LOCAL_SECRET_KEY

PAUSE_MS = 50
Open = Callable[[Page, Rivals], float]


class Side:
    """What one of the two took, in milliseconds, and how many calls to Stripe."""

    def __init__(self, open_page: Open, account: str) -> None:
        self.open_page, self.account = open_page, account
        self.typable: list[float] = []
        self.total: list[float] = []
        self.payable: list[float] = []
        self.after_burst: list[float] = []
        self.burst_calls: list[int] = []


def figures(runs: Runs) -> Iterator[Figure]:
    """Measures both in turn, a page of one and a page of the other."""
    account = LOCAL_SECRET_KEY.removeprefix("sk_test_")
    ours, theirs = Side(open_store, account), Side(open_documented, f"{account}documented")
    with tempfile.TemporaryDirectory() as folder, far(Path(folder)) as rivals, launched() as browser:
        for _ in range(runs.pages):
            for side in (ours, theirs):
                _measure(browser, rivals, side, runs)
    yield from _figures(ours, theirs, runs)


def _measure(browser: Browser, rivals: Rivals, side: Side, runs: Runs) -> None:
    with visit(browser) as here:
        begun = side.open_page(here.page, rivals)
        side.typable.append(here.wait_until_typable() - begun)
        ready_to_pay(here.page)
        for total in (WITH, WITHOUT) * runs.pairs_a_page:
            shown, payable = here.page.evaluate("total => bench.toggle('Gift wrap', total)", total)
            side.total.append(shown)
            side.payable.append(payable)
        begun = time.time()
        burst = ["Gift wrap", WITHOUT, runs.burst, PAUSE_MS]
        side.after_burst.append(here.page.evaluate("given => bench.burst(...given)", burst))
        side.burst_calls.append(_calls_since(begun, rivals, side))


def _calls_since(moment: float, rivals: Rivals, side: Side) -> int:
    """How often the server has read or written a session; what the browser asks has another address."""
    calls = rivals.stripe_calls(side.account)
    return sum(call["path"].startswith("/v1/checkout/sessions/") and call["time"] >= moment for call in calls)


def _figures(ours: Side, theirs: Side, runs: Runs) -> Iterator[Figure]:
    def both(what: str, of: Callable[[Side], list[float]] | Callable[[Side], list[int]], **more: object) -> Figure:
        return Figure(what, median(of(ours)), median(of(theirs)), **more)  # pyright: ignore[reportArgumentType]

    shown = Goal(TO_THE_SERVER_MS + 20)
    yield both("toggle: the new total is on the page after", lambda side: side.total, unit="ms", goal=shown)
    payable = both("toggle: Pay is open again after", lambda side: side.payable, unit="ms")
    yield payable
    yield ratio("– as a part of the documented flow's", payable, Goal(0.74))
    burst = f"{runs.burst} toggles in a second"
    yield both(f"{burst}: Pay is open after the last one by", lambda side: side.after_burst, unit="ms")
    yield both(f"{burst}: calls to Stripe by the server", lambda side: side.burst_calls, goal=Goal(3))
    typable = both(
        "*Checkout* clicked, or the page asked for: a card can be typed after", lambda side: side.typable, unit="ms"
    )
    yield typable
    yield ratio("– as a part of the documented flow's", typable, Goal(0.8))
