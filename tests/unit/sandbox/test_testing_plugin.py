"""The pytest plugin: what each of its words asks of the server, and how the server is started and ended."""

import inspect
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rxapp.sandbox import testing
from rxapp.sandbox.testing import LocalStripe, LocalStripeError

ADDRESS = "http://127.0.0.1:9"
server_of: Callable[..., Iterator[tuple[str, str]]] = inspect.unwrap(testing.local_stripe_server)  # pyright: ignore[reportArgumentType, reportAssignmentType]
webhooks_of: Callable[[], str] = inspect.unwrap(testing.local_stripe_webhooks)  # pyright: ignore[reportArgumentType, reportAssignmentType]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The requests that were made, each answered with an id."""
    requests: list[Any] = []

    def answer(request: Any) -> dict[str, str]:
        requests.append(request)
        return {"id": "fault_1"}

    monkeypatch.setattr(testing, "_answer", answer)
    return requests


@pytest.mark.parametrize(
    ("ask", "method", "path", "body"),
    [
        (lambda at: at.fault("latency"), "POST", "faults", {"kind": "latency"}),
        (
            lambda at: at.fault("server_error", path="/v1/x", times=None, skip=2),
            "POST",
            "faults",
            {"kind": "server_error", "path": "/v1/x", "times": None, "skip": 2},
        ),
        (lambda at: at.end_faults("fault_1"), "DELETE", "faults/fault_1", {}),
        (lambda at: at.end_faults(), "DELETE", "faults", {}),
        (lambda at: at.advance(60), "POST", "clock", {"seconds": 60}),
        (
            lambda at: at.pay("cs_1"),
            "POST",
            "pay/cs_1",
            {"payment_method": "pm_card_visa", "email": "buyer@example.com"},
        ),
        (
            lambda at: at.pay("cs_1", "pm_card_chargeDeclined", "ada@example.com"),
            "POST",
            "pay/cs_1",
            {"payment_method": "pm_card_chargeDeclined", "email": "ada@example.com"},
        ),
        (lambda at: at.requests(), "GET", "requests", None),
        (lambda at: at.control("GET", "objects"), "GET", "objects", None),
        (lambda at: at.control("POST", "version", version="x"), "POST", "version", {"version": "x"}),
    ],
)
def test_each_word_is_one_call_of_the_control_api(
    asked: list[Any], ask: Callable[[LocalStripe], Any], method: str, path: str, body: Any
) -> None:
    ask(LocalStripe(ADDRESS, "ada", "whsec_x"))
    [request] = asked
    assert (request.get_method(), request.full_url) == (method, f"{ADDRESS}/_sandbox/api/ada/{path}")
    assert (request.data and json.loads(request.data)) == body
    assert request.headers["Content-type"] == "application/json"


def test_a_fault_is_known_by_its_id(asked: list[Any]) -> None:
    assert LocalStripe(ADDRESS, "ada", "whsec_x").fault("latency") == "fault_1"


def test_each_test_begins_an_account_of_its_own(asked: list[Any]) -> None:
    first, second = testing.begun(ADDRESS, "whsec_x"), testing.begun(ADDRESS, "whsec_x")
    assert first.account != second.account
    assert (first.address, first.webhook_secret) == (ADDRESS, "whsec_x")
    assert first.secret_key == f"sk_test_{first.account}" and first.publishable_key == f"pk_test_{first.account}"
    assert [request.full_url for request in asked] == [f"{ADDRESS}/v1/account"] * 2
    assert [request.headers["Authorization"] for request in asked] == [
        f"Bearer {account.secret_key}" for account in (first, second)
    ]


class Process:
    """A server that was started, or ended at once."""

    def __init__(self, returncode: int | None) -> None:
        self.returncode, self.ended = returncode, ""

    def poll(self) -> int | None:
        return self.returncode

    def terminate(self) -> None:
        self.ended += "terminated "

    def wait(self) -> None:
        self.ended += "waited for"


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    """Starts the fixture's server: the arguments, the process, and the generator that ends it."""

    def started(webhooks: str = "", *, returncode: int | None = None, answers: bool = True) -> Any:
        process, commands = Process(returncode), []

        def popen(command: list[str], **_options: Any) -> Process:
            commands.append(command)
            return process

        def urlopen(_address: str) -> Any:
            if not answers:
                raise ConnectionRefusedError
            return SimpleNamespace(close=lambda: None)

        seconds = iter(range(1000))
        monkeypatch.setattr(testing, "subprocess", SimpleNamespace(Popen=popen, DEVNULL=subprocess.DEVNULL))
        monkeypatch.setattr(
            testing, "urllib", SimpleNamespace(request=SimpleNamespace(urlopen=urlopen), error=testing.urllib.error)
        )
        standing = SimpleNamespace(monotonic=lambda: next(seconds), sleep=lambda _seconds: None)
        monkeypatch.setattr(testing, "time", standing)
        factory = SimpleNamespace(mktemp=lambda _name: tmp_path)
        return commands, process, server_of(factory, webhooks)

    return started


@pytest.mark.parametrize("webhooks", ["", "http://shop/hooks"])
@pytest.mark.parametrize("command", [None, "uvx 'local stripe' -q"])
def test_the_server_is_started_once_and_ended(
    start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, webhooks: str, command: str | None
) -> None:
    monkeypatch.delenv("LOCAL_STRIPE_COMMAND", raising=False)
    if command:
        monkeypatch.setenv("LOCAL_STRIPE_COMMAND", command)
    commands, process, server = start(webhooks)
    address, secret = next(server)
    [given] = commands
    program = ["uvx", "local stripe", "-q"] if command else [sys.executable, "-m", "rxapp.sandbox"]
    port = address.rpartition(":")[2]
    forwarding = ["--forward-to", webhooks] if webhooks else []
    arguments = ["--port", port, "--data-dir", str(tmp_path), "--webhook-secret", secret, *forwarding]
    assert given == [*program, *arguments]
    assert address == f"http://127.0.0.1:{port}" and int(port) > 0 and secret.startswith("whsec_")
    assert process.ended == ""
    with pytest.raises(StopIteration):
        next(server)
    assert process.ended == "terminated waited for"


@pytest.mark.parametrize(
    ("returncode", "says"), [(3, "the local Stripe ended at once, with 3"), (None, "no answer from http://127.0.0.1:")]
)
def test_a_server_that_does_not_come_is_said_so_and_ended(
    start: Callable[..., Any], returncode: int | None, says: str
) -> None:
    _, process, server = start(returncode=returncode, answers=False)
    with pytest.raises(LocalStripeError, match=says):
        next(server)
    assert process.ended == "terminated waited for"


def test_webhooks_go_nowhere_unless_a_project_says_where() -> None:
    assert webhooks_of() == ""
