"""How often one address may ask the HTTP endpoints."""

from collections.abc import Callable, Sequence

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxapp.api.answers import on_start, refused
from rxapp.api.middleware.request import address_of
from rxapp.visitor.rate_limits import RateLimits

WEBHOOKS = "/webhooks/"


def limited(routes: Sequence[BaseRoute], limits: RateLimits) -> Callable[[ASGIApp], ASGIApp]:
    """Answers 429 to an address that asks these routes too often.

    Stripe may report as often as it likes: of webhooks only those count that we refuse.
    """

    def around(app: ASGIApp) -> ASGIApp:
        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not any(route.matches(scope)[0] != Match.NONE for route in routes):
                await app(scope, receive, send)
                return
            address = address_of(scope)
            if seconds := await limits.seconds_until_next_request(address):
                await _too_many(seconds)(scope, receive, send)
                return
            status = await _status_of(app, scope, receive, send)
            if not scope["path"].startswith(WEBHOOKS) or status in (400, 405, 413):
                await limits.count_request(address)

        return serve

    return around


def _too_many(seconds: int) -> ASGIApp:
    message = f"Too many requests. Please try again in {seconds} seconds."
    return refused(429, "too_many_requests", message, {"retry-after": str(seconds)})


async def _status_of(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> int:
    statuses: list[int] = []

    def note(message: Message, _headers: object) -> None:
        statuses.append(message["status"])

    await app(scope, receive, on_start(send, note))
    return statuses[0] if statuses else 500
