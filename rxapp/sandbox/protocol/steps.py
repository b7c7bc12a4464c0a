"""The steps of a call's way, in their order. Each does its part and calls the next; `api.py` says why they stand so.

A step takes what it works with, `then`, which is all the steps after it, and the exchange. Those that have something to
do on the way back, and stand where a call may wait, are coroutines.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from pydantic_core import from_json, to_json

from ..clock import Clock
from ..deliveries import Deliveries
from ..faults import Faults, refusal
from ..resources.call import Call
from ..resources.expansion import expand
from ..rules.addresses import is_stripes
from ..rules.errors import StripeError, absent_address, invalid, unknown_address
from ..rules.parameters import Parameters
from ..store import Store
from ..versions.accounts import AccountVersions
from ..versions.version import named
from . import accounts, forms
from .exchange import Exchange, Reply
from .idempotency import KeptReplies
from .request_log import Entry, RequestLog
from .routing import Routes

Then = Callable[[Exchange], Any]
"""The steps that follow: a reply, or what can be awaited for one."""

_CONNECT_HEADERS = ("stripe-account", "stripe-context")
_logger = logging.getLogger("rxapp.sandbox")


async def note(log: RequestLog, then: Then, exchange: Exchange) -> Reply:
    """Notes the call and what came of it, for the page that shows both."""
    started = time.perf_counter()
    reply: Reply = await then(exchange)
    if exchange.namespace:
        milliseconds = round((time.perf_counter() - started) * 1000, 2)
        log.add(exchange.namespace, _entry(exchange, reply, milliseconds))
    return reply


def _entry(exchange: Exchange, reply: Reply, milliseconds: float) -> Entry:
    request = exchange.request
    return Entry(
        id=request.id,
        time=time.time(),
        method=request.method,
        path=request.path,
        params=exchange.values,
        status=reply.status,
        milliseconds=milliseconds,
        idempotency_key=exchange.idempotency_key,
        replayed=exchange.replayed,
        version=exchange.version.name,
        fault=", ".join(fault.kind for fault in exchange.faults),
        error=exchange.error,
    )


async def label(then: Then, exchange: Exchange) -> Reply:
    """Says which request this is the reply to."""
    reply: Reply = await then(exchange)
    reply.headers["request-id"] = exchange.request.id
    reply.headers["stripe-version"] = exchange.request.version or exchange.version.name
    if exchange.idempotency_key:
        reply.headers["idempotency-key"] = exchange.idempotency_key
    return reply


async def explain(then: Then, exchange: Exchange) -> Reply:
    """Turns whatever goes wrong into one of Stripe's error bodies."""
    try:
        return await then(exchange)
    except StripeError as error:
        return _refused(exchange, error)
    except Exception:
        _logger.exception("%s %s", exchange.request.method, exchange.request.path)
        return _refused(exchange, StripeError(500, "An unknown error occurred", type="api_error"))


def _refused(exchange: Exchange, error: StripeError) -> Reply:
    exchange.error = error.body["message"]
    if exchange.namespace:
        error.body["request_log_url"] = f"{exchange.request.origin}/_sandbox/#/{exchange.namespace}/requests"
    body = error.body
    if not exchange.version.is_newest:
        body = exchange.version.back(body, exchange.call.find if hasattr(exchange, "call") else _nothing)
    return Reply(error.status, to_json({"error": body}), dict(error.headers))


def _nothing(_id: str) -> None:
    """Finds no object, where the call got nowhere near one."""


def route(routes: Routes, then: Then, exchange: Exchange) -> Any:
    """Finds the resource. Who has no key is not even told that there is none."""
    request = exchange.request
    found = routes.find(request.method, request.path)
    if found is None:
        accounts.of_secret_key(request.headers.get("authorization"))
        known = is_stripes(request.method, request.path)
        raise (absent_address if known else unknown_address)(request.method, request.path)
    exchange.route, exchange.ids = found
    return then(exchange)


def read(then: Then, exchange: Exchange) -> Any:
    """Reads the parameters: a form, or the JSON of this server's own browser half."""
    request = exchange.request
    if request.method == "POST" and request.is_json and exchange.route.access != "secret":
        exchange.values = _object(request.body)
        exchange.form = [("", request.body.decode())]
    else:
        exchange.form = forms.pairs(request.query) + (forms.pairs(request.body) if request.body else [])
        exchange.values = forms.decode(exchange.form)
    return then(exchange)


def _object(body: bytes) -> dict[str, Any]:
    try:
        return from_json(body)
    except ValueError as error:
        raise invalid("Invalid request: the body is not JSON.") from error


def identify(then: Then, exchange: Exchange) -> Any:
    """Finds out whose key it is. An account has no others below it here."""
    for header in _CONNECT_HEADERS:
        if exchange.request.headers.get(header):
            raise invalid(f"The local Stripe does not do Connect: leave out the header `{header.title()}`.")
    access, authorization = exchange.route.access, exchange.request.headers.get("authorization")
    if access == "secret" or (access == "both" and authorization):
        exchange.namespace = accounts.of_secret_key(authorization)
    elif access != "open":
        exchange.namespace = accounts.of_publishable_key(exchange.values.pop("key", None))
        exchange.from_browser = True
    return then(exchange)


