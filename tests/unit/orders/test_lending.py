"""Databases that tests use in turn: each test finds one as if it were new."""

import asyncio
from typing import Any

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
import pytest

from tests.postgres import Postgres
from tests.unit.orders.lending import Lender

pytestmark = pytest.mark.server

WRITE = "INSERT INTO webhook_events (id, type, received_at) VALUES ('evt_1', 'charge.updated', now())"
READ = "SELECT id FROM webhook_events"


@pytest.fixture
def own(postgres_server: tuple[Postgres, str]) -> Lender:
    """One that has lent nothing yet."""
    return Lender(*postgres_server)


def asked(lender: Lender, name: str, sql: str) -> list[Any]:
    async def ask() -> list[Any]:
        database = await asyncpg.connect(lender.server.url(name).replace("+asyncpg", ""))
        try:
            return await database.fetch(sql)
        finally:
            await database.close()

    return asyncio.run(ask())


def test_it_is_lent_again_and_what_was_written_is_gone(own: Lender):
    name = own.lend()
    asked(own, name, WRITE)
    own.take_back(name)
    assert own.lend() == name
    assert asked(own, name, READ) == []
    assert asked(own, name, "SELECT version_num FROM alembic_version"), "it has all tables still"


@pytest.mark.parametrize("change", ["CREATE TABLE pairs (number INTEGER)", "ALTER TABLE webhook_events DROP failure"])
def test_one_whose_tables_were_changed_is_not(own: Lender, change: str):
    name = own.lend()
    asked(own, name, change)
    own.take_back(name)
    assert own.lend() != name
