"""Each answer that a call to Stripe can have, and what it is to the store."""

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import stripe

from rxapp.payments import client
from rxapp.payments.breaker import CircuitBreaker
from rxapp.payments.client import ask
from rxapp.payments.failures import StripeFailure, StripeRefused, StripeUnavailable
from rxapp.payments.http import CONNECT_SECONDS, READ_SECONDS
from tests.unit.payments.answering import AnsweringStripe, refusal, session

CARD = "card_error"

# status, type and code of the error; whether asking again would change nothing
REFUSALS = [
    (400, "invalid_request_error", "", True),
    (400, "invalid_request_error", "amount_too_small", True),
    (400, "invalid_request_error", "parameter_unknown", True),
    (400, "invalid_request_error", "resource_missing", False),
    (400, "idempotency_error", "", False),
    (401, "invalid_request_error", "", False),
    (402, "card_error", "card_declined", False),
    (403, "invalid_request_error", "", False),
    (404, "invalid_request_error", "resource_missing", False),
    (404, "invalid_request_error", "", False),
]


async def asked(*answers: httpx.Response) -> StripeFailure:
    """What comes of a call that is answered so."""
    sessions = AnsweringStripe(*answers).client.v1.checkout.sessions
    with pytest.raises(StripeFailure) as failed:
        await ask(lambda: sessions.retrieve_async("cs_1"))
    return failed.value


@pytest.mark.parametrize(("status", "type", "code", "of_content"), REFUSALS)
async def test_a_no(breaker_of_calls: CircuitBreaker, status: int, type: str, code: str, of_content: bool):
    breaker_of_calls.failed()
    breaker_of_calls.failed()
    failure = await asked(refusal(status, "Not so.", type, code=code, param="line_items[0][price]"))
    assert isinstance(failure, StripeRefused)
    named = "" if type == "idempotency_error" or status in (401, 403) else "line_items[0][price]"
    assert (str(failure), failure.code, failure.param, failure.of_content) == ("Not so.", code, named, of_content)
    breaker_of_calls.failed()
    breaker_of_calls.failed()
    assert client.reachable(), "a no is an answer, so failures are counted from the beginning"


async def test_a_no_that_names_nothing():
    failure = await asked(httpx.Response(400, json={"error": {"type": "invalid_request_error"}}))
    assert isinstance(failure, StripeRefused)
    assert (str(failure), failure.code, failure.param, failure.of_content) == ("", "", "", True)


@pytest.mark.parametrize("status", [500, 502, 503, 409])
async def test_no_usable_answer(status: int, breaker_of_calls: CircuitBreaker):
    for _ in range(3):
        assert client.reachable()
        assert isinstance(await asked(refusal(status, type="api_error")), StripeUnavailable)
    assert not client.reachable()


@pytest.mark.parametrize(
    "gone", [httpx.ConnectError("no"), httpx.ReadTimeout("late"), httpx.RemoteProtocolError("broke off")], ids=repr
)
async def test_a_lost_connection(gone: Exception, breaker_of_calls: CircuitBreaker):
    stripe_ = AnsweringStripe()

    async def call() -> Any:
        raise stripe.APIConnectionError("gone") from gone

    for _ in range(3):
        with pytest.raises(StripeUnavailable, match="APIConnectionError"):
            await ask(call)
    assert not client.reachable()
    with pytest.raises(StripeUnavailable, match="not asked"):
        await ask(lambda: stripe_.client.v1.checkout.sessions.retrieve_async("cs_1"))
    assert stripe_.asked == []


async def test_an_answer(breaker_of_calls: CircuitBreaker, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, "rxapp.payments")
    breaker_of_calls.failed()
    breaker_of_calls.failed()
    sessions = AnsweringStripe(session()).client.v1.checkout.sessions
    assert (await ask(lambda: sessions.retrieve_async("cs_1"))).id == "cs_1"
    breaker_of_calls.failed()
    assert client.reachable(), "failures are counted in a row"
    [record] = [record for record in caplog.records if record.name == "rxapp.payments.client"]
    assert (record.getMessage(), vars(record)["about"]) == ("Stripe answered", {"stripe_request": "req_1"})


