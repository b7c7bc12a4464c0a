"""The local Stripe in the process of the tests, at an address that only this process's HTTP clients find."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import stripe

from rxapp.checkout import services
from rxapp.payments import client
from rxapp.sandbox.app import create_sandbox

ADDRESS = "http://stripe.local"
HOST = "stripe.local"
PATIENCE_SECONDS = 600.0  # hundreds wait for their turn at once, and a slow machine takes its time


class AsgiWire(httpx.ASGITransport):
    """To an app in this process; an answer that breaks off is a lost connection here too."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if "transfer-encoding" in response.headers:  # beside a length: no server sends that, it closes instead
            raise httpx.RemoteProtocolError("the answer broke off", request=request)
        return response


class LocalStripe:
    """The local Stripe in a thread with an event loop of its own: at once or awaited, from any loop, it answers."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), daemon=True)
        self._open = threading.Event()

    def start(self) -> None:
        self._thread.start()
        self._open.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    async def _live(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        sandbox = create_sandbox(self._database)
        self._wire = AsgiWire(sandbox.asgi)
        async with sandbox.running():
            self._open.set()
            await self._end.wait()

    def answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return asyncio.run_coroutine_threadsafe(self._answer(request), self._loop).result()

    async def answer_async(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._answer(request), self._loop))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        """Ends what it began also for somebody who waits no longer, as a server does."""
        working = asyncio.ensure_future(self._whole_answer(request))
        done, _ = await asyncio.wait([working], timeout=request.extensions["timeout"].get("read"))
        if not done:
            raise httpx.ReadTimeout("no answer in time", request=request)
        return working.result()

    async def _whole_answer(self, request: httpx.Request) -> httpx.Response:
        response = await self._wire.handle_async_request(request)
        body = b"".join([part async for part in response.aiter_raw()])  # whoever asked unpacks it
        return httpx.Response(response.status_code, headers=response.headers, content=body)


@contextmanager
def unhurried() -> Iterator[None]:
    """No call to Stripe fails because a machine is slow; a test of the budget says how large its own is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "BUDGET_SECONDS", PATIENCE_SECONDS)
        yield


@contextmanager
def in_this_process(folder: Path) -> Iterator[str]:
    """Lets every HTTP client of this process find a local Stripe at the address that is given."""
    local = LocalStripe(folder / "stripe.db")
    at_once, awaited = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def handle(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return local.answer(request) if request.url.host == HOST else at_once(transport, request)

    async def handle_async(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        ours = request.url.host == HOST
        return await local.answer_async(request) if ours else await awaited(transport, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx.HTTPTransport, "handle_request", handle)
        patch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_async)
        patch.setattr(services, "HttpClient", lambda _address: stripe.HTTPXClient())
        local.start()
        try:
            yield ADDRESS
        finally:
            local.stop()
