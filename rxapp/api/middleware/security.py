"""What guards every answer and every request: the security headers, and that only our own pages may ask for changes."""

import logging
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxapp.api.answers import on_start, refused
from rxapp.api.middleware.content_security import Scripts, content_security_policy, stripe_origins
from rxapp.logs import AtMost
from rxapp.settings import Settings

logger = logging.getLogger(__name__)
logger.addFilter(AtMost(60))

YEAR = 60 * 60 * 24 * 365
HARMLESS_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_BODY = 2**20


def security_headers(settings: Settings, scripts: Scripts) -> Callable[[ASGIApp], ASGIApp]:
    """Tells browsers what our answers may not be used for."""
    everywhere = headers_everywhere(settings)

    def add(_message: Message, headers: MutableHeaders) -> None:
        headers.update(everywhere)
        if headers.get("content-type", "").startswith("text/html"):
            headers["content-security-policy"] = content_security_policy(settings, scripts.hashes, scripts.sockets)

    def around(app: ASGIApp) -> ASGIApp:
        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            await app(scope, receive, on_start(send, add))

        return serve

    return around


def headers_everywhere(settings: Settings) -> dict[str, str]:
    """The headers of every answer, pages and files and JSON alike."""
    payers = " ".join(["self", *(f'"{origin}"' for origin in stripe_origins(settings))])
    headers = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "permissions-policy": f"payment=({payers}), camera=(), microphone=(), geolocation=(), usb=()",
        # popups: some banks and wallets open one and report back to the page
        "cross-origin-opener-policy": "same-origin-allow-popups",
    }
    return headers | ({"strict-transport-security": f"max-age={YEAR}"} if settings.https else {})


def own_pages_only(origins: tuple[str, ...]) -> Callable[[ASGIApp], ASGIApp]:
    """Refuses what a page of another site sends: its browser would add our cookie to it.

    A request without an Origin comes from no page; Stripe's webhooks do. The socket has the same rule in Reflex.
    """

    def around(app: ASGIApp) -> ASGIApp:
        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["method"] not in HARMLESS_METHODS:
                origin = Headers(scope=scope).get("origin")
                if origin and origin not in origins:
                    answer = refused(403, "origin_not_allowed", "Only the store's own pages may ask for this.")
                    await answer(scope, receive, send)
                    return
            await app(scope, receive, send)

        return serve

    return around


def small_bodies_only(app: ASGIApp) -> ASGIApp:
    """Stops reading a body that is larger than anything we are sent in earnest."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def receiving() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if scope["type"] == "http" and read > LARGEST_BODY:
                raise HTTPException(413, "That is more than we read.")
            return message

        await app(scope, receiving, send)

    return serve


def broken_sockets_end(app: ASGIApp) -> ASGIApp:
    """Ends a socket that sends what its protocol doesn't know, with one line in the log."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except Exception as error:
            if scope["type"] != "websocket":
                raise
            logger.warning("a socket was ended: %s", type(error).__name__)

    return serve
