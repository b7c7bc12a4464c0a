"""`GET /health`: whether the store can sell."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rxapp.checkout.services import services


async def health(_request: Request) -> Response:
    """200 when the database answers, 503 when it doesn't."""
    try:
        await services().ledger.unfinished("nobody")
    except Exception:
        return JSONResponse({"ok": False}, 503)
    return JSONResponse({"ok": True})
