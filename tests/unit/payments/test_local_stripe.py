"""How the local Stripe is told to fail: for how long it is waited for, and what an answer that isn't one becomes."""

from collections.abc import Callable

import httpx
import pytest

from rxapp.payments.failures import StripeUnavailable
from rxapp.payments.local_stripe import ANSWER_SECONDS, LocalStripe, Trouble

Answer = Callable[[httpx.Request], httpx.Response]


def local_stripe(answer: Answer) -> LocalStripe:
    return LocalStripe("sk_test_anna", "http://stripe.test", httpx.MockTransport(answer))


async def test_whoever_has_the_key_waits_for_a_while_and_not_for_ever():
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=[])

    await local_stripe(answer).be(Trouble.DOWN, "cs_1")
    assert [(one.method, one.url.path) for one in asked] == [
        ("GET", "/_sandbox/api/-/faults/"),
        ("POST", "/_sandbox/api/-/faults/"),
    ]
    for request in asked:
        assert request.headers["authorization"] == "Bearer sk_test_anna"
        assert set(request.extensions["timeout"].values()) == {ANSWER_SECONDS}


def is_away(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody is there", request=request)


def is_slow(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("no answer", request=request)


def fails(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(500)


@pytest.mark.parametrize("answer", [is_away, is_slow, fails])
async def test_what_is_no_answer_is_one_that_never_came(answer: Answer):
    with pytest.raises(StripeUnavailable):
        await local_stripe(answer).be(Trouble.SLOW, "cs_1")
