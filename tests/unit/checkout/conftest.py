"""The use cases on a real SQLite file and the real local Stripe, in one process."""

import asyncio
from collections.abc import Awaitable, Callable
from types import ModuleType, SimpleNamespace

import pytest

from rxapp.payments.client import breaker
from tests.faults.conftest import shop

__all__ = ["shop"]


@pytest.fixture(autouse=True)
def stripe_has_been_answering() -> None:
    breaker.answered()  # it outlives a test in which Stripe was away


Waits = Callable[[ModuleType, Callable[[float], Awaitable[None]]], None]


@pytest.fixture
def instead_of_waiting(monkeypatch: pytest.MonkeyPatch) -> Waits:
    """Has one module do something else where it would sleep; everybody else sleeps as ever."""

    def put(module: ModuleType, wait: Callable[[float], Awaitable[None]]) -> None:
        monkeypatch.setattr(module, "asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": wait}))

    return put
