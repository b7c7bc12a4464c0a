"""How the local Stripe is started: its arguments, what its process is told, and how long it lives."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rxapp.sandbox import __main__ as start
from rxapp.sandbox.__main__ import Standalone, create, main
from rxapp.sandbox.app import create_sandbox

NAMES = ("RXAPP_SANDBOX_DATABASE", "RXAPP_SANDBOX_FORWARD_TO", "RXAPP_SANDBOX_WEBHOOK_SECRET")


class Server:
    """One that says what it would say and serves nothing."""

    served = False

    def on_startup(self, announce: Callable[[], None]) -> None:
        self._announce = announce

    def serve(self) -> None:
        self.served = True
        self._announce()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Where servers were started."""
    at: list[tuple[Any, ...]] = []

    def server_at(*place: Any) -> Server:
        at.append(place)
        return Server()

    monkeypatch.setattr(start, "server_at", server_at)
    for name in (*NAMES, "STRIPE_SECRET_KEY"):
        monkeypatch.setenv(name, "")
    return at


def told() -> dict[str, str]:
    """What the process that serves is told."""
    return {name.removeprefix("RXAPP_SANDBOX_"): os.environ[name] for name in NAMES}


def test_it_serves_this_machine_alone_unless_it_is_told_otherwise(
    started: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    main([])
    assert started == [("127.0.0.1", 12111)]
    assert told() == {"DATABASE": str(Path(".data", "stripe.db")), "FORWARD_TO": "", "WEBHOOK_SECRET": ""}
    said = capsys.readouterr().out
    assert "http://127.0.0.1:12111/_sandbox/" in said and "Webhooks" not in said


def test_what_it_is_given_goes_to_its_process(
    started: list[tuple[Any, ...]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    webhooks = ["--forward-to", "http://shop/hooks", "--webhook-secret", "whsec_mine"]
    main(["--host", "0.0.0.0", "--port", "99", "--data-dir", str(tmp_path), *webhooks])
    assert started == [("0.0.0.0", 99)]
    file = str(tmp_path / "stripe.db")
    assert told() == {"DATABASE": file, "FORWARD_TO": "http://shop/hooks", "WEBHOOK_SECRET": "whsec_mine"}
    said = capsys.readouterr().out
    assert "http://0.0.0.0:99" in said and "http://shop/hooks, signed with whsec_mine" in said


def test_a_secret_is_made_and_said_where_webhooks_have_none(
    started: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--forward-to", "http://shop/hooks"])
    secret = told()["WEBHOOK_SECRET"]
    assert secret.startswith("whsec_") and f"signed with {secret}" in capsys.readouterr().out


def test_a_live_key_keeps_it_from_serving(started: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_0123456789")
    with pytest.raises(SystemExit, match="live key"):
        main([])
    assert (started, told()["DATABASE"]) == ([], "")


def test_one_process_serves_the_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(start, "Server", lambda target, **more: given.update(target=target, **more))
    start.server_at("127.0.0.1", 99)
    assert (given["target"], given["factory"], given["workers"]) == ("rxapp.sandbox.__main__:create", True, 1)
    assert (given["address"], given["port"], given["log_access"]) == ("127.0.0.1", 99, False)


@pytest.mark.parametrize(
    ("forward_to", "secret"), [("http://shop/hooks", "whsec_mine"), ("", "whsec_mine"), ("", ""), ("http://shop", "")]
)
def test_its_process_makes_what_it_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, forward_to: str, secret: str
) -> None:
    for name, value in zip(NAMES, (str(tmp_path / "here.db"), forward_to, secret), strict=True):
        monkeypatch.setenv(name, value)
    sandbox = create()._sandbox  # pyright: ignore[reportPrivateUsage]
    deliveries, store = sandbox._deliveries, sandbox._store  # pyright: ignore[reportPrivateUsage]
    assert store._path == tmp_path / "here.db"  # pyright: ignore[reportPrivateUsage]
    assert deliveries._forward_to == (forward_to or None)  # pyright: ignore[reportPrivateUsage]
    assert sandbox.webhook_secret == deliveries._webhook_secret  # pyright: ignore[reportPrivateUsage]
    assert sandbox.webhook_secret == secret if secret else sandbox.webhook_secret.startswith("whsec_")


async def test_it_lives_as_long_as_its_server(tmp_path: Path) -> None:
    sandbox = create_sandbox(tmp_path / "stripe.db")
    standalone, coming, going = Standalone(sandbox), asyncio.Queue[Any](), asyncio.Queue[Any]()
    living = asyncio.create_task(standalone({"type": "lifespan"}, coming.get, going.put))
    await coming.put({"type": "lifespan.startup"})
    assert await going.get() == {"type": "lifespan.startup.complete"}
    assert await status(standalone, "/_sandbox/api/") == 200
    await coming.put({"type": "lifespan.shutdown"})
    assert await going.get() == {"type": "lifespan.shutdown.complete"}
    await living
    with pytest.raises(RuntimeError, match="not running"):
        await status(standalone, "/_sandbox/api/")


async def status(standalone: Standalone, path: str) -> int:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    await standalone(scope, receive, send)
    return sent[0]["status"]
