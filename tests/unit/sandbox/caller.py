"""Somebody who calls the local Stripe, without any SDK, so that nothing is put right on the way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from rxapp.sandbox.app import Sandbox

ADDRESS = "http://stripe.local"
ANNA, BEN = "annas_account", "bens_account"


@dataclass
class Caller:
    """Calls with the key of an account."""

    http: httpx.AsyncClient
    sandbox: Sandbox
    account: str = ANNA

    def of(self, account: str) -> "Caller":
        return Caller(self.http, self.sandbox, account)

    async def call(
        self, method: str, path: str, form: str = "", key: str | None = None, **headers: str
    ) -> httpx.Response:
        """One call; `key` is its idempotency key."""
        given = {"authorization": f"Bearer sk_test_{self.account}", **headers}
        if key is not None:
            given["idempotency-key"] = key
        return await self.http.request(method, path, content=form, headers=given)

    async def post(self, path: str, form: str = "", key: str | None = None) -> httpx.Response:
        return await self.call("POST", path, form, key)

    async def made(self, path: str, form: str = "", key: str | None = None) -> dict[str, Any]:
        """What a call that must work has made."""
        answer = await self.post(path, form, key)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def listed(self, path: str, **filters: str) -> list[dict[str, Any]]:
        """All of a list, newest first."""
        return (await self.call("GET", f"{path}?{urlencode({'limit': 100, **filters})}")).json()["data"]

    async def control(self, path: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
        answer = await self.http.request(method, f"/_sandbox/api/{self.account}/{path}", json=body or {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def browse(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What a call of the browser's half answers, refusals too."""
        return (await self.http.post(path, json={"key": f"pk_test_{self.account}", **body})).json()

    async def fault(self, kind: str, **more: Any) -> None:
        await self.listed("/v1/products")  # an account begins with its first call
        await self.control("faults", {"kind": kind, "method": "POST", **more})

    async def advance(self, seconds: int) -> None:
        """Puts the account's clock forward and waits until everything that became due is done."""
        await self.control("clock", {"seconds": seconds})
        await self.settled()

    async def settled(self) -> None:
        """Waits until no webhook is under way or about to be."""
        deliveries = self.sandbox._deliveries  # pyright: ignore[reportPrivateUsage]
        async with asyncio.timeout(30):
            while deliveries._wake.is_set() or deliveries._sending:  # noqa: ASYNC110 # pyright: ignore[reportPrivateUsage]
                await asyncio.sleep(0)


@asynccontextmanager
async def running(sandbox: Sandbox) -> AsyncIterator[Caller]:
    """A local Stripe at work, and somebody who calls it."""
    transport = httpx.ASGITransport(sandbox.asgi)
    async with sandbox.running(), httpx.AsyncClient(transport=transport, base_url=ADDRESS) as http:
        yield Caller(http, sandbox)
