"""The local Stripe as an app of its own, for a server that starts it."""

from __future__ import annotations

import os
from contextlib import AsyncExitStack
from pathlib import Path

from .app import Receive, Sandbox, Scope, Send, create_sandbox


def create() -> Standalone:
    """The app that the environment describes."""
    return Standalone(
        create_sandbox(
            Path(os.environ["RXAPP_SANDBOX_DATABASE"]),
            forward_to=os.environ.get("RXAPP_SANDBOX_FORWARD_TO") or None,
            webhook_secret=os.environ.get("RXAPP_SANDBOX_WEBHOOK_SECRET") or None,
        )
    )


class Standalone:
    """A sandbox that runs as long as its server."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._running = AsyncExitStack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._sandbox.asgi(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._running.enter_async_context(self._sandbox.running())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._running.aclose()
        await send({"type": "lifespan.shutdown.complete"})
