"""What the store counts and times, for Prometheus: `GET /metrics` with the METRICS_TOKEN.

Several workers keep their counts in files of one folder, and whichever is asked adds them up.
"""

import functools
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from rxapp.settings import Settings, settings
from rxapp.shop.refusal import Refusal

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # read by the library when it is imported


def _shared_folder(settings: Settings) -> Path:
    return settings.data_dir / "metrics"


if settings.processes > 1:
    _shared_folder(settings).mkdir(parents=True, exist_ok=True)
    os.environ[FOLDER] = str(_shared_folder(settings))

from prometheus_client import (  # noqa: E402 – only now, see above
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
    registry,
)

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

DONE = "done"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)

CHANGES = Histogram("store_change_seconds", "Changes of a cart, by outcome.", ["outcome"], buckets=SECONDS)
SYNCS = Histogram("store_sync_seconds", "Bringing Stripe to the cart, by outcome.", ["outcome"], buckets=SECONDS)
PLACES = Histogram(
    "store_pay_seconds", "Permissions to pay; the outcome says why Pay was refused.", ["outcome"], buckets=SECONDS
)
STRIPE = Histogram("store_stripe_call_seconds", "Calls to Stripe, by outcome.", ["outcome"], buckets=SECONDS)
ROUNDS = Histogram("store_reconciler_seconds", "Rounds of the reconciler, by outcome.", ["outcome"], buckets=SECONDS)
ORDERS = Counter("store_orders", "Orders, paid as they should be or flagged for a person.", ["outcome"])
DELAYED = Counter("store_delayed_payments", "Payments whose money comes later: confirmed, and failed.", ["outcome"])
SOCKETS = Gauge("store_open_sockets", "Tabs that are connected.", multiprocess_mode="livesum")


def timed(histogram: Histogram) -> Callable[[Callable[Given, Awaitable[Answer]]], Callable[Given, Awaitable[Answer]]]:
    """Times each call of a function. Its outcome is `done`, the code of a refusal, or the name of what was raised."""

    def around(work: Callable[Given, Awaitable[Answer]]) -> Callable[Given, Awaitable[Answer]]:
        @functools.wraps(work)
        async def measured(*given: Given.args, **named: Given.kwargs) -> Answer:
            began, outcome = time.perf_counter(), DONE
            try:
                return await work(*given, **named)
            except Exception as error:
                outcome = error.code if isinstance(error, Refusal) else type(error).__name__
                raise
            finally:
                histogram.labels(outcome).observe(time.perf_counter() - began)

        return measured

    return around


def text() -> bytes:
    """Everything that was counted, by all workers, as Prometheus reads it."""
    if FOLDER not in os.environ:
        return generate_latest(registry.REGISTRY)
    of_all = CollectorRegistry()
    multiprocess.MultiProcessCollector(of_all)
    return generate_latest(of_all)


def begin_anew() -> None:
    """Before the workers start: takes away what those of an earlier run counted."""
    for file in _shared_folder(settings).glob("*.db"):
        file.unlink()


def forget_the_dead() -> None:
    """A worker that starts in place of one that was killed takes its open sockets off the count."""
    for file in _shared_folder(settings).glob("gauge_*.db"):
        process = file.stem.rpartition("_")[2]
        if not Path("/proc", process).exists():
            multiprocess.mark_process_dead(int(process))