async def test_what_carries_no_request_id_is_an_answer_too(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, "rxapp.payments")

    async def call() -> str:
        return "done"

    assert await ask(call) == "done"
    assert vars(caplog.records[-1])["about"] == {"stripe_request": "unknown"}


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (
            refusal(400, "Sorry, Anna.", code="amount_too_small", param="amount"),
            "Stripe refused: InvalidRequestError 400 amount_too_small amount req_2",
        ),
        (refusal(401, "Sorry, Anna."), "Stripe refused: AuthenticationError 401 None None req_2"),
        (
            refusal(500, "Sorry, Anna.", type="api_error"),
            "Stripe gave no usable answer: APIError 500 None None req_2",
        ),
    ],
)
async def test_the_log_has_what_support_asks_for_and_none_of_stripes_words(
    answer: httpx.Response, line: str, caplog: pytest.LogCaptureFixture
):
    await asked(answer)
    assert [record.getMessage() for record in caplog.records if record.name == "rxapp.payments.client"] == [line]
    assert caplog.records[-1].levelname == "WARNING"


async def test_a_call_without_end_is_logged_by_its_kind(
    caplog: pytest.LogCaptureFixture, breaker_of_calls: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(client, "BUDGET_SECONDS", 0)

    async def endless() -> None:
        await asyncio.Event().wait()

    for _ in range(3):
        with pytest.raises(StripeUnavailable, match="TimeoutError"):
            await ask(endless)
    assert "Stripe gave no usable answer: TimeoutError" in caplog.text
    assert not client.reachable()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each pause would have been; none of them is waited out."""
    waited: list[float] = []
    test, sleep = threading.current_thread(), asyncio.sleep

    async def wait(seconds: float) -> None:
        if threading.current_thread() is not test:  # a server of other tests, in this process
            return await sleep(seconds)
        waited.append(seconds)
        return None

    monkeypatch.setattr(client.asyncio, "sleep", wait)
    return waited


@pytest.mark.parametrize("code", ["rate_limit", "lock_timeout"])
async def test_being_told_to_slow_down_is_waited_out(waits: list[float], code: str):
    too_fast = refusal(429, "Slow down.", code=code)
    stripe_ = AnsweringStripe(too_fast, too_fast, too_fast, session())
    sessions = stripe_.client.v1.checkout.sessions
    assert (await ask(lambda: sessions.retrieve_async("cs_1"))).id == "cs_1"
    assert len(stripe_.asked) == 4
    paused = [seconds for seconds in waits if seconds]
    assert [0.5 <= seconds / (0.25 * 2**n) <= 1.5 for n, seconds in enumerate(paused)] == [True] * 3


async def test_each_try_waits_for_its_turn(waits: list[float], monkeypatch: pytest.MonkeyPatch):
    happened: list[str] = []
    answers = [stripe.RateLimitError("slow down"), stripe.RateLimitError("slow down"), "yes"]

    async def turn() -> None:
        happened.append("turn")

    async def call() -> str:
        happened.append("call")
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(client.pace, "turn", turn)
    assert await ask(call) == "yes"
    assert happened == ["turn", "call"] * 3


@pytest.mark.parametrize("roll", [(lambda low, high: low), (lambda low, high: high)], ids=["shortest", "longest"])
async def test_a_pause_is_half_as_long_or_half_as_long_again(
    waits: list[float], roll: Callable[[float, float], float], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(client.random, "uniform", roll)
    too_fast = refusal(429, "Slow down.")
    sessions = AnsweringStripe(too_fast, too_fast, session()).client.v1.checkout.sessions
    await ask(lambda: sessions.retrieve_async("cs_1"))
    factor = roll(0.5, 1.5)
    assert [seconds for seconds in waits if seconds] == [0.25 * factor, 0.5 * factor]


async def test_nothing_else_is_asked_twice_by_us(waits: list[float]):
    for answer in (refusal(400), refusal(500, type="api_error"), refusal(402, type=CARD)):
        stripe_ = AnsweringStripe(answer)
        sessions = stripe_.client.v1.checkout.sessions
        with pytest.raises(StripeFailure):
            await ask(lambda: sessions.retrieve_async("cs_1"))  # noqa: B023
        assert len(stripe_.asked) == 1


def test_the_client_speaks_the_version_we_wrote_for_and_retries_twice():
    at_stripe = client.build_client("sk_test_x", None, stripe.HTTPXClient())
    local = client.build_client("sk_test_x", "http://127.0.0.1:9", stripe.HTTPXClient())
    for made, address in ((at_stripe, "https://api.stripe.com"), (local, "http://127.0.0.1:9")):
        options = made._requestor._options
        assert (options.stripe_version, options.max_network_retries) == ("2026-10-28.endive", 2)
        assert options.base_addresses.get("api") == address or address.startswith("https://api.stripe")
        assert made._requestor.api_key == "sk_test_x"
    assert not stripe.enable_telemetry


def test_time_limits_nest():
    """A call ends before the browser gives up on it, and a try of it before the call."""
    assert CONNECT_SECONDS < READ_SECONDS < client.BUDGET_SECONDS == 12 < 15
