"""Vite's dev server behind the store: what is handed on, what comes back, and what is never Vite's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from rxapp.api.middleware import vite
from rxapp.api.middleware.content_security import content_security_policy
from rxapp.api.middleware.vite import Vite, WhileMade, pages_of_vite
from rxapp.settings import Settings
from tests.serving import free_port

Start = Callable[[], Awaitable[None]]


async def answered(request: web.Request) -> web.Response:
    """Says what it was asked."""
    if request.path == "/old":
        raise web.HTTPFound("/new")
    seen = {"asked": request.path_qs, "method": request.method, "headers": [name.lower() for name in request.headers]}
    return web.json_response(seen, status=203, headers={"etag": "7", "Keep-Alive": "timeout=5"})


@pytest.fixture
async def upstream() -> AsyncIterator[tuple[int, Start]]:
    """The port of a server that is Vite here, and what starts it."""
    runner, port = web.AppRunner(catching_all()), free_port()
    await runner.setup()
    yield port, web.TCPSite(runner, "127.0.0.1", port).start
    await runner.cleanup()


def catching_all() -> web.Application:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answered)
    return app


@pytest.fixture(autouse=True)
def web_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Reflex has written what Vite serves."""
    monkeypatch.setattr(vite, "get_web_dir", lambda: tmp_path)
    page = tmp_path / "public" / "plain" / "index.html"
    page.parent.mkdir(parents=True)
    page.touch()
    return tmp_path


def asking(app: vite.ASGIApp) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:3000")


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/", "/"),
        ("/checkout", "/checkout"),
        ("/app/routes/%5Bcart%5D._index.jsx?t=7", "/app/routes/%5Bcart%5D._index.jsx?t=7"),
        ("/@id/__x00__virtual:react-router/hmr-runtime", "/@id/__x00__virtual:react-router/hmr-runtime"),
        ("/styles/all.css?import&direct", "/styles/all.css?import&direct"),
        ("/plain/", "/plain/index.html"),
        ("/plain?a=1", "/plain/index.html?a=1"),
        ("/plain/words.js", "/plain/words.js"),
    ],
)
async def test_what_is_asked_is_handed_on_and_answered(upstream: tuple[int, Start], address: str, asked: str):
    port, start = upstream
    await start()
    async with asking(Vite(port)) as client:
        sent = {"accept": "text/css", "cookie": "cart=anna", "if-none-match": "6", "keep-alive": "timeout=9"}
        answer = await client.get(address, headers=sent)
    assert (answer.status_code, answer.headers["etag"]) == (203, "7")
    assert not vite.OF_ONE_CONNECTION & set(answer.headers), "which was that of the store with Vite"
    assert all(name.islower() for name, _ in answer.headers.raw), "as ASGI has it"
    seen = answer.json()
    assert (seen["asked"], seen["method"]) == (asked, "GET")
    assert {"accept", "if-none-match"} <= set(seen["headers"])
    assert "cookie" not in seen["headers"], "the cart is none of Vite's"
    assert not vite.OF_ONE_CONNECTION & set(seen["headers"]), "which is that of the browser with the store"


async def test_a_redirect_is_for_the_browser_to_follow(upstream: tuple[int, Start]):
    port, start = upstream
    await start()
    async with asking(Vite(port)) as client:
        answer = await client.get("/old")
    assert (answer.status_code, answer.headers["location"]) == (302, "/new")


async def test_who_asks_before_vite_is_there_waits_for_it(upstream: tuple[int, Start], monkeypatch: pytest.MonkeyPatch):
    port, start = upstream
    asked_in_vain = asyncio.Event()

    async def begun() -> None:
        if not asked_in_vain.is_set():
            asked_in_vain.set()
            await start()

    monkeypatch.setattr(vite, "_a_moment", begun)
    async with asking(Vite(port)) as client:
        assert (await client.get("/")).status_code == 203
    assert asked_in_vain.is_set()


async def test_a_vite_that_never_comes_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vite, "STARTING_SECONDS", 0.01)
    async with asking(Vite(free_port())) as client:
        assert (await client.get("/")).status_code == 503


async def test_a_socket_is_not_vites():
    sent: list[vite.Scope] = []

    async def send(message: vite.Scope) -> None:
        sent.append(message)

    await Vite(1)({"type": "websocket", "path": "/"}, asyncio.Queue[vite.Scope]().get, send)
    assert [message["type"] for message in sent] == ["websocket.close"]


async def test_reflexs_own_addresses_and_photos_come_before_vite(upstream: tuple[int, Start], web_dir: Path):
    port, start = upstream
    await start()
    (web_dir / "photos").mkdir()
    (web_dir / "photos" / "fern-1-640.webp").write_bytes(b"a fern")
    reflex = Starlette(routes=[Route("/ping", lambda _request: PlainTextResponse("pong"))])
    async with asking(pages_of_vite(port, reflex)) as client:
        assert (await client.get("/ping")).text == "pong"
        assert (await client.get("/assets/fern-1-640.webp")).content == b"a fern"
        assert (await client.get("/cart")).json()["asked"] == "/cart"


def test_the_policy_lets_vites_scripts_run_and_open_tabs_speak_with_vite():
    made = WhileMade(3001)
    local = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    policy = content_security_policy(local, made.hashes, made.sockets)
    assert "script-src 'self' 'unsafe-inline';" in policy
    assert "connect-src 'self' ws://localhost:3001 ws://127.0.0.1:3001;" in policy
