"""What the tests of faults share."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from rxapp.orders.migrating import migrate
from tests import postgres
from tests.faults.local_store import LocalStore, local_store
from tests.faults.processes import StoreProcesses, opened_processes


@pytest.fixture
def postgres_url(processes: None) -> Iterator[str]:
    """A database with all tables on a server of its own."""
    with postgres.running() as server:
        url = server.url(server.create())
        migrate(url)
        yield url


@pytest.fixture
async def shop(tmp_path: Path, template: Path) -> AsyncIterator[LocalStore]:
    async with local_store(tmp_path, template) as opened:
        yield opened


@pytest.fixture(scope="session")
def store_processes(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreProcesses]:
    """The two processes of a worker; each cell leaves them running and without faults."""
    with opened_processes(tmp_path_factory.mktemp("store_processes")) as opened:
        yield opened
