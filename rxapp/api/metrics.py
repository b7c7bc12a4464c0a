"""`GET /metrics`: what the store counted, for whoever has the token."""

import hmac

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from rxapp.metrics import text
from rxapp.settings import settings


async def metrics(request: Request) -> Response:
    """The counts of all workers. Without a token of the store's there is no such address, and none for anybody else."""
    token = settings.metrics_token.get_secret_value()
    given = request.headers.get("authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise HTTPException(404)
    return Response(await run_in_threadpool(text), media_type=CONTENT_TYPE_LATEST)
