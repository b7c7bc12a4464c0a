"""How the built store is served: what is looked at and thrown away first, and with what its workers are started."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from granian.constants import Interfaces

from rxapp import metrics, serve
from rxapp.checkout.services import FINISHING_SECONDS
from rxapp.settings import settings
from rxapp.shop.refusal import BeingPaid


class Started:
    """What `main` did, in its order, and what the server was given."""

    def __init__(self) -> None:
        self.did: list[str] = []
        self.target = ""
        self.given: dict[str, Any] = {}
        self.environment: dict[str, str] = {}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Started:
    """A run of `main` with three workers, in a folder that an earlier run has left."""
    found = Started()

    class Server:
        def __init__(self, target: str, **given: Any) -> None:
            found.target, found.given, found.environment = target, given, dict(os.environ)

        def serve(self) -> None:
            found.did.append("served")

    (tmp_path / "states").mkdir()
    (tmp_path / "states" / "of another version").touch()
    (tmp_path / "kept").touch()
    for name, value in {"data_dir": tmp_path, "port": 4321, "workers": 3}.items():
        monkeypatch.setitem(settings.__dict__, name, value)
    monkeypatch.setattr(os, "environ", {"HOME": "/"})
    monkeypatch.setattr(sys, "argv", ["serve", "--host", "127.0.0.1"])
    monkeypatch.setattr(serve, "Server", Server)
    monkeypatch.setattr(serve, "look_first", lambda: found.did.append("looked"))
    monkeypatch.setattr(metrics, "begin_anew", lambda: found.did.append("began counting"))
    serve.main()
    return found


def test_what_the_store_needs_is_looked_at_before_anything_is_served(started: Started):
    assert started.did == ["looked", "began counting", "served"]


def test_as_many_workers_as_there_should_be_each_replaced_when_it_dies(started: Started):
    assert (started.target, started.given["factory"]) == ("rxapp.rxapp:app", True)
    assert started.given["interface"] == Interfaces.ASGI
    assert (started.given["address"], started.given["port"]) == ("127.0.0.1", 4321)
    assert (started.given["workers"], started.given["respawn_failed_workers"]) == (settings.processes, True)
    assert settings.processes == 3


def test_a_write_under_way_may_end_before_its_worker_is_killed(started: Started):
    assert started.given["workers_kill_timeout"] > FINISHING_SECONDS


def test_reflex_serves_the_pages_that_are_built_and_builds_nothing(started: Started):
    assert {name: started.environment[name] for name in serve.OF_REFLEX} == {
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_BACKEND_ONLY": "true",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }


def test_the_states_of_an_earlier_version_are_thrown_away_and_nothing_else(started: Started, tmp_path: Path):
    assert started.environment["REFLEX_STATES_WORKDIR"] == str(tmp_path / "states")
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]


def test_a_store_that_has_had_no_states_yet_starts_as_well(started: Started):
    serve.main()
    assert started.did[-1] == "served"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder in which several workers count."""
    monkeypatch.setitem(settings.__dict__, "data_dir", tmp_path)
    folder = tmp_path / "metrics"
    folder.mkdir()
    return folder


def test_what_an_earlier_run_has_counted_is_forgotten(counted: Path):
    for name in ("counter_12.db", "gauge_livesum_12.db", "notes.txt"):
        (counted / name).touch()
    metrics.begin_anew()
    assert [one.name for one in counted.iterdir()] == ["notes.txt"]


def test_the_sockets_of_a_worker_that_is_gone_are_counted_no_longer(counted: Path, monkeypatch: pytest.MonkeyPatch):
    gone: list[int] = []
    monkeypatch.setattr(metrics.multiprocess, "mark_process_dead", gone.append)
    nobody = int(Path("/proc/sys/kernel/pid_max").read_text()) + 1  # no process has this number
    for process in (nobody, os.getpid()):
        (counted / f"gauge_livesum_{process}.db").touch()
        (counted / f"counter_{process}.db").touch()
    metrics.forget_the_dead()
    assert gone == [nobody]


def test_of_workers_that_are_gone_no_socket_is_open():
    """By this name the library leaves them out of the sum."""
    assert metrics.SOCKETS._multiprocess_mode == "livesum"


@pytest.mark.parametrize(
    ("raised", "outcome"),
    [(None, "done"), (BeingPaid(), BeingPaid.code), (ZeroDivisionError(), "ZeroDivisionError")],
    ids=["done", "refused", "failed"],
)
async def test_how_long_something_took_is_told_in_seconds_with_what_came_of_it(
    monkeypatch: pytest.MonkeyPatch, raised: Exception | None, outcome: str
):
    times = iter([100.0, 100.25])
    monkeypatch.setattr(metrics, "time", SimpleNamespace(perf_counter=lambda: next(times)))
    counted: list[tuple[str, float]] = []

    def labels(outcome: str) -> Any:
        return SimpleNamespace(observe=lambda seconds: counted.append((outcome, seconds)))

    async def work() -> None:
        if raised:
            raise raised

    with suppress(BeingPaid, ZeroDivisionError):
        await metrics.timed(SimpleNamespace(labels=labels))(work)()  # pyright: ignore[reportArgumentType]
    assert counted == [(outcome, 0.25)]