def check_version(then: Then, exchange: Exchange) -> Any:
    """Refuses a version of the API that there is none of. This server's own browser half speaks the newest."""
    said = exchange.request.version
    if said is not None and exchange.namespace and not exchange.from_browser:
        exchange.version = named(said)
    return then(exchange)


def register(clock: Clock, versions: AccountVersions, then: Then, exchange: Exchange) -> Any:
    """Makes an account of a key that is new. Who names no version speaks that of the account."""
    namespace = exchange.namespace
    if namespace:
        clock.register(namespace)
        if not exchange.from_browser:
            versions.begin(namespace, exchange.version)
            if exchange.request.version is None:
                exchange.version = versions.of(namespace)
    return then(exchange)


def draw_faults(faults: Faults, then: Then, exchange: Exchange) -> Any:
    """Takes the faults that wait for such a call."""
    request = exchange.request
    preview = exchange.version.preview
    exchange.faults = faults.for_call(exchange.namespace, request.method, request.path, preview=preview)
    return then(exchange)


async def once(replies: KeptReplies, then: Then, exchange: Exchange) -> Reply:
    """Carries out a call with an idempotency key only once, and gives the same reply again."""
    key = exchange.request.headers.get("idempotency-key")
    if not key or not exchange.namespace or exchange.request.method != "POST":
        return await then(exchange)
    exchange.idempotency_key = key
    earlier = replies.begin(exchange, key)
    if earlier is not None:
        exchange.replayed = True
        return earlier
    try:
        return await then(exchange)
    finally:
        replies.end(exchange, key)


async def befall(then: Then, exchange: Exchange) -> Reply:
    """Lets the faults happen. The last step that waits for anything."""
    for fault in exchange.faults:
        if fault.kind == "latency":
            await asyncio.sleep(fault.seconds)
        if fault.kind == "connection_reset":
            return Reply(0, b"", dropped=True)
        error = refusal(fault, exchange.version.name)
        if error is not None:
            raise error
    reply: Reply = then(exchange)
    reply.dropped = any(fault.kind == "answer_lost" for fault in exchange.faults)
    return reply


def begin(make_call: Callable[..., Call], then: Then, exchange: Exchange) -> Any:
    """Makes the call that the resource sees, with the time as it is now."""
    request = exchange.request
    exchange.call = make_call(
        exchange.namespace,
        request_id=request.id,
        idempotency_key=exchange.idempotency_key,
        version=exchange.version,
        origin=request.origin,
        from_browser=exchange.from_browser,
    )
    return then(exchange)


def catch_up(run_due: Callable[[str], None], then: Then, exchange: Exchange) -> Any:
    """Does first what has become due meanwhile."""
    run_due(exchange.namespace)
    return then(exchange)


def check(then: Then, exchange: Exchange) -> Any:
    """Brings the parameters forward, from the version that the caller speaks to the newest, and checks them."""
    values, route = exchange.values, exchange.route
    if not exchange.version.is_newest:
        values = exchange.version.forward(f"{route.method} {route.path}", values)
    exchange.params = _parameters(exchange).check(values)
    return then(exchange)


def _parameters(exchange: Exchange) -> Parameters:
    route = exchange.route
    if route.browser is not None and exchange.from_browser:
        return route.browser
    return route.preview if route.preview is not None and exchange.call.preview else route.parameters


def write(store: Store, replies: KeptReplies, deliveries: Deliveries, then: Then, exchange: Exchange) -> Reply:
    """Everything that a call changes, and its reply, in one transaction; of a refused one the reply alone."""
    if exchange.request.method == "GET":
        return then(exchange)
    try:
        with store.transaction():
            reply: Reply = then(exchange)
            replies.keep(exchange, reply)
    except StripeError as error:
        reply = _refused(exchange, error)
        with store.transaction():
            replies.keep(exchange, reply)
    deliveries.wake()
    return reply


def keep_traces(then: Then, exchange: Exchange) -> Reply:
    """Ends an error before the transaction hears of it where what was written is to stay, as of a declined card."""
    try:
        return then(exchange)
    except StripeError as error:
        if not error.keeps_changes:
            raise
        return _refused(exchange, error)


def answer(exchange: Exchange) -> Reply:
    """The end of the way: what the resource says, in the version that the caller speaks."""
    call, paths = exchange.call, exchange.params.get("expand")
    resource = exchange.route.handler(call, exchange.params, *map(unquote, exchange.ids))
    if paths:
        resource = expand(call, resource, paths)
    if not exchange.version.is_newest:
        resource = exchange.version.back(resource, call.find)
    return Reply(200, to_json(resource))
