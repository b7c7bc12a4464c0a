"""The way to Stripe over real sockets: what breaks on it is tried again, and whatever is slow has an end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import stripe

from rxapp.payments import http
from rxapp.payments.breaker import CircuitBreaker
from rxapp.payments.client import ask, build_client
from rxapp.payments.failures import StripeUnavailable
from rxapp.payments.http import HttpClient

BODY = b'{"id": "cs_1", "object": "checkout.session"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


async def whole(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + BODY)


async def half(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + BODY[:10])
    await writer.drain()
    writer.close()


async def nothing(writer: asyncio.StreamWriter) -> None:
    writer.close()


async def silence(_writer: asyncio.StreamWriter) -> None:
    """Never answers."""


async def whole_and_goodbye(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + BODY)
    await writer.drain()
    writer.close()


class RawStripe:
    """Gives its answers in their order, the last one again and again, and keeps the keys of what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.keys, self.connections = list(answers), list[str](), 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while not writer.is_closing():
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            except asyncio.IncompleteReadError:
                break
            fields = dict(line.split(": ", 1) for line in head.splitlines()[1:] if line)
            await reader.readexactly(int(fields.get("content-length", 0)))
            self.keys.append(fields.get("idempotency-key", ""))
            await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(writer)
        writer.close()


class Impatient(HttpClient):
    async def sleep_async(self, secs: float) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Between two tries nobody waits."""


@asynccontextmanager
async def opened(raw: RawStripe) -> AsyncIterator[stripe.StripeClient]:
    async with await asyncio.start_server(raw.serve, "127.0.0.1") as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        client = Impatient(address)
        yield build_client("sk_test_x", address, client)
        await client.close_async()


@pytest.fixture(autouse=True)
def breaker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rxapp.payments.client.breaker", CircuitBreaker())


async def update(client: stripe.StripeClient) -> str:
    options: stripe.RequestOptions = {"idempotency_key": "co_1:8"}
    return (await ask(lambda: client.v1.checkout.sessions.update_async("cs_1", {}, options))).id


async def test_calls_share_a_connection():
    async with opened(raw := RawStripe(whole)) as client:
        assert [await update(client) for _ in range(3)] == ["cs_1"] * 3
    assert raw.connections == 1


@pytest.mark.parametrize("broken", [half, nothing])
async def test_an_answer_that_breaks_off_is_asked_for_again_under_its_key(broken: Answer):
    async with opened(raw := RawStripe(broken, broken, whole)) as client:
        assert await update(client) == "cs_1"
    assert raw.keys == ["co_1:8"] * 3


async def test_a_connection_that_was_left_in_between_is_no_failure():
    async with opened(RawStripe(whole_and_goodbye)) as client:
        assert [await update(client) for _ in range(3)] == ["cs_1"] * 3


@pytest.mark.parametrize("broken", [half, nothing, silence])
async def test_what_breaks_each_time_is_a_stripe_that_is_away(broken: Answer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "READ_SECONDS", 0.02)
    async with opened(raw := RawStripe(broken)) as client:
        with pytest.raises(StripeUnavailable):
            await update(client)
    assert len(raw.keys) == 3


async def test_it_trusts_whom_stripe_does_and_keeps_no_cookie_and_no_connection_back(
    monkeypatch: pytest.MonkeyPatch,
):
    trusted: list[object] = []
    really = http.ssl.create_default_context

    def noting(**given: Any) -> http.ssl.SSLContext:
        trusted.append(given)
        return really(**given)

    monkeypatch.setattr(http.ssl, "create_default_context", noting)
    client = HttpClient()
    connector = client._session.connector
    assert trusted == [{"cafile": stripe.ca_bundle_path}]
    assert connector and connector.limit == 0
    assert isinstance(client._session.cookie_jar, http.aiohttp.DummyCookieJar)
    await client.close_async()


async def test_nobody_there_is_a_stripe_that_is_away():
    client = Impatient("http://127.0.0.1:9")
    with pytest.raises(StripeUnavailable):
        await update(build_client("sk_test_x", "http://127.0.0.1:9", client))
    await client.close_async()


def test_it_waits_no_longer_than_it_says():
    timeout = HttpClient()._timeout
    assert isinstance(timeout, http.aiohttp.ClientTimeout)
    assert (timeout.total, timeout.connect, timeout.sock_connect, timeout.sock_read) == (None, None, 3.0, 8.0)


@pytest.mark.parametrize(
    ("environment", "address", "proxy"),
    [
        ({}, None, None),
        ({"https_proxy": "http://proxy:3128"}, None, "http://proxy:3128"),
        ({"https_proxy": "http://proxy:3128"}, "http://localhost:3000", None),
        ({"https_proxy": "http://proxy:3128", "no_proxy": "api.stripe.com"}, None, None),
    ],
)
def test_it_goes_through_the_proxy_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], address: str | None, proxy: str | None
):
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert HttpClient(address).proxy == proxy
