"""Checkout Session updates per second of the local Stripe, with 16 clients, empty and with 100,000 stored objects.

    python -m bench.sandbox_updates
    python -m bench.sandbox_updates --version 2025-03-31.basil

The server is one process and uses one core; the clients share another. Each update carries a new idempotency key,
three line items (one kept, one changed, one made inline) and metadata, is checked against the SDK's TypedDicts and is
written before its answer.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import stripe

from bench.figures import Figure
from bench.runs import Runs
from rxapp.sandbox.rules import identifiers
from rxapp.sandbox.store import Store
from tests.contract.sandbox.conftest import sandbox_server
from tests.serving import running

CLIENTS = 16
KEY = "sk_test_benchmark0"
STORED_OBJECTS = 100_000
NEWEST = "2026-10-28.endive"


def main() -> None:
    options = _options()
    for stored in (0, STORED_OBJECTS):
        rate, median, slowest = _measure(stored, options.seconds, options.version)
        print(
            f"{rate:7,.0f} updates/s with {stored:>7,} stored objects "
            f"({CLIENTS} clients, median {median:.1f} ms, 99% under {slowest:.1f} ms)"
        )


def figures(runs: Runs) -> Iterator[Figure]:
    for stored in (0, STORED_OBJECTS):
        rate, _, _ = _measure(stored, runs.updates_seconds, NEWEST)
        yield Figure(f"the local Stripe: session updates a second, {stored:,} objects stored", rate)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each run lasts")
    parser.add_argument("--version", default=NEWEST, help="what the clients speak")
    return parser.parse_args()


def _fill(database: Path, count: int) -> None:
    """Stores other sessions in the same account."""
    store = Store(database)
    store.open()
    objects = store.objects(KEY.removeprefix("sk_test_"))
    with store.transaction():
        for _ in range(count):
            id = identifiers.checkout_session()
            objects.add({"id": id, "object": "checkout.session", "status": "complete"}, {"items": ["x" * 2000]})
    store.close()


def _measure(stored: int, seconds: float, version: str) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        if stored:
            _fill(Path(folder) / "stripe.db", stored)
        with running(sandbox_server(Path(folder))) as server:
            return asyncio.run(_run(server.port, _sessions(server.port), seconds, version))


def _sessions(port: int) -> list[tuple[str, list[str]]]:
    """A session of three items for each client."""
    client = stripe.StripeClient(KEY, base_addresses={"api": f"http://127.0.0.1:{port}"})
    made = []
    for _ in range(CLIENTS):
        session = client.v1.checkout.sessions.create(
            {
                "mode": "payment",
                "ui_mode": "elements",
                "line_items": [
                    {
                        "price_data": {"currency": "usd", "unit_amount": 1800, "product_data": {"name": name}},
                        "quantity": 1,
                    }
                    for name in ("Sencha", "Teapot")
                ],
                "expand": ["line_items"],
            }
        )
        assert session.line_items is not None
        made.append((session.id, [item.id for item in session.line_items.data]))
    return made


async def _run(
    port: int, sessions: list[tuple[str, list[str]]], seconds: float, version: str
) -> tuple[float, float, float]:
    stop = time.perf_counter() + seconds
    started = time.perf_counter()
    lists = await asyncio.gather(*(_client(port, session, items, stop, version) for session, items in sessions))
    elapsed = time.perf_counter() - started
    latencies = sorted(latency for latencies in lists for latency in latencies)
    count = len(latencies)
    return count / elapsed, latencies[count // 2] * 1000, latencies[int(count * 0.99)] * 1000


async def _client(port: int, session: str, items: list[str], stop: float, version: str) -> list[float]:
    """Updates one session over one connection, as fast as the answers come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    latencies = []
    revision = 0
    while time.perf_counter() < stop:
        revision += 1
        writer.write(_request(session, items, revision, version))
        started = time.perf_counter()
        status = await _answer(reader)
        latencies.append(time.perf_counter() - started)
        assert status == 200, status
    writer.close()
    return latencies


def _request(session: str, items: list[str], revision: int, version: str) -> bytes:
    form = urlencode(
        {
            "line_items[0][id]": items[0],
            "line_items[1][id]": items[1],
            "line_items[1][quantity]": revision % 9 + 1,
            "line_items[2][price_data][currency]": "usd",
            "line_items[2][price_data][unit_amount]": 500,
            "line_items[2][price_data][product_data][name]": "Gift wrap",
            "line_items[2][quantity]": 1,
            "metadata[revision]": revision,
        }
    )
    return (
        f"POST /v1/checkout/sessions/{session} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {KEY}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nIdempotency-Key: {session}:{revision}\r\n"
        f"Stripe-Version: {version}\r\nContent-Length: {len(form)}\r\n\r\n{form}"
    ).encode()


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])


if __name__ == "__main__":
    main()
