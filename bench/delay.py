"""Distance: a TCP proxy that brings every byte late.

    python -m bench.delay LISTEN:TARGET:MILLISECONDS ...

Each way takes half of the milliseconds, which are those of a round trip. A connection itself opens at once.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.serving import ROOT, free_port, wait_until_listening

CHUNK = 2**16


@dataclass(frozen=True)
class Link:
    """A way to a port on this machine, and how long a round trip takes on it."""

    listen: int
    target: int
    milliseconds: int

    @classmethod
    def parse(cls, text: str) -> Link:
        return cls(*map(int, text.split(":")))

    def __str__(self) -> str:
        return f"{self.listen}:{self.target}:{self.milliseconds}"


def far(target: int, milliseconds: int, listen: int = 0) -> Link:
    """A link from a free port."""
    return Link(listen or free_port(), target, milliseconds)


@contextmanager
def running(*links: Link) -> Iterator[None]:
    """Keeps the links up in a process of their own, which takes its CPU from nobody who is measured."""
    process = subprocess.Popen([sys.executable, "-m", "bench.delay", *map(str, links)], cwd=ROOT)
    try:
        for link in links:
            wait_until_listening(link.listen, process)
        yield
    finally:
        process.terminate()
        process.wait(10)


async def serve(links: list[Link]) -> None:
    """Carries until it is cancelled."""
    servers = [await asyncio.start_server(_carrier(link), "127.0.0.1", link.listen) for link in links]
    await asyncio.gather(*(server.serve_forever() for server in servers))


def _carrier(link: Link):
    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", link.target)
        except OSError:
            writer.close()
            return
        late = link.milliseconds / 2000
        await asyncio.gather(_one_way(reader, far_writer, late), _one_way(far_reader, writer, late))

    return carry


async def _one_way(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, late: float) -> None:
    """Reads at once, and writes what was read when it is due; the end of the line comes late as well."""
    due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    writing = asyncio.create_task(_deliver(due, writer))
    clock = asyncio.get_running_loop()
    chunk = b"begun"
    while chunk:
        try:
            chunk = await reader.read(CHUNK)
        except ConnectionError:
            chunk = b""
        due.put_nowait((clock.time() + late, chunk))
    await writing


async def _deliver(due: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    clock = asyncio.get_running_loop()
    while True:
        when, chunk = await due.get()
        await asyncio.sleep(when - clock.time())
        if not chunk or writer.is_closing():
            writer.close()
            return
        writer.write(chunk)


if __name__ == "__main__":
    asyncio.run(serve([Link.parse(text) for text in sys.argv[1:]]))
