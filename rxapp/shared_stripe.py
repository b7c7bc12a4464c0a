"""The local Stripe of a store with several workers: one process beside them all.

Whichever worker comes first starts it. A lock on a file says that it runs, and each worker holds another one that says
that it is in use; the system frees both when their holders end, however they end. So there is never a second one, a
worker that is killed takes nothing with it, and the last worker to go takes the local Stripe along.
"""

import asyncio
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

import httpx
from granian.log import LogLevels
from starlette.types import Receive, Scope, Send

from rxapp.sandbox.__main__ import server_at
from rxapp.sandbox.app import Sandbox, drop, request_body

START_SECONDS = 20.0
ANSWER_SECONDS = 60.0  # its faults may make it slow
LOOK_SECONDS = 0.05
OF_THE_CONNECTION = {b"connection", b"keep-alive", b"transfer-encoding", b"content-length"}
NOT_PASSED_ON = frozenset(OF_THE_CONNECTION | {b"content-encoding"})  # what comes back is read, so unpacked


class SharedStripe:
    """What a worker has of it: the addresses that are its, and a way to it. Used as the local Stripe itself is."""

    def __init__(self, folder: Path, forward_to: str, webhook_secret: str) -> None:
        self._folder = folder
        self._environment = {
            "RXAPP_SANDBOX_DATABASE": str(folder / "stripe.db"),
            "RXAPP_SANDBOX_FORWARD_TO": forward_to,
            "RXAPP_SANDBOX_WEBHOOK_SECRET": webhook_secret,
        }
        self._http = httpx.AsyncClient(timeout=ANSWER_SECONDS, limits=httpx.Limits(max_connections=None))

    owns = staticmethod(Sandbox.owns)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keeps it running for as long as this worker does.

        Raises:
            TimeoutError: It didn't start.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with _opened(self._folder, "users") as users:
            await asyncio.to_thread(fcntl.flock, users, fcntl.LOCK_SH)
            async with self._http:
                await self._found()
                yield

    async def _found(self) -> str:
        """Its address; whoever finds it gone starts it again."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                self._start_unless_it_runs()
                address = _read(self._folder / "stripe.address")
                if address and await self._answers(address):
                    return address
                await asyncio.sleep(LOOK_SECONDS)

    def _start_unless_it_runs(self) -> None:
        with _opened(self._folder, "lock") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            (self._folder / "stripe.address").unlink(missing_ok=True)
            subprocess.Popen(  # noqa: S603 – our own module; it has the lock from now on, with the file it is given
                [sys.executable, "-m", "rxapp.shared_stripe", str(self._folder)],
                env=os.environ | self._environment,
                pass_fds=[lock.fileno()],
                start_new_session=True,  # what stops a worker must not stop it for the others
            )

    async def _answers(self, address: str) -> bool:
        try:
            return (await self._http.get(f"{address}/_sandbox/", timeout=1)).is_success
        except httpx.TransportError:
            return False

    async def asgi(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on, and the answer back as it is: also one that breaks off."""
        body = await request_body(receive)
        if body is None:
            await _send(send, httpx.Response(413))
            return
        try:
            await _send(send, await self._asked(scope, body))
        except httpx.TransportError:
            await drop(send)

    async def _asked(self, scope: Scope, body: bytes) -> httpx.Response:
        try:
            return await self._ask(_read(self._folder / "stripe.address"), scope, body)
        except (httpx.ConnectError, httpx.UnsupportedProtocol):  # nothing was sent yet
            return await self._ask(await self._found(), scope, body)

    async def _ask(self, address: str, scope: Scope, body: bytes) -> httpx.Response:
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        headers = [(name, value) for name, value in scope["headers"] if name not in NOT_PASSED_ON]
        url = f"{address}{scope['raw_path'].decode('latin-1')}{query}"
        return await self._http.request(scope["method"], url, headers=headers, content=body)


async def _send(send: Send, answer: httpx.Response) -> None:
    headers = [(name, value) for name, value in answer.headers.raw if name.lower() not in NOT_PASSED_ON]
    if answer.status_code != 304:  # which has no length of its own
        headers.append((b"content-length", str(len(answer.content)).encode()))
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})


def _opened(folder: Path, name: str) -> IO[str]:
    return (folder / f"stripe.{name}").open("a")


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except FileNotFoundError:
        return ""


def serve(folder: Path) -> None:
    """Is the local Stripe, until no worker uses it any more."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = server_at("127.0.0.1", port, LogLevels.warning)
    written = folder / "stripe.address.new"
    written.write_text(f"http://127.0.0.1:{port}")
    written.replace(folder / "stripe.address")
    threading.Thread(target=_end_with_the_last_user, args=(folder,), daemon=True).start()
    server.serve()


def _end_with_the_last_user(folder: Path) -> None:
    with _opened(folder, "users") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
