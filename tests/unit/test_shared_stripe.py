"""How a worker hands requests on to the local Stripe that it shares with others, and what it hands back."""

import fcntl
import gzip
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rxapp import shared_stripe
from rxapp.shared_stripe import SharedStripe

ADDRESS = "http://127.0.0.1:12111"
Answer = Callable[[httpx.Request], httpx.Response]


class Shared:
    """A worker's way to it; `asked` are the requests that came through."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[httpx.Request] = []
        self.answer: Answer = lambda _request: httpx.Response(200)
        self.stripe = SharedStripe(folder, "http://store", "whsec_1")
        transport = httpx.MockTransport(self._taken)
        monkeypatch.setattr(self.stripe, "_http", httpx.AsyncClient(transport=transport))
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.stripe.asgi), base_url="http://store")

    def _taken(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answer(request)


@pytest.fixture
async def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shared]:
    (tmp_path / "stripe.address").write_text(ADDRESS)
    found = Shared(tmp_path, monkeypatch)
    yield found
    await found.http.aclose()
    await found.stripe._http.aclose()  # pyright: ignore[reportPrivateUsage]


async def test_a_request_comes_through_as_it_is(shared: Shared):
    path = "/v1/customers/search?query=name%3A%22tea%20%26%20pot%22&limit=3"
    await shared.http.post(path, content=b"a=1", headers={"authorization": "Bearer sk_test_1", "idempotency-key": "k"})
    [request] = shared.asked
    assert (request.method, str(request.url), request.content) == ("POST", f"{ADDRESS}{path}", b"a=1")
    assert (request.headers["authorization"], request.headers["idempotency-key"]) == ("Bearer sk_test_1", "k")
    assert request.headers["host"] == "store", "by which it was asked"
    await shared.http.get("/v1/customers/cus%2F1")
    assert str(shared.asked[-1].url) == f"{ADDRESS}/v1/customers/cus%2F1"


@pytest.mark.parametrize("status", [200, 402, 500])
async def test_so_does_the_answer(shared: Shared, status: int):
    shared.answer = lambda _request: httpx.Response(
        status, json={"id": "cus_1"}, headers={"request-id": "req_1", "connection": "close", "keep-alive": "x"}
    )
    answer = await shared.http.get("/v1/customers/cus_1")
    assert (answer.status_code, answer.json(), answer.headers["request-id"]) == (status, {"id": "cus_1"}, "req_1")
    assert answer.headers["content-length"] == str(len(answer.content))
    assert not {"connection", "keep-alive", "transfer-encoding", "content-encoding"} & set(answer.headers)


async def test_what_came_packed_is_handed_on_unpacked_and_says_so(shared: Shared):
    packed = gzip.compress(b"a page")
    shared.answer = lambda _request: httpx.Response(200, content=packed, headers={"content-encoding": "gzip"})
    answer = await shared.http.get("/_sandbox/")
    assert (answer.content, answer.headers["content-length"]) == (b"a page", "6")


async def test_what_is_larger_than_any_call_is_not_handed_on(shared: Shared):
    async def body() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 2**19

    assert (await shared.http.post("/v1/customers", content=body())).status_code == 413
    assert shared.asked == []


async def test_what_has_not_changed_has_no_length(shared: Shared):
    shared.answer = lambda _request: httpx.Response(304, headers={"etag": '"1"'})
    answer = await shared.http.get("/v3/")
    assert (answer.status_code, answer.headers["etag"], "content-length" in answer.headers) == (304, '"1"', False)


@pytest.mark.parametrize("address", [ADDRESS, ""], ids=["gone", "not there yet"])
async def test_one_that_is_gone_is_started_again_and_asked_once_more(
    shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
):
    (tmp_path / "stripe.address").write_text(address)

    async def found() -> str:
        return "http://127.0.0.1:12112"

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.port != 12112:  # of no address at all httpx says something else
            gone = httpx.ConnectError if request.url.host else httpx.UnsupportedProtocol
            raise gone("nobody there", request=request)
        return httpx.Response(200, text="ok")

    shared.answer = answer
    monkeypatch.setattr(shared.stripe, "_found", found)
    assert (await shared.http.post("/v1/customers", content=b"a=1")).text == "ok"
    assert (shared.asked[-1].content, shared.asked[-1].url.port) == (b"a=1", 12112)


async def test_what_may_have_been_done_is_not_asked_again(shared: Shared):
    def lost(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("broke off", request=request)

    shared.answer = lost
    answer = await shared.http.post("/v1/refunds", content=b"a=1")
    assert {"content-length", "transfer-encoding"} <= set(answer.headers), "no server writes both: it closes"
    assert len(shared.asked) == 1


class Started:
    """What stands in for the process: what it was started with, and what was in the folder by then."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commands: list[tuple[list[str], dict[str, Any]]] = []
        self.addresses: list[bool] = []
        self._folder = folder
        monkeypatch.setattr(shared_stripe.subprocess, "Popen", self)

    def __call__(self, command: list[str], **how: Any) -> None:
        self.addresses.append((self._folder / "stripe.address").exists())
        for held in how["pass_fds"]:  # as a process would go on holding what it is given
            self.held = os.dup(held)
        self.commands.append((command, how))


