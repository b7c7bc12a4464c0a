"""The order in which requests pass through the middlewares, and answers back."""

from collections.abc import Callable, Iterable, Sequence

from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from rxapp.api.middleware.content_security import Scripts
from rxapp.api.middleware.pages import cache_headers, pages_by_name, shopper_cookie
from rxapp.api.middleware.rate_limiting import limited
from rxapp.api.middleware.request import request_ids
from rxapp.api.middleware.security import broken_sockets_end, own_pages_only, security_headers, small_bodies_only
from rxapp.settings import Settings
from rxapp.visitor.rate_limits import RateLimits

Middleware = Callable[[ASGIApp], ASGIApp]


def in_order(
    settings: Settings, routes: Sequence[BaseRoute], limits: RateLimits, pages: Iterable[str], scripts: Scripts
) -> list[Middleware]:
    """Every middleware, the innermost first: the last one sees a request first, and its answer last.

    Args:
        routes: The addresses beside the pages, which are rate-limited.
        pages: The routes of the pages that are files.
        scripts: What the pages may run.
    """
    # Read from the bottom. The id comes first, so that every line of the log and every answer carries it, refusals
    # too; then the headers that every answer needs. A cookie is given before anything can answer with a page, and how
    # long an answer is kept goes by the address as the browser wrote it, so before a page's own name is put in. Who
    # asks too often is told so before anything is read; whose page it is, before its body is; and what a socket breaks
    # is caught beside the app, where nothing else stands between.
    return [
        broken_sockets_end,
        small_bodies_only,
        own_pages_only(settings.allowed_origins),
        limited(routes, limits),
        pages_by_name(pages),
        cache_headers,
        shopper_cookie,
        security_headers(settings, scripts),
        request_ids,
    ]
