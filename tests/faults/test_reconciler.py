"""Of many workers one looks for what is stuck, again and again, whatever happens to it."""

import asyncio
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush

import pytest

from rxapp.checkout import reconciling
from rxapp.checkout.services import Services
from rxapp.orders import leases
from tests.faults.local_store import LocalStore


class Night:
    """Time that passes only while everybody sleeps, so that whoever wakes first is done before the next one wakes."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)
        self._asleep: list[tuple[datetime, str, asyncio.Event]] = []
        self._fell_asleep = asyncio.Condition()

    async def sleep(self, seconds: float) -> None:
        async with self._fell_asleep:
            heappush(self._asleep, (self.at + timedelta(seconds=seconds), name_of_task(), woken := asyncio.Event()))
            self._fell_asleep.notify_all()
        await woken.wait()

    async def wake_next(self, sleepers: int) -> None:
        """Wakes the first of so many."""
        async with self._fell_asleep:
            await self._fell_asleep.wait_for(lambda: len(self._asleep) == sleepers)
        self.at, _, woken = heappop(self._asleep)
        woken.set()

    def forget(self, name: str) -> None:
        """Somebody who will never wake."""
        self._asleep = [sleeper for sleeper in self._asleep if sleeper[1] != name]
        heapify(self._asleep)


def name_of_task() -> str:
    task = asyncio.current_task()
    assert task
    return task.get_name()


async def test_of_many_workers_one_reconciles_a_failure_does_not_end_it_and_another_follows_one_that_died(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch
):
    acted: list[str] = []
    night = Night()

    async def act(_store: Services) -> None:
        acted.append(name_of_task())
        raise RuntimeError("a bug in one round")

    monkeypatch.setattr(leases, "now", lambda: night.at)
    monkeypatch.setattr(reconciling, "services", lambda: shop.services)
    monkeypatch.setattr(reconciling, "reconcile", act)
    names = [f"worker-{n}" for n in range(3)]
    workers = {name: asyncio.create_task(reconciling.keep_reconciling(night.sleep), name=name) for name in names}
    for _ in range(6 * len(workers) + 1):
        await night.wake_next(len(workers))
    first = acted[0]
    assert acted[:6] == [first] * 6

    night.forget(first)
    workers.pop(first).cancel()
    for _ in range(6 * len(workers) + 1):
        await night.wake_next(len(workers))
    [second] = set(acted) - {first}
    assert acted == [first] * acted.count(first) + [second] * acted.count(second)
    assert acted.count(second) >= 3
    for worker in workers.values():
        worker.cancel()
    await asyncio.gather(*workers.values(), return_exceptions=True)
