"""The way of a call: key, parameters, faults, idempotency, the resource, one transaction, the answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from pydantic_core import from_json, to_json

from ..clock import Clock, Timers
from ..deliveries import Deliveries
from ..faults import Fault, Faults, refusal
from ..resources.call import Call, Route
from ..resources.expansion import expand
from ..rules import identifiers
from ..rules.api_version import API_VERSION, asks_for_preview, knows_version
from ..rules.errors import StripeError, invalid, unknown_address, unknown_version
from ..rules.parameters import Parameters
from ..store import Store
from . import accounts, forms
from .idempotency import Answer, Answers, fingerprint
from .request_log import Entry, RequestLog
from .routing import Routes

_logger = logging.getLogger("rxapp.sandbox")


@dataclass(slots=True)
class Request:
    """A call as it came over the wire. Header names are in small letters."""

    method: str
    path: str
    query: bytes
    headers: dict[str, str]
    body: bytes
    origin: str
    id: str = field(default_factory=lambda: identifiers.new("req", 14))

    @property
    def version(self) -> str:
        return self.headers.get("stripe-version", API_VERSION)

    @property
    def is_json(self) -> bool:
        return self.body[:1] == b"{"


@dataclass(slots=True)
class Reply:
    """An answer, or a connection that breaks instead of one."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    dropped: bool = False


@dataclass(slots=True)
class _Exchange:
    """What becomes known of a call while it is answered."""

    request: Request
    values: dict[str, Any] = field(default_factory=dict)
    form: forms.Pairs = field(default_factory=list)
    namespace: str | None = None
    key: str | None = None
    from_browser: bool = False
    faults: list[Fault] = field(default_factory=list)
    error: str | None = None
    replayed: bool = False


