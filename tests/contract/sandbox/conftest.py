"""An account for every test, clients of it, and a receiver of webhooks."""

import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import stripe

from tests.serving import ROOT, Server, free_port

PREVIEW = "2025-03-31.basil; checkout_server_update_beta=v1;"
WAIT_SECONDS = 60

stripe.enable_telemetry = False
HTTP = stripe.HTTPXClient(allow_sync_methods=True)  # for calls that are not awaited; making one takes long


def sandbox_server(folder: Path, *arguments: str) -> Server:
    """The local Stripe alone, as `python -m rxapp.sandbox` starts it."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "rxapp.sandbox", "--port", str(port), "--data-dir", str(folder), *arguments]
    return Server(command, port, {"PYTHONPATH": str(ROOT)}, folder / "server.log", "/_sandbox/")


@dataclass
class Account:
    """An account of its own, and the ways to it."""

    name: str
    base: str
    _http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._http = httpx.Client(base_url=self.base, timeout=30, verify=False)  # to load certificates takes long

    @property
    def secret_key(self) -> str:
        return f"sk_test_{self.name}"

    @property
    def publishable_key(self) -> str:
        return f"pk_test_{self.name}"

    def client(self, *, preview: bool = False, **options: Any) -> stripe.StripeClient:
        version = {"stripe_version": PREVIEW} if preview else {}
        options.setdefault("http_client", HTTP)
        return stripe.StripeClient(self.secret_key, base_addresses={"api": self.base}, **version, **options)

    def browse(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """What Stripe.js sends."""
        return self._http.post(path, json={"key": self.publishable_key, **body})

    def control(self, path: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
        response = self._http.request(method, f"/_sandbox/api/{self.name}/{path}", json=body or {})
        assert response.status_code == 200, response.text
        return response.json()

    def look(self, path: str = "") -> Any:
        response = self._http.get(f"/_sandbox/api/{self.name}/{path}".rstrip("/"))
        assert response.status_code == 200, response.text
        return response.json()

    def raw(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Without any SDK, so that nothing is put right on the way."""
        options.setdefault("headers", {"authorization": f"Bearer {self.secret_key}"})
        return self._http.request(method, path, **options)

    def close(self) -> None:
        self._http.close()


class Receiver:
    """An endpoint for webhooks that keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, str]] = []
        self.answers: list[int] = []
        self._changed = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                with receiver._changed:
                    receiver.got.append((body, self.headers["stripe-signature"]))
                    status = receiver.answers.pop(0) if receiver.answers else 200
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()
                with receiver._changed:
                    receiver._changed.notify_all()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/webhooks"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def wait(self, count: int) -> list[tuple[bytes, str]]:
        """The bodies and signatures, once there are so many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.got) >= count, WAIT_SECONDS), self.got
            return list(self.got)

    def types(self, count: int, secret: str) -> list[str]:
        """The types of the events, once there are so many, each verified."""
        return [stripe.Webhook.construct_event(body, sign, secret).type for body, sign in self.wait(count)]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def make_account(local_stripe: str) -> Iterator[Callable[[], Account]]:
    made: list[Account] = []

    def make() -> Account:
        made.append(Account(uuid4().hex, local_stripe))
        return made[-1]

    yield make
    for account in made:
        account.close()


@pytest.fixture
def account(make_account: Callable[[], Account]) -> Account:
    return make_account()


@pytest.fixture
def client(account: Account) -> stripe.StripeClient:
    return account.client()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def cart() -> dict[str, Any]:
    """Parameters of a session: two teas at 18.00 and a kettle at 64.00."""
    return {
        "mode": "payment",
        "ui_mode": "elements",
        "line_items": [item("Tea", 1800, 2), item("Kettle", 6400, 1)],
    }


def item(name: str, unit_amount: int, quantity: int = 1, currency: str = "usd") -> Any:
    """A line item with a price of its own."""
    data = {"currency": currency, "unit_amount": unit_amount, "product_data": {"name": name}}
    return {"price_data": data, "quantity": quantity}
