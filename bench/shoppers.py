"""A hundred shoppers at one store on its own local Stripe, which fails one call in twenty: is every paid order right?

    python -m bench.shoppers                one process with SQLite
    python -m bench.shoppers --workers 4    four of them behind nginx, with Postgres and Redis

Each shopper toggles, brings the form in step, and pays; then comes back as somebody else. The local Stripe is a process
of its own, the shoppers another. Everything is on this machine, and ends by itself.
"""

import argparse
import random
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from websockets.exceptions import WebSocketException

from bench.rivals import NO_LIMITS
from rxapp.shop.refusal import (
    BeingPaid,
    ChangedMeanwhile,
    DatabaseBusy,
    PaymentServiceRefused,
    PaymentServiceUnavailable,
    SessionEnded,
)
from tests.faults.processes import StoreProcesses, opened_processes, total_of
from tests.faults.shopper import Refused, Shopper
from tests.scale.conftest import started
from tests.security.visitor import CHECKOUT_STATE

KINDS = ("answer_lost", "connection_reset", "server_error", "rate_limit", "lock_timeout", "latency")
ONE_IN, BATCH = 20, 50
TOGGLES, PAUSE_SECONDS = (3, 8), (0.3, 1.5)
PAY_TRIES = 8
SETTINGS = NO_LIMITS | {"PAYMENT_SECONDS": "15"}

NOT_THROUGH = "The payment did not go through."
WHY = {
    PaymentServiceUnavailable.sentence: (
        "every retry of a call failed, or Stripe was silent for so long that it was not asked; then it was"
    ),
    PaymentServiceRefused.sentence: "Stripe refused an update; the next try read the session first",
    BeingPaid.sentence: "a payment whose answer was lost was still held to be running",
    ChangedMeanwhile.sentence: "Pay was pressed on a total that had moved",
    DatabaseBusy.sentence: "the database's turn did not come within five seconds",
    SessionEnded.sentence: "the session had been paid or had expired",
    NOT_THROUGH: "the call to confirm met a fault; the shopper pressed Pay again",
}


@dataclass
class Tally:
    """What the shoppers did and saw."""

    paid: int = 0
    given_up: list[str] = field(default_factory=list)
    shown: Counter[str] = field(default_factory=Counter)
    seconds_per_toggle: list[float] = field(default_factory=list)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder, _opened(Path(folder), options.workers) as store_processes:
        tally, over = Tally(), threading.Event()
        faults = threading.Thread(target=_keep_failing, args=(store_processes, over))
        faults.start()
        end = time.monotonic() + options.seconds
        with ThreadPoolExecutor(options.shoppers) as people:
            for done in [people.submit(_buy_until, store_processes, end, tally) for _ in range(options.shoppers)]:
                done.result()
        over.set()
        faults.join()
        store_processes.everything_works()
        _tell(store_processes, tally, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=180, help="how long new purchases begin")
    parser.add_argument("--shoppers", type=int, default=100, help="how many at once")
    parser.add_argument("--workers", type=int, default=0, help="how many behind a proxy, on Postgres and Redis")
    return parser.parse_args()


def _opened(folder: Path, workers: int) -> AbstractContextManager[StoreProcesses]:
    return started(folder, workers, **SETTINGS) if workers else opened_processes(folder, **SETTINGS)


def _keep_failing(store_processes: StoreProcesses, over: threading.Event) -> None:
    """Keeps faults in store for one call in so many, of every kind."""
    while not over.is_set():
        waiting = store_processes.control("faults", method="GET")
        behind = max((fault["skip"] for fault in waiting), default=0)
        if len(waiting) < BATCH:
            for number in range(1, BATCH + 1):
                place = behind + number * ONE_IN + random.randint(-5, 5)
                store_processes.fault(random.choice(KINDS), ("*", "/v1/*"), skip=place, seconds=1.0)
        over.wait(0.2)


def _buy_until(store_processes: StoreProcesses, end: float, tally: Tally) -> None:
    time.sleep(random.uniform(0, 3))  # people don't come all in the same moment
    while time.monotonic() < end:
        try:
            shopper = Shopper(store_processes)
            assert shopper.tab.told.get("lines"), "the tea did not get into the cart: the store was too busy"
            _toggle(shopper, tally)
            _pay(shopper, tally)
        except (AssertionError, Refused, WebSocketException, TimeoutError, OSError, httpx.HTTPError) as failure:
            tally.given_up.append(f"{type(failure).__name__}: {failure}"[:200])


