"""What a shopper costs the store: CPU, memory, rows and calls to Stripe. `docs/scale.md` reckons from what this prints.

    python -m bench.visit_costs

Four workers behind nginx, on Postgres and Redis; CPU is what all four of them used. The local Stripe is a process of
its own. Everything is on this machine, and ends by itself.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import redis

from bench.machine import cpu_seconds, resident_kilobytes
from tests.faults.shopper import Shopper
from tests.scale.conftest import ManyWorkers, started
from tests.security.visitor import CHECKOUT_STATE

CHANGES, TABS = 50, 40  # no shopper may change faster than people do
TABLES = ("checkouts", "revisions", "orders", "moves", "webhook_events")


def main() -> None:
    """Measures one thing after the other and prints a line for each."""
    with tempfile.TemporaryDirectory() as folder, started(Path(folder)) as many, many.lines:
        shopper = Shopper(many)
        _print_cpu("a change over HTTP, with its write to Stripe", many, lambda: _change_over_http(many, shopper))
        _print_cpu("a toggle over the socket, with its write", many, lambda: _toggle(Shopper(many)))
        _print_redis(many)
        _print_visit(many)
        print(f"memory of the largest worker: {max(map(resident_kilobytes, many.workers)) // 1024} MB")


def _change_over_http(many: ManyWorkers, shopper: Shopper) -> None:
    which = {"checkout_session_id": shopper.tab.told["client_secret"].split("_secret_")[0], "key": "gift_wrap"}
    with httpx.Client(base_url=many.store.url, cookies={"kettle_cart": shopper.cookie}) as http:
        for number in range(CHANGES):
            answer = http.post("/api/checkout/set-add-on", json=which | {"on": number % 2 == 0})
            assert answer.status_code == 200, answer.text


def _toggle(shopper: Shopper) -> None:
    for number in range(CHANGES):
        shopper.tab.call(f"{CHECKOUT_STATE}.set_add_on", key="gift_wrap", on=number % 2 == 0)
        shopper.ends_change()
        shopper.begins_sync()
        shopper.ends_sync()


def _print_cpu(what: str, many: ManyWorkers, work: Callable[[], None]) -> None:
    before = sum(map(cpu_seconds, many.workers))
    work()
    print(f"{what}: {1000 * (sum(map(cpu_seconds, many.workers)) - before) / CHANGES:.1f} ms of CPU")


def _print_redis(many: ManyWorkers) -> None:
    with redis.Redis.from_url(many.redis.url) as counted:
        before = _bytes(counted)
        for _ in range(TABS // 2):
            Shopper(many)  # opens two tabs
        print(f"a tab at the checkout, in Redis: {(_bytes(counted) - before) / TABS / 1000:.0f} kB")


def _bytes(counted: Any) -> int:
    return counted.info("memory")["used_memory"]


def _print_visit(many: ManyWorkers) -> None:
    """One who makes three changes, each brought to Stripe, and pays."""
    rows, calls = _rows(many), _calls(many)
    shopper = Shopper(many)
    for on in (True, False, True):
        shopper.tab.call(f"{CHECKOUT_STATE}.set_add_on", key="gift_wrap", on=on)
        shopper.ends_change()
        shopper.catches_up()
    shopper.pays_in_the_end()
    made = {table: number - rows[table] for table, number in _rows(many).items()}
    print(f"rows of a visit with three changes and an order: {made}")
    print(f"calls to Stripe of that visit: {_calls(many) - calls}")


def _rows(many: ManyWorkers) -> dict[str, int]:
    return {table: many.rows(f"SELECT count(*) AS rows FROM {table}")[0]["rows"] for table in TABLES}


def _calls(many: ManyWorkers) -> int:
    """What all workers have asked Stripe, by their logs: a webhook may reach any of them."""
    return sum(worker.log.read_text().count("Stripe answered") for worker in many.workers)


if __name__ == "__main__":
    main()
