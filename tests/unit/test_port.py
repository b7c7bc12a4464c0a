"""The port of the store: whose it is, and which one may be taken instead."""

import errno
import socket

import httpx
import pytest

from rxapp import port


@pytest.mark.parametrize(
    ("wanted", "free", "instead"),
    [
        (3000, {3000, 3001, 3002}, 3001),
        (3000, {3002, 4000}, 3002),
        (80, {81, 443, 1023, 1024}, 1024),
        (1023, {1024}, 1024),
        (1024, {1024, 1025}, 1025),
        (65_000, {65_535}, 65_535),
    ],
)
def test_instead_comes_the_next_one_that_everybody_may_take(
    monkeypatch: pytest.MonkeyPatch, wanted: int, free: set[int], instead: int
):
    monkeypatch.setattr(port, "_is_free", lambda number: number in free)
    assert port.another(wanted) == instead


class NoSocket(socket.socket):
    """One that can be bound to nothing."""

    failure: OSError

    def bind(self, address: object) -> None:
        raise self.failure


@pytest.mark.parametrize(
    ("failure", "answer", "state"),
    [
        (PermissionError(), 200, "forbidden"),
        (OSError(errno.EADDRINUSE, "in use"), 200, "ours"),
        (OSError(errno.EADDRINUSE, "in use"), 404, "taken"),
        (OSError(errno.EADDRINUSE, "in use"), None, "taken"),
    ],
)
def test_whose_it_is(monkeypatch: pytest.MonkeyPatch, failure: OSError, answer: int | None, state: str):
    def health(address: str, **_more: object) -> httpx.Response:
        assert address == "http://127.0.0.1:4000/health"
        if answer is None:
            raise httpx.ReadTimeout("says nothing")
        return httpx.Response(answer)

    monkeypatch.setattr(NoSocket, "failure", failure, raising=False)
    monkeypatch.setattr(port.socket, "socket", NoSocket)
    monkeypatch.setattr(port.httpx, "get", health)
    assert port.state_of(4000) == state


def test_one_is_free_though_the_last_connections_of_a_store_that_stopped_are_still_ending():
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", number)):
            server.accept()[0].close()  # whoever closes first is left with what is still ending
    assert port.state_of(number) == "free"


def test_what_is_wrong_with_the_machine_is_not_said_of_the_port(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(NoSocket, "failure", OSError(errno.ENOBUFS, "no memory"), raising=False)
    monkeypatch.setattr(port.socket, "socket", NoSocket)
    with pytest.raises(OSError, match="no memory"):
        port.state_of(4000)
