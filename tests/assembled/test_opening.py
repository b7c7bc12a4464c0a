"""The store opens."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from rxapp import rxapp as assembly


@asynccontextmanager
async def opened(*_given: object, **_named: object) -> AsyncIterator[None]:
    yield


async def test_garbage_is_looked_for_among_what_has_come_since_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assembly, "prepare", lambda _settings: None)
    monkeypatch.setattr(assembly, "open_services", opened)
    monkeypatch.setattr(assembly.metrics, "forget_the_dead", lambda: None)
    before, there = gc.get_freeze_count(), [[number] for number in range(1000)]
    async with assembly.run_store():
        assert gc.get_freeze_count() >= before + len(there)
