"""A database for each test, of each kind that the store runs on."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from rxapp.orders.database import Database
from rxapp.orders.events import Events
from rxapp.orders.leases import Leases
from rxapp.orders.ledger import Ledger
from rxapp.orders.migrating import migrate
from tests import postgres
from tests.postgres import Postgres
from tests.statements import share_statements
from tests.unit.orders.lending import Lender

PATIENCE_SECONDS, IMPATIENCE_SECONDS = 60.0, 0.2


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[tuple[Postgres, str]]:
    """The server, and the name of a database with all tables."""
    with postgres.running() as server:
        template = server.create()
        migrate(server.url(template))
        yield server, template


@pytest.fixture(scope="session")
def lender(postgres_server: tuple[Postgres, str]) -> Lender:
    return Lender(*postgres_server)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.server)])
def url(request: pytest.FixtureRequest, tmp_path: Path, template: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'store.db')}"
        return
    lender: Lender = request.getfixturevalue("lender")
    name = lender.lend()
    yield lender.server.url(name)
    lender.take_back(name)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database(url, busy_seconds=PATIENCE_SECONDS)
    share_statements(database)
    yield database
    await database.close()


@pytest.fixture
async def other_worker(url: str) -> AsyncIterator[Database]:
    """The same database, as another process sees it: nothing in common but the locks."""
    database = Database(url, busy_seconds=PATIENCE_SECONDS)
    yield database
    await asyncio.shield(database.close())


@pytest.fixture
async def impatient_worker(url: str) -> AsyncIterator[Database]:
    """One that soon gives up waiting for a lock."""
    database = Database(url, busy_seconds=IMPATIENCE_SECONDS)
    yield database
    await database.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


@pytest.fixture
def events(database: Database) -> Events:
    return Events(database)


@pytest.fixture
def leases(database: Database) -> Leases:
    return Leases(database)
