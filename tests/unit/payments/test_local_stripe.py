"""How the local Stripe is told to fail: for how long it is waited for, and what an answer that isn't one becomes."""

import json
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


@pytest.mark.parametrize("trouble", Trouble)
async def test_what_was_said_of_this_payment_before_is_taken_back_and_of_no_other(trouble: Trouble):
    asked: list[str] = []
    paths = {"f_1": "/v1/*/cs_2*", "f_2": "/v1/*/cs_1*", "f_3": "*", "f_4": "/v1/*/cs_1*", "f_5": "/v1/*/cs_12*"}

    def answer(request: httpx.Request) -> httpx.Response:
        path = json.loads(request.content)["path"] if request.method == "POST" else ""
        asked.append(f"{request.method} {path or request.url.path.removeprefix('/_sandbox/api/-/faults/')}")
        return httpx.Response(200, json=[{"id": id, "path": path} for id, path in paths.items()])

    await local_stripe(answer).be(trouble, "cs_1")
    befalls = [] if trouble == Trouble.NONE else ["POST /v1/*/cs_1*"]
    assert asked == ["GET ", "DELETE f_2", "DELETE f_4", *befalls]


@pytest.mark.parametrize("method", ["DELETE", "POST"])
async def test_what_could_not_be_done_is_not_taken_for_done(method: str):
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(500 if request.method == method else 200, json=[{"id": "f_1", "path": "/v1/*/cs_1*"}])

    with pytest.raises(StripeUnavailable):
        await local_stripe(answer).be(Trouble.DOWN, "cs_1")
