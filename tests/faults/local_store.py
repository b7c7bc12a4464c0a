"""The use cases on a real SQLite file and the real local Stripe, in one process: no page, no sockets, no waiting."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

import httpx
import pytest
import stripe
from sqlalchemy import text
from sqlalchemy.event import listen

from rxapp.checkout import syncing
from rxapp.checkout.changing import change
from rxapp.checkout.opened_ahead import OpenedAhead
from rxapp.checkout.opening import Opened, open_session
from rxapp.checkout.placing import place
from rxapp.checkout.services import Services, first_cart
from rxapp.checkout.syncing import sync
from rxapp.checkout.webhook_events import report
from rxapp.checkout.writes_ahead import WritesAhead
from rxapp.orders import rights
from rxapp.orders.attention import Attention
from rxapp.orders.database import Answer, Database, Sqlite, Work
from rxapp.orders.events import Events
from rxapp.orders.known_customers import KnownCustomers
from rxapp.orders.leases import Leases
from rxapp.orders.ledger import Ledger
from rxapp.orders.memberships import Memberships
from rxapp.orders.migrating import migrate
from rxapp.orders.numbers import Numbers
from rxapp.orders.records import Checkout, Flow
from rxapp.orders.refund_book import RefundBook
from rxapp.orders.returns import Returns
from rxapp.orders.sales import Sales
from rxapp.payments import intents, sessions
from rxapp.payments.client import API_VERSION, RETRIES
from rxapp.payments.customers import Customers
from rxapp.payments.intents import Intents
from rxapp.payments.local_stripe import LocalStripe
from rxapp.payments.recording import Recording
from rxapp.payments.refunds import Refunds
from rxapp.payments.sessions import Sessions
from rxapp.payments.subscriptions import Subscriptions
from rxapp.payments.values import Event, Payment
from rxapp.payments.webhooks import SUBJECTS
from rxapp.sandbox.app import Sandbox, create_sandbox
from rxapp.shop.changes import AddProduct, SetAddOn
from tests.local_stripe import ADDRESS, PATIENCE_SECONDS, AsgiWire, unhurried
from tests.statements import share_statements

ORIGIN = "http://localhost:3000"
ALL: Any = {"limit": 100}
Meanwhile = Callable[[httpx.Request], Awaitable[httpx.Response | None]]
Retouch = Callable[[dict[str, Any]], None]
IN_MEMORY = Path(":memory:")  # SQLite's own name: nobody looks for this Stripe after the block
NOTHING_AHEAD = timedelta(days=365)  # unless a test says so, the form asks for a write before it begins
WRITTEN = ("/v1/checkout/sessions/", "/v1/payment_intents/")


class Wire(AsgiWire):
    """To the local Stripe. Counts the writes under way."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox.asgi)
        self.writing: dict[str, int] = {}
        self.most_writes = 0
        self.answers_to_lose = 0  # on the way back, repeated ones too, unlike a fault of the local Stripe
        self.meanwhile: Meanwhile | None = None  # what happens while a call of the store's is on its way
        self.retouch: Retouch | None = None  # what is changed in an answer to the store, on its way back

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        writes = request.method == "POST" and path.startswith(WRITTEN) and "authorization" in request.headers
        if not writes:
            return await self._answer(request)
        self.writing[path] = self.writing.get(path, 0) + 1
        self.most_writes = max(self.most_writes, self.writing[path])
        try:
            return await self._answer(request)
        finally:
            self.writing[path] -= 1

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        of_the_store = "authorization" in request.headers
        if of_the_store and self.meanwhile and (instead := await self.meanwhile(request)):
            return instead
        response = await super().handle_async_request(request)
        if self.answers_to_lose and of_the_store:
            self.answers_to_lose -= 1
            raise httpx.ReadError("the answer was lost", request=request)
        if of_the_store and self.retouch and response.status_code == 200:
            answer = json.loads(await response.aread())
            self.retouch(answer)
            return httpx.Response(200, json=answer, request=request)
        return response


def refusal(code: str = "", param: str = "", message: str = "No.", status: int = 400, **more: str) -> httpx.Response:
    """Stripe's answer when it won't do something."""
    error = {"type": "invalid_request_error", "message": message, "code": code, "param": param, **more}
    return httpx.Response(status, json={"error": {name: text for name, text in error.items() if text}})


