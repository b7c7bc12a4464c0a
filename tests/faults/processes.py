"""The store and the local Stripe as two processes that can be killed, and what their books say."""

import json
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from itsdangerous import URLSafeSerializer

from rxapp.settings import LOCAL_PUBLISHABLE_KEY, LOCAL_SECRET_KEY
from tests.contract.sandbox.conftest import sandbox_server
from tests.serving import PAUSE, Server, eventually, running, store_server

COOKIE_KEY, WEBHOOK_SECRET = "a key for the cookies of tests", "whsec_of_tests"
ACCOUNT = LOCAL_SECRET_KEY.removeprefix("sk_test_")
QUICK = {"PAYMENT_SECONDS": "0.5", "RECONCILE_SECONDS": "2"}
ONLY_BACKEND = {"__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "false"}
SLOW_SECONDS = 0.6


@dataclass
class StoreProcesses:
    """Where a cell of the table is played."""

    store: Server
    stripe: Server
    folder: Path
    hands: ThreadPoolExecutor = field(default_factory=ThreadPoolExecutor)
    lines: ExitStack = field(default_factory=ExitStack)
    latest_fault: float = 0.0

    def new_cookie(self) -> str:
        """A shopper of one's own."""
        return str(URLSafeSerializer(COOKIE_KEY, salt="cart").dumps(f"sh_{uuid4().hex[:24]}"))

    def shopper_of(self, cookie: str) -> str:
        return URLSafeSerializer(COOKIE_KEY, salt="cart").loads(cookie)

    def everything_works(self) -> None:
        """Ends every fault, whoever was killed by it."""
        for server in (self.stripe, self.store):
            if not server.alive:
                server.start()
        self.control("faults", method="DELETE")

    # The database.

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(f"file:{self.folder / 'store' / 'store.db'}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(query, values)]

    def checkout(self, shopper: str) -> dict[str, Any]:
        """The shopper's latest checkout."""
        return self.rows("SELECT * FROM checkouts WHERE shopper = ? ORDER BY created_at DESC LIMIT 1", shopper)[0]

    @contextmanager
    def locked_database(self) -> Iterator[None]:
        """Somebody else is writing, for as long as the block lasts and until the store has had to wait for it."""
        with closing(sqlite3.connect(self.folder / "store" / "store.db", isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            yield
            PAUSE.wait(SLOW_SECONDS)
            database.execute("ROLLBACK")

    # The local Stripe.

    @property
    def stripe_url(self) -> str:
        return f"http://127.0.0.1:{self.stripe.port}"

    def control(self, path: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
        answer = httpx.request(method, f"{self.stripe_url}/_sandbox/api/{ACCOUNT}/{path}", json=body or {}, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, kind: str, call: tuple[str, str], **more: Any) -> str:
        method, path = call
        self.latest_fault = time.time()
        return self.control("faults", {"kind": kind, "method": method, "path": path, **more})["id"]

    def has_struck(self, fault: str) -> None:
        """Waits until a call has met this fault."""
        eventually(lambda: fault not in {one["id"] for one in self.control("faults", method="GET")})

    def struck(self, kind: str) -> bool:
        """Whether the latest fault, which is of this kind, befell a call."""
        calls = self.control("requests", method="GET")
        return any(kind in call["fault"] and call["time"] >= self.latest_fault for call in calls)

    def session(self, session_id: str) -> dict[str, Any]:
        return self.control(f"objects/{session_id}", method="GET")["object"]

    def stripe_js(self, path: str, **body: Any) -> httpx.Response:
        """What the script in the browser asks Stripe."""
        return httpx.post(f"{self.stripe_url}{path}", json={"key": LOCAL_PUBLISHABLE_KEY, **body}, timeout=30)

    def sessions_of(self, checkout_id: str) -> list[dict[str, Any]]:
        """Every session that was ever made for a checkout and is among the latest."""
        found = self.control("objects/kind:checkout.session", method="GET")
        return [session for session in found if session["client_reference_id"] == checkout_id]


@contextmanager
def opened_processes(folder: Path, **environment: str) -> Iterator[StoreProcesses]:
    """Starts both processes; the store speaks to that Stripe, and gets its webhooks. `environment` adds settings."""
    store = store_server(folder / "store", CART_SECRET=COOKIE_KEY, STRIPE_WEBHOOK_SECRET=WEBHOOK_SECRET)
    webhooks = ["--forward-to", f"{store.url}/webhooks/stripe", "--webhook-secret", WEBHOOK_SECRET]
    with running(sandbox_server(folder / "stripe", *webhooks)) as stripe:
        store.use(STRIPE_API_BASE=f"http://127.0.0.1:{stripe.port}", **(QUICK | ONLY_BACKEND | environment))
        with running(store):
            store_processes = StoreProcesses(store, stripe, folder)
            key = {"authorization": f"Bearer {LOCAL_SECRET_KEY}"}
            httpx.get(
                f"{store_processes.stripe_url}/v1/checkout/sessions", headers=key
            )  # an account begins with its first call
            yield store_processes
            store_processes.hands.shutdown()


def total_of(quote: str) -> int:
    """What a stored quote adds up to, worked out here and not by the store."""
    told = json.loads(quote)
    lines = sum(line["unit_amount"] * line["quantity"] for line in told["lines"])
    return lines - sum(part["amount"] for part in told["deductions"]) + told["shipping_options"][0]["amount"]
