"""What every answer to a browser passes through."""

from collections.abc import Callable, Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxapp.api.answers import on_start
from rxapp.visitor.cookie import cookie_for_socket, new_cookie, shopper_in
from rxapp.visitor.merchant_cookie import merchant_cookie_for_socket, signed_in_until

FONTS = "/fonts/"


def shopper_cookie(app: ASGIApp) -> ASGIApp:
    """Gives a browser its cart cookie with the first page, so that the socket that follows already carries it."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        shopper = shopper_in(Headers(scope=scope).get("cookie", ""))
        if scope["type"] == "websocket":
            scope = _without_cookie(scope, shopper)
        known = scope["type"] != "http" or shopper
        await app(scope, receive, send if known else on_start(send, _give_cookie))

    return serve


def _without_cookie(scope: Scope, shopper: str | None) -> Scope:
    """Reflex keeps a socket's headers in the state store, where the cookie itself must not be."""
    until = signed_in_until(Headers(scope=scope).get("cookie", ""))
    carried = [cookie_for_socket(shopper)] if shopper else []
    carried += [merchant_cookie_for_socket(until)] if until else []
    headers = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    if carried:
        headers.append((b"cookie", "; ".join(carried).encode()))
    return {**scope, "headers": headers}


def pages_by_name(routes: Iterable[str]) -> Callable[[ASGIApp], ASGIApp]:
    """Answers `/checkout` with its page at once, where a file server would send the browser to `/checkout/` first.

    Whoever writes the address another way is sent to it: the page's script knows only the one.
    """
    named = frozenset(routes) - {"404"}

    def around(app: ASGIApp) -> ASGIApp:
        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                return await app(scope, receive, send)
            path, meant = scope["path"], _name(scope["path"])
            if meant in named and path != meant:
                return await _sent_to(meant, scope)(scope, receive, send)
            if path == NOT_BUILT:
                scope = _at(scope, "/404")
            elif path in named - {"/"}:
                scope = _at(scope, f"{path}.html")
            return await app(scope, receive, send)

        return serve

    return around


NOT_BUILT = "/__spa-fallback.html"  # what Reflex builds for pages that are no files; the store has none


def _name(path: str) -> str:
    """How a page's address is written."""
    return f"/{path.lower().strip('/')}".removesuffix(".html").removesuffix("/index") or "/"


def _sent_to(path: str, scope: Scope) -> RedirectResponse:
    query = scope["query_string"].decode()
    return RedirectResponse(f"{path}?{query}" if query else path, status_code=308)


def _at(scope: Scope, path: str) -> Scope:
    return {**scope, "path": path, "raw_path": path.encode()}


def cache_headers(app: ASGIApp) -> ASGIApp:
    """Files whose name holds their hash are kept for good, and so are fonts: another one has another name.

    Everything else is asked for again.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        kept = _keep if path.startswith(("/assets/", FONTS)) else _ask_again
        await app(scope, receive, on_start(on_start(send, _for_frames) if path.startswith(FONTS) else send, kept))

    return serve


def _give_cookie(_message: Message, headers: MutableHeaders) -> None:
    if headers.get("content-type", "").startswith("text/html"):
        headers.append("set-cookie", new_cookie())
        headers["cache-control"] = "no-store"  # a page with a cookie in its head belongs to one browser


def _keep(message: Message, headers: MutableHeaders) -> None:
    if message["status"] == 200:
        headers["cache-control"] = "public, max-age=31536000, immutable"


def _ask_again(_message: Message, headers: MutableHeaders) -> None:
    headers.setdefault("cache-control", "no-cache")


def _for_frames(_message: Message, headers: MutableHeaders) -> None:
    """The payment form's frames are of another origin; an answer that nothing has changed must say so as well."""
    headers["access-control-allow-origin"] = "*"
