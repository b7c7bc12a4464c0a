"""A pytest plugin: Stripe for a test suite, offline. Installed with the local Stripe; it imports nothing of it.

    def test_a_buyer_pays(local_stripe):
        stripe = StripeClient(local_stripe.secret_key, base_addresses={"api": local_stripe.address})

The server runs once for all tests, in a process of its own; each test has an account of its own there. Where the local
Stripe is installed beside the tests' environment, because they need another version of Stripe's SDK than it does,
LOCAL_STRIPE_COMMAND says how it is started.
"""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

_START_SECONDS = 60
_LOOK_SECONDS = 0.05


class LocalStripeError(Exception):
    """The local Stripe said no to what a test asked of it; the text is its own."""


@dataclass(frozen=True)
class LocalStripe:
    """An account at the local Stripe that only one test knows.

    Attributes:
        address: Where the API is, `http://127.0.0.1:…`; Stripe.js is at `/v3/` and the trains' addresses below it.
        account: The account's name, which is what follows `sk_test_` in its key.
        webhook_secret: Signs what is sent to the address of the fixture `local_stripe_webhooks`.
    """

    address: str
    account: str
    webhook_secret: str

    @property
    def secret_key(self) -> str:
        """For a client on a server."""
        return f"sk_test_{self.account}"

    @property
    def publishable_key(self) -> str:
        """For Stripe.js in a page."""
        return f"pk_test_{self.account}"

    def fault(self, kind: str, **where: Any) -> str:
        """Lets a call go wrong, or a webhook.

        Args:
            kind: `card_declined`, `server_error`, `answer_lost`, `latency` …: the README's list.
            **where: `method`, `path` with `*`, `event`; `times` (1 when left out, None for ever), `skip`, `seconds`.

        Returns:
            The fault's id, for `end_faults`.

        Raises:
            LocalStripeError: There is no such fault.
        """
        return self.control("POST", "faults", kind=kind, **where)["id"]

    def end_faults(self, fault: str = "") -> None:
        """Ends one fault, or all of them."""
        self.control("DELETE", f"faults/{fault}" if fault else "faults")

    def advance(self, seconds: int) -> None:
        """Puts this account's clock forward; what becomes due by it has happened when this returns."""
        self.control("POST", "clock", seconds=seconds)

    def pay(
        self, session: str, payment_method: str = "pm_card_visa", email: str = "buyer@example.com"
    ) -> dict[str, Any]:
        """Pays a Checkout Session as a buyer would, without a browser.

        Returns:
            The session.

        Raises:
            LocalStripeError: It can't be paid, or the card is declined.
        """
        return self.control("POST", f"pay/{session}", payment_method=payment_method, email=email)

    def requests(self) -> list[dict[str, Any]]:
        """The latest calls with this account's keys, the newest first."""
        return self.control("GET", "requests")

    def control(self, method: str, command: str, **sent: Any) -> Any:
        """Anything else that the control API of the README can do."""
        url = f"{self.address}/_sandbox/api/{self.account}/{command}"
        body = None if method == "GET" else json.dumps(sent).encode()
        return _answer(urllib.request.Request(url, body, {"content-type": "application/json"}, method=method))


@pytest.fixture(scope="session")
def local_stripe_webhooks() -> str:
    """Where all events are sent to, signed with `webhook_secret`; override it in a conftest. Empty: nowhere."""
    return ""


@pytest.fixture(scope="session")
def local_stripe_server(
    tmp_path_factory: pytest.TempPathFactory, local_stripe_webhooks: str
) -> Iterator[tuple[str, str]]:
    """The server's address, and the secret that signs its webhooks."""
    command = shlex.split(os.environ.get("LOCAL_STRIPE_COMMAND", "")) or [sys.executable, "-m", "rxapp.sandbox"]
    port, secret = _free_port(), f"whsec_{uuid.uuid4().hex}"
    data = str(tmp_path_factory.mktemp("local_stripe"))
    arguments = ["--port", str(port), "--data-dir", data, "--webhook-secret", secret]
    if local_stripe_webhooks:
        arguments += ["--forward-to", local_stripe_webhooks]
    process = subprocess.Popen([*command, *arguments], stdout=subprocess.DEVNULL)  # noqa: S603 – the tests' own choice
    try:
        _wait_until_it_answers(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}", secret
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def local_stripe(local_stripe_server: tuple[str, str]) -> LocalStripe:
    """An account of the test's own."""
    return begun(*local_stripe_server)


def begun(address: str, webhook_secret: str) -> LocalStripe:
    """An account that nobody else has, at the server there."""
    account = LocalStripe(address, uuid.uuid4().hex, webhook_secret)
    headers = {"authorization": f"Bearer {account.secret_key}"}
    _answer(urllib.request.Request(f"{address}/v1/account", headers=headers))  # an account begins with its first call
    return account


def _answer(request: urllib.request.Request) -> Any:
    try:
        with urllib.request.urlopen(request) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise LocalStripeError(json.load(error)["error"]["message"]) from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise LocalStripeError(f"the local Stripe ended at once, with {process.returncode}")
        try:
            urllib.request.urlopen(f"{address}/_sandbox/").close()
            return
        except OSError:
            time.sleep(_LOOK_SECONDS)
    raise LocalStripeError(f"no answer from {address}")
