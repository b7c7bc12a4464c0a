"""What is kept of a watched checkout: by which names it is known, how much of it, and for how long."""

import asyncio
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from rxapp import recording
from rxapp.recording import STEPS_KEPT, WATCHED_SECONDS, Record, Step, record_of, recorded, step
from rxapp.shop.refusal import BeingPaid


def checkout(session_id: str | None = None, id: str = "co_1", revision: int = 2) -> Any:
    return SimpleNamespace(id=id, session_id=session_id, revision=revision, synced_revision=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which stands still until a test moves it; and nobody watches anything yet."""
    now = [1000.0]
    monkeypatch.setattr(recording, "_records", {})
    clock = SimpleNamespace(monotonic=lambda: now[0], time=time.time, time_ns=time.time_ns)
    monkeypatch.setattr(recording, "time", clock)
    return now


def noted(record: Record, name: str) -> Step:
    with step("use_case", name, "a.py", record.id) as begun:
        return begun


def names(record: Record, version: int = 0) -> list[str]:
    return [one.name for one in record.since(version)]


def test_it_is_kept_for_a_minute_after_the_last_look(clock: list[float]):
    first = recording.watch(checkout())
    noted(first, "sync")
    for _ in range(3):
        clock[0] += WATCHED_SECONDS - 1
        assert recording.watch(checkout()) is first, "somebody looks again and again"
    assert names(first) == ["sync"]
    clock[0] += WATCHED_SECONDS + 1
    recording.watch(checkout(id="co_2"))
    assert record_of("co_1") is None


def test_whoever_looks_away_twice_or_too_late_has_nothing_to_forget(clock: list[float]):
    recording.watch(checkout())
    for _ in range(2):
        recording.look_away("co_1")
        assert record_of("co_1") is None and not recording.watching()


def test_the_oldest_steps_make_way(clock: list[float]):
    record = recording.watch(checkout())
    for number in range(STEPS_KEPT + 2):
        noted(record, f"step {number}")
    assert (len(record.since(0)), names(record)[0]) == (STEPS_KEPT, "step 2")


def test_it_is_known_by_every_session_that_it_has_had(clock: list[float]):
    record = recording.watch(checkout())
    assert noted(record, "first").session_id == ""
    for session_id in ("cs_1", "pi_2", None):
        record.see(checkout(session_id))
        assert noted(record, "next").session_id == (session_id or "")
    assert [record_of(name) is record for name in ("co_1", "cs_1", "pi_2", "cs_3", "")] == [True] * 3 + [False] * 2


def test_its_numbers_go_on_from_one_worker_to_the_next(clock: list[float]):
    before = time.time_ns() // 1000
    one, other = recording.watch(checkout()), recording.watch(checkout(id="co_2"))
    assert before <= one.began < other.began


def test_its_numbers_grow_also_where_the_clock_stands_still_or_is_put_back(monkeypatch: pytest.MonkeyPatch):
    """What is noted within a microsecond is new, too."""
    times = iter([5_000_000, 5_000_000, 4_000_000])
    monkeypatch.setattr(recording, "_last_number", 0)
    monkeypatch.setattr(recording, "time", SimpleNamespace(time_ns=lambda: next(times)))
    numbers = [recording._next_number() for _ in range(3)]
    assert numbers == sorted(set(numbers))


def test_how_a_checkout_has_moved_is_told_once(clock: list[float]):
    record = recording.watch(checkout(revision=2))
    assert record.see(checkout(revision=5))["revision"] == [2, 5]
    assert record.see(checkout(revision=5))["revision"] == [5, 5]


async def test_whoever_asks_first_hears_at_once_and_then_when_there_is_more(clock: list[float]):
    record = recording.watch(checkout())
    first = asyncio.create_task(record.news(0))
    await asyncio.sleep(0)
    assert first.done() and first.result() == [], "that it has begun"
    asking = asyncio.create_task(record.news(record.began))
    await asyncio.sleep(0)
    assert not asking.done()
    begun = noted(record, "sync")
    assert await asking == [begun]
    assert await record.news(record.began) == [begun], "it needn't wait for what is there"
    assert await record.news(begun.version, seconds=0) == [], "and not for ever"
    waiting = asyncio.create_task(record.news(begun.version))
    for _ in range(3):
        await asyncio.sleep(0)
    assert not waiting.done(), "what it has heard of isn't new again"
    placed = noted(record, "place")
    assert await waiting == [placed]


def test_a_step_that_ends_in_another_session_is_one_of_that_in_which_it_began(clock: list[float]):
    record = recording.watch(checkout("cs_1"))
    with step("use_case", "choose_flow", "a.py", record.id) as begun:
        record.see(checkout("pi_2"))
    assert (begun.session_id, noted(record, "sync").session_id) == ("cs_1", "pi_2")


def cancelled() -> None:
    raise asyncio.CancelledError


def refused() -> None:
    raise BeingPaid


def failed() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("work", "outcome", "said"),
    [
        (lambda: None, "done", ""),
        (refused, BeingPaid.code, BeingPaid.sentence),
        (failed, "ZeroDivisionError", ""),
        (cancelled, "CancelledError", ""),
    ],
    ids=["done", "refused", "failed", "cancelled"],
)
async def test_a_step_ends_with_what_came_of_it(clock: list[float], work: Callable[[], None], outcome: str, said: str):
    record = recording.watch(checkout())

    @recorded("use_case")
    async def sync(_checkout_id: str) -> None:
        [running] = record.since(0)
        assert (running.ended, running.outcome) == (None, "")
        work()

    try:
        await sync("co_1")
    except BaseException as error:
        assert type(error).__name__ == outcome or isinstance(error, BeingPaid)
    [one] = record.since(0)
    assert (one.name, one.outcome, one.said) == ("sync", outcome, said)
    assert one.ended is not None and one.ended >= one.began


def test_what_is_refused_while_nobody_watches_is_noted_nowhere(clock: list[float]):
    with step("handler", "SetAddOn", "a.py", "co_1") as nobody_asked:
        nobody_asked.refuse(BeingPaid())
    assert (nobody_asked.outcome, nobody_asked.said) == ("", "")