class Api:
    """Answers the calls of `/v1/`.

    Args:
        on_due: What to do with an object whose time has come.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        timers: Timers,
        deliveries: Deliveries,
        faults: Faults,
        log: RequestLog,
        routes: list[Route],
        on_due: Callable[[Call, str], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._timers = timers
        self._deliveries = deliveries
        self._faults = faults
        self._log = log
        self._answers = Answers(store)
        self._on_due = on_due
        self._routes = Routes()
        for route in routes:
            self._routes.add(route)

    async def answer(self, request: Request) -> Reply:
        started = time.perf_counter()
        exchange = _Exchange(request)
        try:
            reply = await self._answer(exchange)
        except StripeError as error:
            reply = self._refuse(exchange, error)
        except Exception:
            _logger.exception("%s %s", request.method, request.path)
            reply = self._refuse(exchange, StripeError(500, "An unknown error occurred", type="api_error"))
        reply.headers["request-id"] = request.id
        reply.headers["stripe-version"] = request.version
        if exchange.key:
            reply.headers["idempotency-key"] = exchange.key
        self._note(exchange, reply, started)
        return reply

    async def _answer(self, exchange: _Exchange) -> Reply:
        request = exchange.request
        found = self._routes.find(request.method, request.path)
        if found is None:
            accounts.of_secret_key(request.headers.get("authorization"))
            raise unknown_address(request.method, request.path)
        route, ids = found
        self._read(exchange, route)
        if exchange.namespace is None:
            return self._carry_out(exchange, route, ids, b"")
        self._clock.register(exchange.namespace)
        preview = asks_for_preview(request.version)
        exchange.faults = self._faults.for_call(exchange.namespace, request.method, request.path, preview=preview)
        if exchange.key is None:
            return await self._go_through(exchange, route, ids, b"")
        mark = fingerprint(request.method, request.path, exchange.form)
        earlier = self._answers.begin(exchange.namespace, exchange.key, mark)
        if earlier is not None:
            exchange.replayed = True
            headers = {"idempotent-replayed": "true", "original-request": earlier.request}
            return Reply(earlier.status, earlier.body, headers)
        try:
            return await self._go_through(exchange, route, ids, mark)
        finally:
            self._answers.end(exchange.namespace, exchange.key)

    def _read(self, exchange: _Exchange, route: Route) -> None:
        """Who asks, and what."""
        request = exchange.request
        authorization = request.headers.get("authorization")
        if request.method == "POST" and request.is_json and route.access != "secret":
            exchange.values = _object(request.body)
            exchange.form = [("", request.body.decode())]
        else:
            exchange.form = forms.pairs(request.query) + (forms.pairs(request.body) if request.body else [])
            exchange.values = forms.decode(exchange.form)
        if route.access == "open":
            return
        if route.access == "secret" or (route.access == "both" and authorization):
            exchange.namespace = accounts.of_secret_key(authorization)
        else:
            exchange.namespace = accounts.of_publishable_key(exchange.values.pop("key", None))
            exchange.from_browser = True
        if not knows_version(request.version):
            raise unknown_version(request.version)
        if request.method == "POST":
            exchange.key = request.headers.get("idempotency-key") or None

    async def _go_through(self, exchange: _Exchange, route: Route, ids: list[str], mark: bytes) -> Reply:
        """Carries the call out, with the faults that befall it."""
        for fault in exchange.faults:
            if fault.kind == "latency":
                await asyncio.sleep(fault.seconds)
            if fault.kind == "connection_reset":
                return Reply(0, b"", dropped=True)
            error = refusal(fault, exchange.request.version)
            if error is not None:
                raise error
        reply = self._carry_out(exchange, route, ids, mark)
        reply.dropped = any(fault.kind == "answer_lost" for fault in exchange.faults)
        return reply

    def _carry_out(self, exchange: _Exchange, route: Route, ids: list[str], mark: bytes) -> Reply:
        call = self._call(exchange)
        if exchange.namespace is not None:
            self.run_due(exchange.namespace)
        params = _parameters(route, call).check(exchange.values)
        if exchange.request.method == "GET":
            return Reply(200, self._body(call, route, params, ids))
        try:
            with self._store.transaction():
                reply = self._execute(exchange, call, route, params, ids)
                self._keep(exchange, mark, reply)
        except StripeError as error:
            reply = self._refuse(exchange, error)
            with self._store.transaction():
                self._keep(exchange, mark, reply)
        self._deliveries.wake()
        return reply

    def _execute(self, exchange: _Exchange, call: Call, route: Route, params: Any, ids: list[str]) -> Reply:
        try:
            return Reply(200, self._body(call, route, params, ids))
        except StripeError as error:
            if not error.keeps_changes:
                raise
            return self._refuse(exchange, error)

    def _body(self, call: Call, route: Route, params: Any, ids: list[str]) -> bytes:
        paths = params.get("expand")
        resource = route.handler(call, params, *map(unquote, ids))
        return to_json(expand(call, resource, paths) if paths else resource)

    def _keep(self, exchange: _Exchange, mark: bytes, reply: Reply) -> None:
        if exchange.key is None or exchange.namespace is None:
            return
        answer = Answer(reply.status, reply.body, exchange.request.id)
        self._answers.keep(exchange.namespace, exchange.key, mark, answer, int(time.time()))

    def _refuse(self, exchange: _Exchange, error: StripeError) -> Reply:
        exchange.error = error.body["message"]
        if exchange.namespace is not None:
            page = f"{exchange.request.origin}/_sandbox/#/{exchange.namespace}/requests"
            error.body["request_log_url"] = page
        return Reply(error.status, to_json({"error": error.body}), dict(error.headers))

    def _call(self, exchange: _Exchange) -> Call:
        request = exchange.request
        call = self.call(exchange.namespace or "")
        call.request_id = request.id
        call.idempotency_key = exchange.key
        call.version = request.version
        call.origin = request.origin
        call.from_browser = exchange.from_browser
        return call

    def call(self, namespace: str) -> Call:
        """A call that nobody made: a time that came, or the control page."""
        return Call(
            self._store,
            self._clock,
            self._timers,
            self._deliveries,
            self._store.objects(namespace),
            namespace,
            self._clock.now(namespace),
        )

    def run_due(self, namespace: str) -> None:
        """Does what has become due in a namespace."""
        due = self._timers.due(namespace, self._clock.now(namespace))
        if not due:
            return
        with self._store.transaction():
            call = self.call(namespace)
            for id in due:
                self._on_due(call, id)
        self._deliveries.wake()

    def prune(self, namespace: str) -> None:
        """Forgets answers that are too old to be given again."""
        self._answers.prune(namespace, int(time.time()))

    def _note(self, exchange: _Exchange, reply: Reply, started: float) -> None:
        if exchange.namespace is None:
            return
        request = exchange.request
        entry = Entry(
            id=request.id,
            time=time.time(),
            method=request.method,
            path=request.path,
            params=exchange.values,
            status=reply.status,
            milliseconds=round((time.perf_counter() - started) * 1000, 2),
            idempotency_key=exchange.key,
            replayed=exchange.replayed,
            version=reply.headers["stripe-version"],
            fault=", ".join(fault.kind for fault in exchange.faults),
            error=exchange.error,
        )
        self._log.add(exchange.namespace, entry)


def _parameters(route: Route, call: Call) -> Parameters:
    if route.browser is not None and call.from_browser:
        return route.browser
    return route.preview if route.preview is not None and call.preview else route.parameters


def _object(body: bytes) -> dict[str, Any]:
    try:
        return from_json(body)
    except ValueError as error:
        raise invalid("Invalid request: the body is not JSON.") from error
