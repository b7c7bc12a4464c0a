"""A local Stripe in this process: no server, no network, and a clock that only the tests put forward."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from rxapp.sandbox import clock, deliveries
from rxapp.sandbox.app import create_sandbox
from rxapp.sandbox.protocol import steps
from tests.unit.sandbox.caller import Caller, running
from tests.unit.sandbox.receiver import FORWARD_SECRET, Receiver

NOON = 1_900_000_000.0


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still, but for what a test advances."""
    standing = SimpleNamespace(time=lambda: NOON, monotonic_ns=time.monotonic_ns)
    for module in (clock, deliveries):
        monkeypatch.setattr(module, "time", standing)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    """Every address that webhooks are sent to."""
    receiver = Receiver()

    def client(**options: Any) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(receiver.take), **options)

    monkeypatch.setattr(deliveries, "httpx", SimpleNamespace(**vars(httpx) | {"AsyncClient": client}))
    return receiver


@pytest.fixture
async def caller(frozen: None, receiver: Receiver, tmp_path: Path) -> AsyncIterator[Caller]:
    async with running(create_sandbox(tmp_path / "stripe.db")) as caller:
        yield caller


@pytest.fixture
async def forwarding(frozen: None, receiver: Receiver, tmp_path: Path) -> AsyncIterator[Caller]:
    """One that sends every event to a store of its own."""
    options = {"forward_to": "http://store/webhooks", "webhook_secret": FORWARD_SECRET}
    async with running(create_sandbox(tmp_path / "stripe.db", **options)) as caller:
        yield caller


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """While it isn't set, a call with a latency is under way."""
    until = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        await until.wait()

    monkeypatch.setattr(steps, "asyncio", SimpleNamespace(sleep=sleep))
    return until
