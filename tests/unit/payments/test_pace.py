"""The pace: so many calls a second, of all that share the counts; on a clock that stands still but for waiting."""

import asyncio
import time
from types import SimpleNamespace

import pytest
from limits.aio.storage import MemoryStorage
from limits.errors import StorageError

from rxapp.payments import pace as pacing
from rxapp.payments.failures import StripeUnavailable
from rxapp.payments.pace import Pace

RATE = 5


class Clock:
    """Time passes by waiting alone."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self.waits: list[float] = []

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "time", clock.time)
    # the pace's own alone: a server of other tests may wait in this process too
    monkeypatch.setattr(pacing, "asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": clock.sleep}))
    return clock


def paced(counts: MemoryStorage, rate: int | None = RATE) -> Pace:
    pace = Pace()
    pace.keep_under(rate, counts)
    return pace


@pytest.mark.parametrize("workers", [1, 2, 3])
async def test_in_no_second_are_there_more_calls_than_the_rate_whoever_makes_them(clock: Clock, workers: int):
    counts = MemoryStorage()
    paces = [paced(counts) for _ in range(workers)]
    calls: list[float] = []
    for number in range(4 * RATE):
        await paces[number % workers].turn()
        calls.append(clock.now)
    assert all(later - earlier >= 1 for earlier, later in zip(calls, calls[RATE:], strict=False))
    assert calls[-1] - calls[0] < 3 + 4 * RATE / RATE, "nobody waits much longer than is needed"


async def test_who_waits_comes_back_within_the_time_of_one_call_after_a_place_is_free(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    asked: list[tuple[float, float]] = []

    def roll(low: float, high: float) -> float:
        asked.append((low, high))
        return high

    monkeypatch.setattr(pacing.random, "uniform", roll)
    pace = paced(MemoryStorage())
    for _ in range(RATE + 1):
        await pace.turn()
    assert set(asked) == {(0, 1 / RATE)}
    assert clock.waits == pytest.approx([1 + 1 / RATE])


async def test_under_the_rate_nobody_waits(clock: Clock):
    pace = paced(MemoryStorage())
    for _ in range(RATE):
        await pace.turn()
    assert clock.waits == []


@pytest.mark.parametrize("pace", [Pace(), paced(MemoryStorage(), None)], ids=["not told", "without a rate"])
async def test_without_a_rate_nobody_waits(clock: Clock, pace: Pace):
    for _ in range(1000):
        await pace.turn()
    assert clock.waits == []


class Gone(MemoryStorage):
    async def acquire_entry(self, *_arguments: object, **_more: object) -> bool:
        raise StorageError(OSError("no Redis"))


async def test_where_calls_cannot_be_counted_they_are_made(clock: Clock, caplog: pytest.LogCaptureFixture):
    await paced(Gone()).turn()
    assert clock.waits == []
    assert "cannot be counted" in caplog.text


async def test_whose_turn_does_not_come_is_told_so_before_stripe_is_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pacing, "LONGEST_WAIT_SECONDS", 0.01)
    pace = paced(MemoryStorage(), 1)
    await pace.turn()
    with pytest.raises(StripeUnavailable, match="waiting"):
        await asyncio.wait_for(pace.turn(), 5)
