"""With `make dev` pages, scripts and styles come from Vite's dev server, behind the store as its build would be."""

import asyncio

import aiohttp
from reflex.utils.prerequisites import get_web_dir
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

STARTING_SECONDS = 60
OF_ONE_CONNECTION = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})
NOT_FOR_VITE = frozenset({"host", "cookie", "accept-encoding", *OF_ONE_CONNECTION})


class Vite:
    """Vite's dev server as an app. It may still be starting."""

    def __init__(self, port: int) -> None:
        self._origin = f"http://127.0.0.1:{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on; sockets are none of Vite's here, since open tabs speak with it at its own port."""
        if scope["type"] != "http":
            return await send({"type": "websocket.close"})
        try:
            async with asyncio.timeout(STARTING_SECONDS):
                await self._hand_on(scope, send)
        except TimeoutError:
            await PlainTextResponse("Vite's dev server doesn't answer.", 503)(scope, receive, send)

    async def _hand_on(self, scope: Scope, send: Send) -> None:
        headers = [(name.decode(), value.decode("latin-1")) for name, value in scope["headers"]]
        address = f"{self._origin}{_asked(scope)}"
        asked = [(name, value) for name, value in headers if name not in NOT_FOR_VITE]
        async with aiohttp.ClientSession(auto_decompress=False) as session:
            while True:
                try:
                    answer = await session.request(scope["method"], address, headers=asked, allow_redirects=False)
                except aiohttp.ClientConnectorError:
                    await _a_moment()
                else:
                    return await _send_on(answer, send)


async def _a_moment() -> None:
    await asyncio.sleep(0.1)


def _asked(scope: Scope) -> str:
    """The address as the browser wrote it; Vite knows files only by their whole name."""
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    if (get_web_dir() / "public" / scope["path"].strip("/") / "index.html").is_file():
        path = f"{path.rstrip('/')}/index.html"
    return f"{path}?{query}" if query else path


async def _send_on(answer: aiohttp.ClientResponse, send: Send) -> None:
    headers = [pair for pair in answer.raw_headers if pair[0].decode().lower() not in OF_ONE_CONNECTION]
    headers = [(name.lower(), value) for name, value in headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": await answer.read()})


def pages_of_vite(port: int, app: ASGIApp) -> ASGIApp:
    """Puts Vite behind Reflex's own addresses, and before it the sizes of photos, which no build has put there."""
    assert isinstance(app, Starlette), "Reflex's own app"
    photos = StaticFiles(directory=get_web_dir() / "photos", check_dir=False)
    app.routes.extend([Mount("/assets", photos), Mount("/", Vite(port))])
    return app


class WhileMade:
    """What the policy of a page allows while it is made: the scripts that Vite puts into it, and Vite's socket."""

    hashes = ("'unsafe-inline'",)

    def __init__(self, port: int) -> None:
        self.sockets = tuple(f"ws://{host}:{port}" for host in ("localhost", "127.0.0.1"))
