"""What the doctor says of this machine."""

import socket
from collections.abc import Iterator

import pytest

from rxapp import port
from rxapp.doctor import machine
from rxapp.settings import Settings
from tests.serving import free_port


def on(port: int) -> Settings:
    return Settings(_env_file=None, port=port)  # pyright: ignore[reportCallIssue]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port where something listens and answers nothing that it understands."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server.getsockname()[1]


@pytest.mark.parametrize(("version", "state"), [((3, 10, 14), "wrong"), ((3, 11, 0), "fine"), ((3, 14, 1), "fine")])
def test_an_old_python_is_named(version: tuple[int, ...], state: str):
    assert machine.python(version).state == state


def test_the_node_that_reflex_takes_is_looked_at(monkeypatch: pytest.MonkeyPatch):
    assert machine.node().state == "fine"
    monkeypatch.setattr(machine, "check_node_version", lambda: False)
    assert (machine.node().state, "make run" in machine.node().cure) == ("wrong", True)
    assert machine.node().said.endswith(" is too old")
    monkeypatch.setattr(machine, "get_node_version", lambda: None)
    assert (machine.node().state, "none" in machine.node().said) == ("wrong", True)
    monkeypatch.setattr(machine, "check_node_version", lambda: True)
    assert machine.node().state == "wrong"


def test_a_free_port_is_fine():
    assert machine.port(on(free_port())).state == "fine"


def test_a_port_that_is_not_for_everybody_says_which_are(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "state_of", lambda _port: "forbidden")
    found = machine.port(on(80))
    assert (found.state, found.cure) == ("wrong", "Set PORT to one above 1023.")


def test_a_port_of_another_program_says_how_to_take_another(taken: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(port, "SECONDS", 0.05)
    found = machine.port(on(taken))
    assert (found.state, found.cure) == ("wrong", f"Take another: PORT={port.another(taken)} make run")


def test_the_store_itself_at_its_port_is_no_fault(taken: int, monkeypatch: pytest.MonkeyPatch):
    import httpx

    monkeypatch.setattr(port.httpx, "get", lambda *_given, **_named: httpx.Response(200))
    assert machine.port(on(taken)).state == "unsure"
