"""The endpoints as the store assembles them, on a ledger of their own and the local Stripe."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import stripe
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from rxapp.api.errors import http_error
from rxapp.api.middleware.security import own_pages_only, small_bodies_only
from rxapp.api.routes import ROUTES
from rxapp.checkout.services import Services, open_services
from rxapp.settings import settings
from tests.contract.sandbox.conftest import Account

MakeClient = Callable[[], "Client"]


@pytest.fixture
async def store(account: Account, tmp_path: Path, template: Path) -> AsyncIterator[Services]:
    url = f"sqlite:///{shutil.copy(template, tmp_path / 'store.db')}"
    async with open_services(url, account.secret_key, account.base) as services:
        yield services


class Client:
    """A client that isn't Reflex, with cookies of its own."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.http.get(path, **options)

    async def post(self, path: str, body: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        return await self.http.post(path, json=body or {}, **options)

    async def done(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer to something that must work."""
        response = await self.post(path, body)
        assert response.status_code == 200, response.text
        return response.json()

    async def opened(self, *slugs: str) -> dict[str, Any]:
        """A cart with these, and its open session."""
        for slug in slugs or ("yame-sencha",):
            await self.done("/api/checkout/add-product", {"slug": slug})
        return await self.done("/api/checkout/open")


@pytest.fixture
async def make_client(store: Services) -> AsyncIterator[MakeClient]:
    app = Starlette(routes=ROUTES, exception_handlers={HTTPException: http_error})
    guarded = own_pages_only(settings.allowed_origins)(small_bodies_only(app))
    made: list[httpx.AsyncClient] = []

    def make() -> Client:
        transport = httpx.ASGITransport(guarded, client=(f"client-{uuid4().hex}", 1))  # rate limits are per address
        made.append(httpx.AsyncClient(transport=transport, base_url=settings.origin))
        return Client(made[-1])

    yield make
    for http in made:
        await http.aclose()


@pytest.fixture
def client(make_client: MakeClient) -> Client:
    return make_client()


@pytest.fixture
def at_stripe(account: Account) -> Callable[[str], stripe.checkout.Session]:
    """Looks up a session with the official SDK."""

    def look(session_id: str) -> stripe.checkout.Session:
        sessions = account.client().v1.checkout.sessions
        return sessions.retrieve(session_id, {"expand": ["line_items"]})

    return look


def refusal(response: httpx.Response) -> tuple[int, str]:
    """The status and code of a refusal, whose shape is always the same."""
    body = response.json()
    assert set(body) == {"error"} and set(body["error"]) == {"code", "message"}, body
    assert body["error"]["message"]
    return response.status_code, body["error"]["code"]
