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
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import stripe

from rxapp.sandbox.rules import identifiers
from rxapp.sandbox.store import Store

CLIENTS = 16
KEY = "sk_test_benchmark0"
STORED_OBJECTS = 100_000


def main() -> None:
    options = _options()
    for stored in (0, STORED_OBJECTS):
        with tempfile.TemporaryDirectory() as folder:
            if stored:
                _fill(Path(folder) / "stripe.db", stored)
            rate, median, slowest = _measure(Path(folder), options.seconds, options.version)
        print(
            f"{rate:7,.0f} updates/s with {stored:>7,} stored objects "
            f"({CLIENTS} clients, median {median:.1f} ms, 99% under {slowest:.1f} ms)"
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each run lasts")
    parser.add_argument("--version", default="2026-10-28.endive", help="what the clients speak")
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


def _measure(folder: Path, seconds: float, version: str) -> tuple[float, float, float]:
    port = _free_port()
    command = [sys.executable, "-m", "rxapp.sandbox", "--port", str(port), "--data-dir", str(folder)]
    environment = {name: value for name, value in os.environ.items() if name != "STRIPE_SECRET_KEY"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        return asyncio.run(_run(port, _sessions(port), seconds, version))
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise TimeoutError("the local Stripe did not start")


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
