"""How often is too often, counted in this process."""

import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from limits.errors import StorageError

from rxapp.settings import Settings
from rxapp.shop.refusal import CodeRefused, Refusal, TooManyChanges, TooManyCodes
from rxapp.visitor import rate_limits as limiting
from rxapp.visitor.rate_limits import RateLimits


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The time, which stands still until a test moves it."""
    now = [1_780_000_030.25]
    monkeypatch.setattr("time.time", lambda: now[0])
    yield now


def limits(**rates: str) -> RateLimits:
    everything: dict[str, Any] = dict.fromkeys(
        (
            "changes_per_cart",
            "changes_per_address",
            "wrong_codes_per_cart",
            "wrong_codes_per_address",
            "requests_per_address",
        ),
        "1000/minute",
    )
    everything.update(rates)
    return RateLimits(Settings(**everything))


async def may_change(limits: RateLimits, shopper: str, address: str, control: str = "checkout") -> bool:
    try:
        await limits.count_change(shopper, address, control)
    except Refusal as refused:
        assert (refused.control, refused.message) == (control, TooManyChanges.sentence)
        return False
    return True


async def guessed(limits: RateLimits, shopper: str, address: str, kind: type[Refusal] = CodeRefused) -> str:
    """What is said to a code that is refused in this way."""
    try:
        async with limits.guessing(shopper, address, "code"):
            raise kind("code", "No.")
    except Refusal as refused:
        return refused.message


async def test_what_belongs_to_no_control_is_said_of_the_whole_checkout():
    strict = limits(changes_per_cart="1/minute")
    await strict.count_change("anna", "home")
    with pytest.raises(TooManyChanges) as refused:
        await strict.count_change("anna", "home")
    assert refused.value.control == "checkout"


@pytest.mark.parametrize(("rate", "same"), [("changes_per_cart", "anna"), ("changes_per_address", "home")])
async def test_changes(noon: list[float], rate: str, same: str):
    strict = limits(**{rate: "2/minute"})

    def whose(number: int) -> tuple[str, str]:
        return ("anna", f"address {number}") if same == "anna" else (f"cart {number}", "home")

    assert [await may_change(strict, *whose(number)) for number in range(4)] == [True, True, False, False]
    assert await may_change(strict, "ben", "elsewhere"), "another's"
    assert not await may_change(strict, *whose(9), "gift_wrap")
    noon[0] += 121
    assert await may_change(strict, *whose(9)), "a minute later"


@pytest.mark.parametrize(("rate", "same"), [("wrong_codes_per_cart", "anna"), ("wrong_codes_per_address", "home")])
async def test_wrong_codes(noon: list[float], rate: str, same: str):
    strict = limits(**{rate: "2/minute"})

    def whose(number: int) -> tuple[str, str]:
        return ("anna", f"address {number}") if same == "anna" else (f"cart {number}", "home")

    said = [await guessed(strict, *whose(number)) for number in range(4)]
    assert said == ["No.", "No.", TooManyCodes.sentence, TooManyCodes.sentence]
    with pytest.raises(Refusal, match=TooManyCodes.sentence) as refused:
        async with strict.guessing(*whose(5), "referral"):
            pytest.fail("the code was looked at")
    assert refused.value.control == "referral"
    assert await guessed(strict, "ben", "elsewhere") == "No."
    noon[0] += 121
    assert await guessed(strict, *whose(6)) == "No."


async def test_only_a_refused_code_is_a_wrong_guess(noon: list[float]):
    strict = limits(wrong_codes_per_cart="1/minute", wrong_codes_per_address="1/minute")
    for _ in range(3):
        assert await guessed(strict, "anna", "home", kind=Refusal) == "No."
        async with strict.guessing("anna", "home", "code"):
            pass
    assert await guessed(strict, "anna", "home") == "No."
    assert await guessed(strict, "anna", "home") == TooManyCodes.sentence


async def test_each_thing_is_counted_by_itself(noon: list[float]):
    strict = limits(changes_per_cart="1/minute", wrong_codes_per_cart="1/minute", requests_per_address="1/minute")
    assert await may_change(strict, "anna", "home")
    assert await guessed(strict, "anna", "home") == "No."
    await strict.count_request("home")
    assert not await may_change(strict, "anna", "home")
    assert await guessed(strict, "anna", "home") == TooManyCodes.sentence
    assert await strict.seconds_until_next_request("home") > 0


async def test_requests(noon: list[float]):
    strict = limits(requests_per_address="2/minute")
    for _ in range(2):
        assert await strict.seconds_until_next_request("home") == 0
        await strict.count_request("home")
    waits = await strict.seconds_until_next_request("home")
    assert 1 <= waits <= 60
    assert await strict.seconds_until_next_request("elsewhere") == 0
    noon[0] += 0.5
    assert await strict.seconds_until_next_request("home") == waits, "whole seconds, so that nobody comes too early"
    noon[0] += 119.5
    assert await strict.seconds_until_next_request("home") == 0


@pytest.mark.parametrize("offset", [0, 0.5, 9.9, 30.4, 48.9])
async def test_whoever_waits_as_long_as_told_may_ask_again_and_not_a_second_before(noon: list[float], offset: float):
    noon[0] += offset
    strict = limits(requests_per_address="2/minute")
    for _ in range(2):
        await strict.count_request("home")
    waits = await strict.seconds_until_next_request("home")
    noon[0] += waits - 1
    assert await strict.seconds_until_next_request("home") > 0
    noon[0] += 1
    assert await strict.seconds_until_next_request("home") == 0


async def test_whoever_may_not_ask_yet_waits_for_a_second_at_least(monkeypatch: pytest.MonkeyPatch, noon: list[float]):
    """The window may end between the question whether it is used up and the one until when."""
    strict = limits(requests_per_address="1/minute")
    await strict.count_request("home")
    for ended in (0, 0.5, 3):

        async def stats(*_given: object, until: float = noon[0] - ended) -> SimpleNamespace:
            return SimpleNamespace(reset_time=until)

        monkeypatch.setattr(strict._window, "get_window_stats", stats)
        assert await strict.seconds_until_next_request("home") == 1


async def test_what_was_too_much_is_logged_by_its_kind(noon: list[float], caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING)
    strict = limits(changes_per_cart="1/minute")
    await may_change(strict, "anna", "home")
    assert caplog.messages == []
    await may_change(strict, "anna", "home")
    assert caplog.messages == ["too many changes of cart"]


async def test_a_storage_that_does_not_answer_refuses_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.WARNING)
    strict = limits(changes_per_cart="1/minute", wrong_codes_per_cart="1/minute", requests_per_address="1/minute")

    async def away(*_: object, **_more: object) -> bool:
        raise StorageError(ConnectionError("away"))

    for name in ("hit", "test", "get_window_stats"):
        monkeypatch.setattr(strict._window, name, away)
    for _ in range(3):
        assert await may_change(strict, "anna", "home")
        assert await guessed(strict, "anna", "home") == "No."
        await strict.count_request("home")
        assert await strict.seconds_until_next_request("home") == 0
    assert set(caplog.messages) == {
        "rate limits cannot be counted: no answer from Redis",
        "rate limits cannot be read: no answer from Redis",
    }


def test_what_strangers_can_cause_does_not_fill_the_log(caplog: pytest.LogCaptureFixture):
    for _ in range(200):
        limiting.logger.warning("too many of something")
    assert len(caplog.records) <= 120, "sixty a minute, and this may be two of them"


def test_one_process_counts_by_itself_and_many_count_in_redis():
    alone, many = limits(), limits(reflex_redis_url="redis://127.0.0.1:1")
    assert type(alone._window.storage).__name__ == "MemoryStorage"
    assert type(many._window.storage).__name__ == "RedisStorage"
    assert alone._counts.wrap_exceptions and many._counts.wrap_exceptions, "so that it is known who doesn't answer"
