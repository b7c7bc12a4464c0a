"""`GET /health`: whether this process lives. `GET /ready`: whether it can sell, for the proxy in front of it."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rxapp.checkout.services import services
from rxapp.payments import client
from rxapp.visitor.rate_limits import rate_limits


async def health(_request: Request) -> Response:
    """200 as long as the process answers."""
    return JSONResponse({"ok": True})


async def ready(_request: Request) -> Response:
    """200 when the database is up to date and Redis answers, else 503. Stripe is told of: the shop goes on without."""
    needed = {"database": await _database(), "redis": await rate_limits.can_count()}
    ok = all(needed.values())
    return JSONResponse({"ok": ok, **needed, "stripe": client.reachable()}, 200 if ok else 503)


async def _database() -> bool:
    try:
        return await services().ledger.up_to_date()
    except Exception:
        return False
