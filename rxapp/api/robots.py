"""`GET /robots.txt`: where search engines may look, and the list of what there is."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from rxapp.settings import settings


async def robots(_request: Request) -> Response:
    """What isn't to be found says so in its own head; the addresses for programs can't."""
    return PlainTextResponse(
        f"User-agent: *\nDisallow: /api/\nDisallow: /_sandbox/\n\nSitemap: {settings.origin}/sitemap.xml\n"
    )
