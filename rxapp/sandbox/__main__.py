"""`python -m rxapp.sandbox`: the local Stripe alone."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

from .app import Receive, Sandbox, Scope, Send, create_sandbox
from .protocol import accounts
from .rules import identifiers

_FILE_NAME = "stripe.db"


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the server until it is stopped."""
    options = _options(arguments)
    try:
        accounts.refuse_live_key()
    except RuntimeError as error:
        sys.exit(str(error))
    if options.forward_to and not options.webhook_secret:
        options.webhook_secret = identifiers.webhook_secret()
    # The server makes the app in a process of its own, which reads what to do from its environment.
    os.environ["RXAPP_SANDBOX_DATABASE"] = str(options.data_dir / _FILE_NAME)
    os.environ["RXAPP_SANDBOX_FORWARD_TO"] = options.forward_to or ""
    os.environ["RXAPP_SANDBOX_WEBHOOK_SECRET"] = options.webhook_secret or ""
    server = server_at(options.host, options.port)
    address = f"http://{options.host}:{options.port}"

    @server.on_startup
    def announce() -> None:
        print(f"Local Stripe: {address}  (what it does: {address}/_sandbox/). No money moves here.", flush=True)
        if options.forward_to:
            print(f"Webhooks go to {options.forward_to}, signed with {options.webhook_secret}", flush=True)

    server.serve()


def server_at(host: str, port: int, log_level: LogLevels = LogLevels.info) -> AbstractServer[Any]:
    """The server, not yet started; see `create` for what it serves."""
    return Server(
        "rxapp.sandbox.__main__:create",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.auto,
        workers=1,
        log_access=False,
        log_level=log_level,
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m rxapp.sandbox", description="A Stripe that runs offline.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=12111)
    parser.add_argument("--data-dir", type=Path, default=Path(".data"), help="where everything is kept")
    parser.add_argument("--forward-to", metavar="URL", help="gets the events of every account")
    parser.add_argument("--webhook-secret", metavar="whsec_…", help="signs what is forwarded")
    return parser.parse_args(arguments)


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


if __name__ == "__main__":
    main()