class Turnstile(Database):
    """The store's database; whoever wants to come in between others says after how many of their transactions."""

    def __init__(self, url: str) -> None:
        super().__init__(url, busy_seconds=PATIENCE_SECONDS)
        if isinstance(self._transactions, Sqlite):
            listen(self.engine, "connect", _without_waiting)
            self._transactions.in_thread = _at_once
        share_statements(self)
        self._waiting: list[tuple[int, asyncio.Event]] = []
        self._ended = 0

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def run(self, work: Work[Answer]) -> Answer:
        try:
            return await super().run(work)
        finally:
            self._ended += 1
            self._let_in(self._ended)
            await asyncio.sleep(0)

    @asynccontextmanager
    async def busy(self) -> AsyncIterator[None]:
        """Somebody else has the turn for as long as the block lasts, and nobody waits for it."""
        assert isinstance(self._transactions, Sqlite)
        patience, self._transactions.busy_seconds = self._transactions.busy_seconds, 0.01
        async with self._transactions._turn():
            yield
        self._transactions.busy_seconds = patience

    async def after(self, turns: int) -> None:
        """Waits until so many transactions have ended from now on, or nobody else has anything to do."""
        if turns:
            self._waiting.append((self._ended + turns, here := asyncio.Event()))
            await here.wait()

    def let_all_in(self) -> None:
        self._let_in(max(turn for turn, _ in self._waiting))

    def _let_in(self, until: int) -> None:
        for turn, here in self._waiting:
            if turn <= until:
                here.set()
        self._waiting = [(turn, here) for turn, here in self._waiting if turn > until]


def _without_waiting(connection: Any, _record: object) -> None:
    """No test here cuts the power."""
    connection.execute("PRAGMA synchronous = OFF")


async def _at_once(work: Callable[[], Answer]) -> Answer:
    """Here, and not in a thread: the order of what happens is the same each time."""
    return work()


