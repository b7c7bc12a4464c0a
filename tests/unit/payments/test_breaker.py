"""The circuit breaker, on a clock of its own, and around the calls to Stripe."""

from collections.abc import Awaitable, Callable

import pytest
import stripe

from rxapp.payments import client
from rxapp.payments.breaker import CircuitBreaker
from rxapp.payments.failures import StripeRefused, StripeUnavailable


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker(failures=3, pause=5, clock=clock)


def test_it_opens_after_failures_in_a_row(breaker: CircuitBreaker):
    for _ in range(2):
        breaker.failed()
    breaker.answered()
    for _ in range(2):
        breaker.failed()
    assert breaker.closed
    breaker.failed()
    assert not breaker.closed
    assert not breaker.admits()


def test_one_question_per_pause_is_let_through(breaker: CircuitBreaker, clock: Clock):
    for _ in range(3):
        breaker.failed()
    clock.now = 5
    assert [breaker.admits() for _ in range(3)] == [True, False, False]
    breaker.failed()
    clock.now = 9.9
    assert not breaker.admits()
    clock.now = 10
    assert breaker.admits()


def test_it_recovers_by_itself(breaker: CircuitBreaker, clock: Clock):
    for _ in range(3):
        breaker.failed()
    clock.now = 5
    assert breaker.admits()
    breaker.answered()
    assert breaker.closed
    assert all(breaker.admits() for _ in range(3))


@pytest.fixture
def around_calls(breaker: CircuitBreaker, monkeypatch: pytest.MonkeyPatch) -> CircuitBreaker:
    monkeypatch.setattr(client, "breaker", breaker)
    return breaker


async def test_while_stripe_is_down_it_is_not_asked(around_calls: CircuitBreaker):
    asked = 0

    async def unreachable() -> None:
        nonlocal asked
        asked += 1
        raise stripe.APIConnectionError("gone")

    for _ in range(6):
        with pytest.raises(StripeUnavailable):
            await client.ask(unreachable)
    assert asked == 3
    assert not client.reachable()


NOES = [
    stripe.InvalidRequestError("No.", param="amount"),
    stripe.CardError("No.", param="card", code="card_declined"),
    stripe.AuthenticationError("Who?"),
    stripe.PermissionError("Not you."),
    stripe.IdempotencyError("Another."),
]
NO_ANSWERS = [stripe.APIConnectionError("gone"), stripe.APIError("broken"), TimeoutError()]


def answering(error: Exception) -> Callable[[], Awaitable[None]]:
    async def call() -> None:
        raise error

    return call


@pytest.mark.parametrize("no", NOES, ids=lambda no: type(no).__name__)
async def test_a_no_is_an_answer(around_calls: CircuitBreaker, no: stripe.StripeError):
    for _ in range(3):
        for _ in range(2):
            around_calls.failed()
        with pytest.raises(StripeRefused):
            await client.ask(answering(no))
    assert client.reachable(), "each no ended the row of failures"


@pytest.mark.parametrize("no_answer", NO_ANSWERS, ids=lambda error: type(error).__name__)
async def test_no_answer_is_a_failure(around_calls: CircuitBreaker, no_answer: Exception):
    for reachable in (True, True, False):
        with pytest.raises(StripeUnavailable):
            await client.ask(answering(no_answer))
        assert client.reachable() is reachable


async def test_a_yes_ends_a_row_of_failures(around_calls: CircuitBreaker):
    async def answered() -> str:
        return "yes"

    for _ in range(3):
        for _ in range(2):
            around_calls.failed()
        assert await client.ask(answered) == "yes"
    assert client.reachable()


async def test_a_call_that_hangs_ends_with_its_budget(around_calls: CircuitBreaker, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(client, "BUDGET_SECONDS", 0.6)

    async def too_fast() -> None:
        raise stripe.RateLimitError("slow down")

    with pytest.raises(StripeUnavailable):
        await client.ask(too_fast)