def _toggle(shopper: Shopper, tally: Tally) -> None:
    for _ in range(random.randint(*TOGGLES)):
        begun = time.monotonic()
        random.choice((_gift_wrap, _quantity, _shipping))(shopper)
        shopper.ends_change()
        shopper.catches_up()
        tally.seconds_per_toggle.append(time.monotonic() - begun)
        tally.shown.update(shopper.tab.shown)
        shopper.tab.shown.clear()
        time.sleep(random.uniform(*PAUSE_SECONDS))


def _gift_wrap(shopper: Shopper) -> None:
    has = any(add_on["key"] == "gift_wrap" for add_on in shopper.tab.told.get("added", []))  # at first nothing is
    shopper.tab.call(f"{CHECKOUT_STATE}.set_add_on", key="gift_wrap", on=not has)


def _quantity(shopper: Shopper) -> None:
    [tea] = shopper.tab.told["lines"]
    shopper.tab.call(f"{CHECKOUT_STATE}.set_quantity", slug=tea["slug"], quantity=tea["quantity"] % 10 + 1)


def _shipping(shopper: Shopper) -> None:
    other = next(rate["key"] for rate in shopper.tab.told["shipping"] if not rate["chosen"])
    shopper.tab.call(f"{CHECKOUT_STATE}.choose_shipping", key=other)


def _pay(shopper: Shopper, tally: Tally) -> None:
    """Presses Pay until it went through; in between the shopper looks again."""
    for _ in range(PAY_TRIES):
        shopper.begins_place()
        shopper.ends_place()
        if shopper.tab.told["placing"]:
            shopper.begins_confirm()
            shopper.ends_confirm()
            if _went_through(shopper):
                shopper.begins_settle()
                shopper.ends_settle()
                tally.paid += 1
                shopper.tab.client.close()
                return
            tally.shown[NOT_THROUGH] += 1
        tally.shown.update(shopper.tab.shown)
        shopper.tab.client.close()
        shopper.open()
        if not shopper.tab.told.get("client_secret"):  # it had gone through after all
            tally.paid += 1
            return
        shopper.catches_up()
    raise AssertionError("could not pay")


def _went_through(shopper: Shopper) -> bool:
    failure = shopper.confirming.exception()
    return failure is None and shopper.confirming.result()


def _tell(store_processes: StoreProcesses, tally: Tally, options: argparse.Namespace) -> None:
    """Holds every order against its session at Stripe, and every paid session against its order."""
    orders = {order["session_id"]: order for order in store_processes.rows("SELECT * FROM orders")}
    sessions = store_processes.rows("SELECT session_id, quote, revision FROM checkouts WHERE session_id IS NOT NULL")
    wrong = lost = 0
    for row in sessions:
        session = store_processes.session(row["session_id"])
        order = orders.get(row["session_id"])
        lost += session["payment_status"] == "paid" and order is None
        if order and {order["paid"], order["total"], total_of(row["quote"])} != {session["amount_total"]}:
            wrong += 1
    flags = [order["flag"] for order in orders.values() if order["flag"]]
    toggles = sorted(tally.seconds_per_toggle) or [0.0]
    on = f"{options.workers} workers on Postgres" if options.workers else "one process on SQLite"
    print(f"{options.shoppers} shoppers, {on}, {options.seconds:.0f} s, one call to Stripe in {ONE_IN} fails")
    print(f"{len(toggles)} toggles in step: median {toggles[len(toggles) // 2]:.2f} s, ", end="")
    print(f"99% under {toggles[int(len(toggles) * 0.99)]:.2f} s")
    print(f"{len(orders)} orders paid, {wrong} with a wrong amount, {lost} lost, {len(flags)} flagged")
    print(f"{sum(tally.shown.values())} errors shown to shoppers:")
    for words, count in tally.shown.most_common():
        print(f"  {count:5} {words}\n        {WHY.get(words, 'NOT EXPLAINED')}")
    print(f"{len(tally.given_up)} purchases given up")
    for reason, count in Counter(tally.given_up).most_common():
        print(f"  {count:5} {reason}")
    for flag in flags:
        print(f"  flagged: {flag}")


if __name__ == "__main__":
    main()
