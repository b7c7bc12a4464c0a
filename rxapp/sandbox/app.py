"""The local Stripe as one ASGI app: the API, Stripe.js, and the page that shows it all."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from .browser import files, words
from .clock import Clock, Timers
from .control import commands, page
from .control.commands import Control
from .deliveries import Deliveries
from .faults import Faults
from .protocol import accounts
from .protocol.api import Api
from .protocol.exchange import Reply, Request
from .protocol.request_log import RequestLog
from .resources.billing_portal import sessions as portal_sessions
from .resources.checkout import creation
from .rules import identifiers
from .store import Store, find_anywhere
from .versions.accounts import AccountVersions

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_logger = logging.getLogger("rxapp.sandbox")
_STRIPE_JS = re.compile(rf"/(?:(v3)/?|({'|'.join(files.TRAINS)})/stripe\.js)")
_CHALLENGE = re.compile("/_sandbox/(three_d_secure|redirect)/")
_HOSTED_PAGE = re.compile(r"/c/pay/(\w+)")
# Nothing of version 2 is here, and its clients, too, are told so in a way that they understand.
_API = ("/v1/", "/v2/")
_PORTAL = re.compile(r"/p/session/(test_\w+)")
_EMBEDDED_PAGE = "/_sandbox/elements/embedded-checkout-inner.html"
_LARGEST_BODY = 2**20
_TAKES_GZIP = re.compile(r"(?:^|,)\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)", re.IGNORECASE)
_PRUNING_SECONDS = 3600
# The API is open to every origin as Stripe's is: a page may be served from anywhere. No cookies.
_CORS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "authorization, content-type, idempotency-key, stripe-version",
    "access-control-expose-headers": "request-id",
    "access-control-max-age": "600",
}


def create_sandbox(database: Path, *, forward_to: str | None = None, webhook_secret: str | None = None) -> Sandbox:
    """A local Stripe that keeps everything in one SQLite file.

    Args:
        database: The file. Made when it does not exist.
        forward_to: An address that gets the events of every account, as with `stripe listen --forward-to`.
        webhook_secret: What signs them; a new one is made when none is given.

    Raises:
        RuntimeError: If `STRIPE_SECRET_KEY` is a live key.
    """
    accounts.refuse_live_key()
    return Sandbox(database, forward_to, webhook_secret or identifiers.webhook_secret())


class Sandbox:
    """A local Stripe. Use `create_sandbox`."""

    def __init__(self, database: Path, forward_to: str | None, webhook_secret: str) -> None:
        self.webhook_secret = webhook_secret
        self._store = Store(database)
        self._clock = Clock(self._store)
        self._faults = Faults()
        self._log = RequestLog()
        self._deliveries = Deliveries(
            self._store, self._clock, self._faults, forward_to=forward_to, webhook_secret=webhook_secret
        )
        versions = AccountVersions(self._store)
        self._api = Api(
            store=self._store,
            clock=self._clock,
            timers=Timers(self._store),
            deliveries=self._deliveries,
            versions=versions,
            faults=self._faults,
            log=self._log,
        )
        self._control = Control(
            store=self._store,
            clock=self._clock,
            faults=self._faults,
            deliveries=self._deliveries,
            versions=versions,
            log=self._log,
            api=self._api,
        )

    @staticmethod
    def owns(path: str) -> bool:
        """Whether this app answers a path."""
        pages = (_STRIPE_JS, _HOSTED_PAGE, _PORTAL)
        return path.startswith((*_API, "/_sandbox/")) or path == "/_sandbox" or any(p.fullmatch(path) for p in pages)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keeps the store open, the webhooks going and the clock ticking."""
        self._store.open()
        self._clock.load()
        tasks = [asyncio.create_task(self._deliveries.run()), asyncio.create_task(self._tick())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task
            self._store.close()

    async def _tick(self) -> None:
        """Sees to what time alone makes due."""
        ticks = 0
        while True:
            for namespace in self._store.namespaces():
                try:
                    self._api.run_due(namespace)
                except Exception:
                    # One that cannot end must not keep the others from it.
                    _logger.exception("what is due in %s", namespace)
                if ticks % _PRUNING_SECONDS == 0:
                    self._api.prune(namespace)
            ticks += 1
            await asyncio.sleep(1)

    async def asgi(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers every address that `owns` names."""
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        if scope["method"] == "OPTIONS" and not path.startswith("/_sandbox/api/"):
            reply = Reply(204, b"", dict(_CORS))
        elif path.startswith(_API):
            reply = await self._answer_api(scope, receive)
        elif path.startswith(commands.PREFIX):
            reply = await self._answer_control(scope, receive)
        else:
            reply = self._serve(path, scope)
        await _send(reply, send)

    async def _answer_api(self, scope: Scope, receive: Receive) -> Reply:
        body = await request_body(receive)
        if body is None:
            return Reply(413, b"")
        reply = await self._api.answer(_request(scope, body))
        reply.headers["content-type"] = "application/json"
        reply.headers.update(_CORS)
        return reply

    async def _answer_control(self, scope: Scope, receive: Receive) -> Reply:
        body = await request_body(receive)
        return Reply(413, b"") if body is None else self._control.answer(_request(scope, body))

    def _serve(self, path: str, scope: Scope) -> Reply:
        found = self._file(path, words.language_for(self._locale(path, scope), _header(scope, b"accept-language")))
        if found is None:
            return Reply(404, b"Not found", {"content-type": "text/plain; charset=utf-8"})
        body, kind = found
        headers = {"content-type": kind, "cache-control": "no-cache", "vary": "accept-encoding, accept-language"}
        headers |= {"etag": _tag(body)} | (page.HEADERS if page.owns(path) else _headers(path))
        if headers["etag"] in _header(scope, b"if-none-match"):
            return Reply(304, b"", headers)
        if _TAKES_GZIP.search(_header(scope, b"accept-encoding")):
            body, headers["content-encoding"] = _packed(body), "gzip"
        return Reply(200, body, headers)

    def _locale(self, path: str, scope: Scope) -> str | None:
        """What is asked for in the address; a page with a session speaks as that says."""
        hosted, portal = _HOSTED_PAGE.fullmatch(path), _PORTAL.fullmatch(path)
        if hosted:
            found = find_anywhere(self._store, creation.KIND, hosted[1])
        elif portal:
            found = find_anywhere(self._store, portal_sessions.KIND, portal_sessions.id_of(portal[1]))
        else:
            return dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("locale")
        return found[1].object["locale"] if found else None

    def _file(self, path: str, language: str) -> tuple[bytes, str] | None:
        script = _STRIPE_JS.fullmatch(path)
        if script is not None:
            return files.stripe_js(script[1] or script[2]), "text/javascript; charset=utf-8"
        if _HOSTED_PAGE.fullmatch(path):
            return files.checkout_page(language)
        if _PORTAL.fullmatch(path):
            return files.portal_page(language)
        if path.startswith("/_sandbox/elements/"):
            return files.element_file(path.removeprefix("/_sandbox/elements/"), language)
        challenge = _CHALLENGE.match(path)
        if challenge is not None:
            return files.challenge_page(challenge[1], language)
        return page.file(path)


def _headers(path: str) -> dict[str, str]:
    """Those of what pages load. A hosted page stands alone, an embedded one in any page."""
    if _HOSTED_PAGE.fullmatch(path) or _PORTAL.fullmatch(path):
        return {"content-security-policy": f"{files.CHECKOUT_POLICY}; frame-ancestors 'none'"}
    if path == _EMBEDDED_PAGE:
        return {"content-security-policy": files.CHECKOUT_POLICY}
    return _CORS


def _header(scope: Scope, name: bytes) -> str:
    return dict(scope["headers"]).get(name, b"").decode("latin-1")


@lru_cache(maxsize=64)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body)


@lru_cache(maxsize=64)
def _tag(body: bytes) -> str:
    """Names a body, packed or not, so that a browser that has it already needn't load it again."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'


def _request(scope: Scope, body: bytes) -> Request:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    scheme = headers.get("x-forwarded-proto", scope.get("scheme", "http"))
    origin = f"{scheme}://{headers.get('host', 'localhost')}"
    return Request(scope["method"], scope["path"], scope["query_string"], headers, body, origin)


async def request_body(receive: Receive) -> bytes | None:
    """The body, or None if it is too large."""
    message = await receive()
    body = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > _LARGEST_BODY:
            return None
    return body


async def _send(reply: Reply, send: Send) -> None:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in reply.headers.items()]
    if reply.dropped:
        await drop(send)
        return
    if reply.status != 304:  # which has the length of what it leaves out, or says nothing of it
        headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


async def drop(send: Send) -> None:
    """Breaks the connection: a head that contradicts itself no server writes, so that it closes without an answer."""
    headers = [(b"content-length", b"2"), (b"transfer-encoding", b"chunked")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})
