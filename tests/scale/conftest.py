"""Four workers as processes of their own, on Postgres and Redis, behind nginx."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
import httpx
import pytest
from websockets.exceptions import WebSocketException

from rxapp.settings import LOCAL_SECRET_KEY
from tests import postgres
from tests.contract.sandbox.conftest import sandbox_server
from tests.faults.processes import COOKIE_KEY, ONLY_BACKEND, QUICK, WEBHOOK_SECRET, StoreProcesses
from tests.faults.shopper import TRIES, Shopper
from tests.postgres import Postgres
from tests.scale import programs
from tests.scale.programs import Redis
from tests.serving import ROOT, Server, free_port, running, store_server

WORKERS = 4
AS_THE_STORE = {"authorization": f"Bearer {LOCAL_SECRET_KEY}"}  # an account begins with its first call


@dataclass
class ManyWorkers(StoreProcesses):
    """The store as its shoppers see it is the proxy; its books are in Postgres."""

    workers: list[Server] = field(default_factory=list)
    redis: Redis = field(default_factory=Redis)
    postgres: Postgres | None = None
    database: str = ""

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        numbers = iter(range(1, len(values) + 1))
        return asyncio.run(self._rows(re.sub(r"\?", lambda _: f"${next(numbers)}", query), *values))

    async def _rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        connection: Any = await asyncpg.connect(self.database)
        try:
            return [dict(row) for row in await connection.fetch(query, *values)]
        finally:
            await connection.close()


class Proxied(Server):
    """The address that shoppers have; what stands behind it is started and ended by itself."""

    def __init__(self, port: int) -> None:
        super().__init__([], port, {}, Path(), "")

    @property
    def alive(self) -> bool:
        return True


@contextmanager
def started(folder: Path, workers: int = WORKERS, **settings: str) -> Iterator[ManyWorkers]:
    """Starts all of it on free ports; `settings` are more of the store's."""
    port, redis = free_port(), Redis()
    address = f"http://localhost:{port}"
    with ExitStack() as stack:
        books = stack.enter_context(postgres.running())
        database = books.url(books.create())
        redis.start()
        stack.callback(redis.kill)
        webhooks = ["--forward-to", f"{address}/webhooks/stripe", "--webhook-secret", WEBHOOK_SECRET]
        stripe = stack.enter_context(running(sandbox_server(folder / "stripe", *webhooks)))
        shared = {
            "PUBLIC_URL": address,
            "DATABASE_URL": database,
            "REFLEX_REDIS_URL": redis.url,
            "CART_SECRET": COOKIE_KEY,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "STRIPE_API_BASE": f"http://127.0.0.1:{stripe.port}",
            "WORKERS": "1",
            "TRUSTED_PROXY_HOPS": "1",
        }
        servers = [
            store_server(folder / f"worker{number}", ROOT, **(QUICK | ONLY_BACKEND | shared | settings))
            for number in range(workers)
        ]
        start_together(servers)
        for server in servers:
            stack.callback(server.stop)
        stack.enter_context(programs.proxy(folder, port, servers))
        httpx.get(f"http://127.0.0.1:{stripe.port}/v1/checkout/sessions", headers=AS_THE_STORE)
        yield ManyWorkers(
            Proxied(port),
            stripe,
            folder,
            workers=servers,
            redis=redis,
            postgres=books,
            database=database.replace("+asyncpg", ""),
        )


def start_together(workers: list[Server]) -> None:
    """All at one moment, on a database that is empty: one of them makes the tables."""
    for worker in workers:
        worker.launch()
    for worker in workers:
        worker.wait()


def pays(shopper: Shopper) -> None:
    """Pays in the end; when the line breaks meanwhile, from a new tab."""
    for _ in range(TRIES):
        with suppress(WebSocketException, OSError):
            shopper.pays_in_the_end()
            return
    raise AssertionError("the line breaks again and again")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Iterator[ManyWorkers]:
    if missing := programs.missing():
        pytest.skip(f"not to be had here: {', '.join(missing)} (python -m tests.scale.programs gets them)")
    with started(tmp_path_factory.mktemp("scale")) as many:
        yield many
        many.hands.shutdown()
