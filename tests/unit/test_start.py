"""What must be there before the store opens, and the one line that says what isn't."""

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from pydantic import SecretStr

from rxapp import port, start
from rxapp.orders.migrating import CannotUseDatabase, migrate
from rxapp.settings import Settings
from rxapp.start import CannotStart, ask_port, ask_redis, prepare
from tests import postgres
from tests.serving import ROOT, free_port


def told(**given: str | int | SecretStr) -> Settings:
    return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue, reportArgumentType]


def refusal(settings: Settings) -> str:
    with pytest.raises(CannotStart) as refused:
        prepare(settings)
    return str(refused.value)


def test_a_store_with_nothing_set_can_start_and_start_again(tmp_path: Path):
    for _ in range(2):
        prepare(told(data_dir=str(tmp_path / "new" / "folder")))
    header = (tmp_path / "new" / "folder" / "store.db").read_bytes()[:20]
    assert header[18:] == b"\x02\x02", "it keeps a log of what is written, so that connecting needs no lock"


@pytest.mark.parametrize("driver", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_a_database_that_nobody_serves_is_named_without_its_password(driver: str):
    said = refusal(told(database_url=f"{driver}://anna:geheim@127.0.0.1:{free_port()}/shop"))
    assert "DATABASE_URL" in said and "127.0.0.1" in said and "\n" not in said
    assert "geheim" not in said


def test_a_database_file_that_cannot_be_made_is_named():
    said = refusal(told(database_url="sqlite:////proc/nowhere/store.db"))
    assert "/proc/nowhere" in said and "DATABASE_URL" in said and "\n" not in said


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path):
    settings = told(data_dir=str(tmp_path))
    prepare(settings)
    with sqlite3.connect(tmp_path / "store.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999_of_tomorrow'")
    said = refusal(settings)
    assert "newer version" in said and "9999_of_tomorrow" in said and "\n" not in said


@pytest.mark.parametrize("address", ["redis://127.0.0.1:{port}", "redis://:geheim@127.0.0.1:{port}/0"])
def test_a_redis_that_does_not_answer_is_said(tmp_path: Path, address: str):
    url = SecretStr(address.format(port=free_port()))
    said = refusal(told(data_dir=str(tmp_path), reflex_redis_url=url))
    assert "REFLEX_REDIS_URL" in said and "\n" not in said
    assert "geheim" not in said


def test_of_a_long_complaint_of_redis_the_first_line_is_said(monkeypatch: pytest.MonkeyPatch):
    def complain(*_given: object, **_named: object) -> None:
        raise start.redis.RedisError("No room.\nMany more words.")

    monkeypatch.setattr(start.redis.Redis, "from_url", complain)
    said = no_redis("redis://127.0.0.1:1")
    assert said == "The store cannot start. Redis can't be used: No room. Check REFLEX_REDIS_URL."


def test_a_redis_that_takes_the_call_and_says_nothing_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(start, "REDIS_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        number = silent.getsockname()[1]
        said: list[str] = []
        asking = Thread(target=lambda: said.append(no_redis(f"redis://127.0.0.1:{number}")), daemon=True)
        asking.start()
        asking.join(5)
    assert said and said[0].startswith("The store cannot start. Redis can't be used: "), "it still waits"


def no_redis(address: str) -> str:
    with pytest.raises(CannotStart) as refused:
        ask_redis(address)
    return str(refused.value)


def test_a_port_that_is_taken_says_how_to_take_another(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(port, "SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
        with pytest.raises(CannotStart) as refused:
            ask_port(told(port=number), "dev")
    assert f"Port {number} is taken by another program. Take another: PORT=" in str(refused.value)
    assert str(refused.value).endswith(" make dev")


@pytest.mark.parametrize(
    ("state", "why"), [("ours", "by a store that runs already"), ("forbidden", "not for everybody")]
)
def test_every_port_that_cannot_be_had_is_said(monkeypatch: pytest.MonkeyPatch, state: str, why: str):
    monkeypatch.setattr(start, "state_of", lambda _port: state)
    with pytest.raises(CannotStart, match=why):
        ask_port(told(port=free_port()), "run")


def test_a_free_port_is_nothing_to_speak_of():
    ask_port(told(port=free_port()), "run")


def test_a_worker_that_gives_up_ends_as_one_that_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    ended: list[int] = []
    monkeypatch.setattr(start.os, "_exit", ended.append)
    start.give_up(CannotStart("No database."))
    assert (ended, capsys.readouterr().err) == ([1], "The store cannot start. No database.\n")


@pytest.mark.parametrize("then", ["", "run", "dev"])
@pytest.mark.parametrize("lacking", ["", "port", "books"])
def test_before_anything_else_the_port_is_looked_at_where_it_is_needed_and_then_the_books(
    monkeypatch: pytest.MonkeyPatch, then: str, lacking: str
):
    looked: list[str] = []

    def look(at: str) -> None:
        looked.append(at)
        if at.startswith(lacking or "nothing"):
            raise CannotStart("It is taken.")

    monkeypatch.setattr(start, "ask_port", lambda _settings, then: look(f"port for {then}"))
    monkeypatch.setattr(start, "prepare", lambda _settings: look("books"))
    wanted = [*([f"port for {then}"] if then else []), "books"]
    if lacking and any(one.startswith(lacking) for one in wanted):
        with pytest.raises(SystemExit, match=r"^The store cannot start\. It is taken\.$"):
            start.look_first(then)
        assert looked[-1].startswith(lacking) and looked == wanted[: len(looked)]
    else:
        start.look_first(then)
        assert looked == wanted


@pytest.mark.usefixtures("processes")
def test_the_command_ends_with_the_line_alone(tmp_path: Path):
    address = f"postgresql://anna:geheim@127.0.0.1:{free_port()}/shop"
    ended = subprocess.run(
        [sys.executable, "-m", "rxapp.start"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": address, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("The store cannot start. ") and ended.stderr.count("\n") == 1


@pytest.mark.server
def test_what_postgres_itself_refuses_is_said_too():
    with postgres.running() as server:
        with pytest.raises(CannotUseDatabase, match="nowhere"):
            migrate(server.url("nowhere"))
        database = server.create()
        command = [
            sys.executable,
            "-c",
            f"from rxapp.orders.migrating import migrate; migrate({server.url(database)!r})",
        ]
        at_once = [subprocess.Popen(command, cwd=ROOT) for _ in range(5)]
        assert [process.wait() for process in at_once] == [0] * 5, "one made the tables, the others waited"