class Patience(Recording, stripe.HTTPXClient):
    """Stripe's own HTTP client on that wire; its pauses between retries are too long for thousands of runs."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(verify_ssl_certs=False)  # nothing is loaded that this wire has no use for
        self._client_async = httpx.AsyncClient(transport=wire)

    async def sleep_async(self, secs: float) -> None:
        await asyncio.sleep(0)


@dataclass(frozen=True)
class LocalStore:
    """The services of a store and the browser's way to its Stripe, with an account of its own."""

    services: Services
    database: Turnstile
    wire: Wire
    http: httpx.AsyncClient
    account: str
    _client: Patience

    def with_new_account(self, flow: Flow = Flow.CHECKOUT_SESSION) -> "LocalStore":
        """The same database and the same Stripe, and another account there, which is paid this way."""
        account = uuid4().hex
        services = replace(self._served_by(account), ledger=Ledger(self.database, flow, first_cart()))
        return replace(self, account=account, services=services)

    def _served_by(self, account: str) -> Services:
        client = _stripe_client(account, self._client)
        return replace(
            self.services,
            customers=Customers(client),
            sessions=Sessions(client),
            intents=Intents(client),
            refunds=Refunds(client),
            subscriptions=Subscriptions(client),
            local_stripe=LocalStripe(f"sk_test_{account}", ADDRESS, self.wire),
        )

    def another_worker(self, database: Database | None = None) -> Services:
        """Services with nothing in common but the database and Stripe; `database` is another way to the same one."""
        services = replace(self._served_by(self.account), ahead=WritesAhead(), _writers=WeakValueDictionary())
        services = replace(services, opened_ahead=OpenedAhead())
        if database is None:
            return services
        ledger, events, leases = Ledger(database, first_cart=first_cart()), Events(database), Leases(database)
        books = {
            "known_customers": KnownCustomers(database),
            "memberships": Memberships(database),
            "sales": Sales(database),
            "refund_book": RefundBook(database),
        }
        return replace(services, ledger=ledger, events=events, leases=leases, returns=Returns(database), **books)

    @property
    def stripe(self) -> stripe.StripeClient:
        return _stripe_client(self.account, self._client)

    async def control(self, path: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
        response = await self.http.request(method, f"/_sandbox/api/{self.account}/{path}", json=body or {})
        assert response.status_code == 200, response.text
        return response.json()

    async def calls(self, method: str = "*", path: str = "*") -> list[dict[str, Any]]:
        """The calls as Stripe received them, oldest first; a path may have a `*`."""
        calls = reversed(await self.control("requests", method="GET"))
        return [call for call in calls if fnmatchcase(call["method"], method) and fnmatchcase(call["path"], path)]

    async def fault(self, kind: str, **more: Any) -> None:
        await self.control("faults", {"kind": kind, **more})

    async def no_faults(self) -> None:
        await self.control("faults", method="DELETE")

    async def confirmation(
        self, client_secret: str, amount: int, card: str, email: str | None = "anna@example.com"
    ) -> dict[str, Any] | None:
        """What Stripe.js does on Pay, and the answer that it gets; None if the payment didn't come about."""
        id = client_secret.split("_secret_")[0]
        is_intent = id.startswith("pi_")
        path = f"/v1/payment_intents/{id}/confirm_in_browser" if is_intent else f"/v1/payment_pages/{id}/confirm"
        body = {
            "key": f"pk_test_{self.account}",
            "client_secret": client_secret,
            "expected_amount": amount,
            "payment_method": card,
            **({"return_url": f"{ORIGIN}/complete"} if is_intent else {}),
            **({"receipt_email" if is_intent else "email": email} if email else {}),
        }
        try:
            response = await self.http.post(path, json=body)
        except httpx.TransportError:
            return None
        return response.json() if response.status_code == 200 else None

    async def confirm(self, client_secret: str, amount: int, card: str = "pm_card_visa", **more: Any) -> bool:
        """Pays, with a card whose bank asks nothing."""
        return await self.confirmation(client_secret, amount, card, **more) is not None

    async def answer_the_bank(self, question: str, outcome: str) -> bool:
        """What the shopper says on the bank's page. False if the question is no longer open."""
        response = await self.http.post(f"/v1/three_d_secure/{question}", json={"outcome": outcome})
        return response.status_code == 200

    async def payments(self) -> dict[str, Payment]:
        """Everything that is paid at Stripe, by the id of its session or intent."""
        stripe = self.stripe.v1
        of_sessions = [sessions.parse(one, []) for one in (await stripe.checkout.sessions.list_async(ALL)).data]
        of_intents = [intents.parse(one) for one in (await stripe.payment_intents.list_async(ALL)).data]
        return {one.id: one for one in of_sessions + of_intents if one.paid and one.checkout_id}

    async def raw_events(self) -> list[dict[str, Any]]:
        """The events as Stripe sends them, newest first."""
        return await self.control("objects/kind:event", method="GET")

    async def events(self) -> list[Event]:
        """Everything that Stripe has to report, oldest first; no fault befalls this look."""
        found = await self.raw_events()
        subjects = [event["data"]["object"] for event in found]
        return [
            Event(event["id"], event["type"], subject["id"] if subject["object"] in SUBJECTS else None)
            for event, subject in zip(reversed(found), reversed(subjects), strict=True)
        ]

    async def query(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """Reads the database."""
        return await self.database.run(
            lambda session: [dict(row) for row in session.execute(text(sql), values).mappings()]
        )

    async def opened(self, shopper: str, slug: str = "yame-sencha") -> Opened:
        """A shopper with one product in front of the payment form."""
        checkout = await change(self.services, shopper, None, AddProduct(slug=slug))
        return await open_session(self.services, checkout.id, ORIGIN)

    async def toggled(self, shopper: str, checkout_id: str, on: bool = True) -> Checkout:
        return await change(self.services, shopper, checkout_id, SetAddOn(key="gift_wrap", on=on))

    async def synced(self, checkout_id: str) -> Checkout:
        return await sync(self.services, checkout_id)

    async def paid(self, shopper: str) -> Opened:
        """A shopper whose payment Stripe has, and nobody has reported."""
        opened = await self.opened(shopper)
        checkout = opened.checkout
        await place(self.services, shopper, checkout.id, checkout.revision, checkout.quote.total)
        assert await self.confirm(opened.client_secret, opened.checkout.quote.total)
        return opened

    async def report_all(self) -> None:
        for event in await self.events():
            await report(self.services, event)


def _stripe_client(account: str, http: Patience) -> stripe.StripeClient:
    return stripe.StripeClient(
        f"sk_test_{account}",
        stripe_version=API_VERSION,
        base_addresses={"api": ADDRESS},
        max_network_retries=RETRIES,
        http_client=http,
    )


@asynccontextmanager
async def local_store(folder: Path, template: Path | None = None, url: str = "") -> AsyncIterator[LocalStore]:
    """Opens everything for as long as the block lasts.

    Args:
        template: A database file with all tables, which is quicker to copy than to make.
        url: A database that has them already, instead of a file.
    """
    file = folder / "store.db"
    if template:
        shutil.copy(template, file)
    elif not url:
        await asyncio.to_thread(migrate, f"sqlite:///{file}")
    url = url or f"sqlite:///{file}"
    database, sandbox = Turnstile(url), create_sandbox(IN_MEMORY)
    async with sandbox.running():
        wire = Wire(sandbox)
        client, account = Patience(wire), uuid4().hex
        services = Services(
            ledger=Ledger(database, first_cart=first_cart()),
            events=Events(database),
            leases=Leases(database),
            known_customers=KnownCustomers(database),
            memberships=Memberships(database),
            returns=Returns(database),
            sales=Sales(database),
            refund_book=RefundBook(database),
            attention=Attention(database),
            numbers=Numbers(database),
            customers=Customers(_stripe_client(account, client)),
            sessions=Sessions(_stripe_client(account, client)),
            intents=Intents(_stripe_client(account, client)),
            refunds=Refunds(_stripe_client(account, client)),
            subscriptions=Subscriptions(_stripe_client(account, client)),
            local_stripe=LocalStripe(f"sk_test_{account}", ADDRESS, wire),
        )
        async with httpx.AsyncClient(transport=wire, base_url=ADDRESS) as http:
            with unhurried(), pytest.MonkeyPatch.context() as patch:
                patch.setattr(rights, "BURST", NOTHING_AHEAD)
                patch.setattr(syncing, "PAUSE_SECONDS", 0)
                yield LocalStore(services, database, wire, http, account, client)
    await database.close()
