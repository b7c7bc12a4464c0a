"""What a request says of itself: where it comes from, and what it brings."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxapp import logs
from rxapp.api.answers import on_start
from rxapp.settings import settings


def address_of(scope: Scope, proxies: int = settings.trusted_proxy_hops) -> str:
    """The address of whoever asks: as our own proxies saw it, never as the asker says."""
    seen = [part.strip() for part in ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")]
    if proxies and len(seen) >= proxies and seen[-proxies]:
        return seen[-proxies]
    client = scope.get("client")
    return client[0] if client else "unknown"


def sends_json(request: Request) -> bool:
    """Whether it says that its body is JSON, which a form of another site can't say."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def request_ids(app: ASGIApp) -> ASGIApp:
    """Gives each request an id, which its log records and its answer carry."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        request_id = logs.bind_request()

        def add(_message: Message, headers: MutableHeaders) -> None:
            headers["x-request-id"] = request_id

        await app(scope, receive, on_start(send, add))

    return serve
