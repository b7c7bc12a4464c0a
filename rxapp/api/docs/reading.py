"""`/openapi.json` for programs, `/api` for people."""

from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from rxapp.api.docs import openapi, reference
from rxapp.api.endpoints.table import ENDPOINTS
from rxapp.settings import settings
from rxapp.shop.catalog import CATALOG


async def openapi_document(_request: Request) -> Response:
    """The OpenAPI document."""
    return JSONResponse(described())


async def reference_page(_request: Request) -> Response:
    """The same, to read."""
    return HTMLResponse(reference.page(described(), CATALOG.store))


@cache
def described() -> dict[str, Any]:
    return openapi.document(ENDPOINTS, f"HTTP endpoints of {CATALOG.store}", settings.origin)