async def test_whoever_comes_first_starts_it_and_nobody_asks_at_the_address_of_the_last_one(
    shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    started = Started(tmp_path, monkeypatch)
    shared.stripe._start_unless_it_runs()  # pyright: ignore[reportPrivateUsage]
    [(command, how)] = started.commands
    assert (command[1:], started.addresses) == (["-m", "rxapp.shared_stripe", str(tmp_path)], [False])
    given = {name: text for name, text in how["env"].items() if name.startswith("RXAPP_SANDBOX_")}
    assert given == {
        "RXAPP_SANDBOX_DATABASE": str(tmp_path / "stripe.db"),
        "RXAPP_SANDBOX_FORWARD_TO": "http://store",
        "RXAPP_SANDBOX_WEBHOOK_SECRET": "whsec_1",
    }
    assert how["start_new_session"], "what stops a worker must not stop it"

    (tmp_path / "stripe.address").write_text(ADDRESS)
    shared.stripe._start_unless_it_runs()  # pyright: ignore[reportPrivateUsage]
    assert len(started.commands) == 1, "it runs: it holds the lock that it was given"
    assert (tmp_path / "stripe.address").read_text() == ADDRESS

    os.close(started.held)
    shared.stripe._start_unless_it_runs()  # pyright: ignore[reportPrivateUsage]
    assert len(started.commands) == 2, "it is gone, and so is its lock"
    os.close(started.held)


async def test_it_is_found_once_it_answers(shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    answers = iter([httpx.ConnectError("not yet"), httpx.Response(503), httpx.Response(200)])

    def answer(_request: httpx.Request) -> httpx.Response:
        if isinstance(said := next(answers), Exception):
            raise said
        return said

    shared.answer = answer
    monkeypatch.setattr(shared_stripe, "LOOK_SECONDS", 0)
    monkeypatch.setattr(shared.stripe, "_start_unless_it_runs", lambda: None)
    assert await shared.stripe._found() == ADDRESS  # pyright: ignore[reportPrivateUsage]
    assert [str(request.url) for request in shared.asked] == [f"{ADDRESS}/_sandbox/"] * 3


async def test_each_worker_says_that_it_is_in_use_and_keeps_no_other_out(
    shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shared.stripe, "_start_unless_it_runs", lambda: None)

    def taken(how: int) -> bool:
        with (tmp_path / "stripe.users").open("a") as users:
            try:
                fcntl.flock(users, how | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    async with shared.stripe.running():
        assert (taken(fcntl.LOCK_SH), taken(fcntl.LOCK_EX)) == (False, True)
    assert not taken(fcntl.LOCK_EX)
