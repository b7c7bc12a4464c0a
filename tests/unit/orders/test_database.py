"""Transactions: all or nothing, also for whoever is sent away in the middle of one; a mistake of ours isn't "busy"."""

import asyncio
import logging
import sqlite3
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from rxapp.orders import database as database_module
from rxapp.orders.database import Database, DatabaseBusy
from rxapp.orders.migrating import migrate

STEPS = 60  # of the event loop: more than a transaction has


async def test_whoever_is_cancelled_at_any_moment_leaves_all_or_nothing_and_no_noise(
    database: Database, caplog: pytest.LogCaptureFixture
):
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE pairs (number INTEGER)"))

    async def write(number: int) -> None:
        async with database.transaction() as session:
            for _ in range(2):
                await session.execute(text("INSERT INTO pairs VALUES (:number)"), {"number": number})

    with caplog.at_level(logging.WARNING):
        for steps in range(STEPS):
            writing = asyncio.create_task(write(steps))
            for _ in range(steps):
                await asyncio.sleep(0.0002)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
    async with database.transaction() as session:
        found = (await session.execute(text("SELECT number, count(*) FROM pairs GROUP BY number"))).all()
    assert {count for _, count in found} <= {2}
    assert found, "some were not cancelled in time"
    assert caplog.messages == []


async def test_a_mistake_of_ours_is_not_called_busy(database: Database):
    with pytest.raises((OperationalError, ProgrammingError)):
        async with database.transaction() as session:
            await session.execute(text("SELECT nothing FROM nowhere"))


class DriverError(Exception):
    """What a driver of Postgres or SQLite raises."""

    def __init__(self, **said: object) -> None:
        super().__init__("no")
        vars(self).update(said)


def raised(kind: type[DBAPIError], gone: bool = False, **said: object) -> DBAPIError:
    return kind("SELECT 1", {}, DriverError(**said), connection_invalidated=gone)


@pytest.mark.parametrize(
    ("error", "busy"),
    [
        (raised(DBAPIError, sqlstate="55P03"), True),
        (raised(DBAPIError, sqlstate="40P01"), True),
        (raised(DBAPIError, sqlstate="40001"), True),
        (raised(DBAPIError, sqlstate="57P01"), True),
        (raised(DBAPIError, sqlstate="57P02"), True),
        (raised(DBAPIError, sqlstate="57P03"), True),
        (raised(DBAPIError, sqlstate="23505"), False),
        (raised(DBAPIError), False),
        (raised(DBAPIError, gone=True), True),
        (raised(OperationalError), True),
        (raised(InterfaceError), True),
        (raised(OperationalError, sqlite_errorcode=sqlite3.SQLITE_BUSY), True),
        (raised(OperationalError, sqlite_errorcode=sqlite3.SQLITE_ERROR), False),
        (PoolTimeoutError(), True),
        (ConnectionRefusedError(), True),
        (ValueError(), False),
    ],
)
async def test_what_may_succeed_in_a_moment_is_called_busy(tmp_path: Path, error: Exception, busy: bool):
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'store.db'}")
    with pytest.raises(DatabaseBusy if busy else type(error)) as told:
        async with database.transaction():
            raise error
    await database.close()
    if isinstance(told.value, DatabaseBusy):
        assert (told.value.control, told.value.message) == ("checkout", DatabaseBusy.sentence)


async def test_a_turn_is_given_back_however_it_ends_and_soon_given_up(tmp_path: Path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'store.db'}", busy_seconds=0.05)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            async with database.transaction():
                raise ZeroDivisionError
    async with database.transaction():
        with pytest.raises(DatabaseBusy):
            async with database.transaction():
                pass
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await database.close()


async def test_sqlite_keeps_its_promises_between_tables_and_lets_readers_in(tmp_path: Path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'store.db'}", busy_seconds=7)
    async with database.transaction() as session:
        told = [
            await session.scalar(text(f"PRAGMA {name}")) for name in ("foreign_keys", "journal_mode", "busy_timeout")
        ]
    await database.close()
    assert told == [1, "wal", 7000]
    assert database.one_process


async def test_a_transaction_that_only_reads_holds_the_lock_from_its_first_word(tmp_path: Path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"
    one, other = Database(url), Database(url, busy_seconds=0.05)
    async with one.transaction() as session:
        await session.execute(text("SELECT 1"))
        with pytest.raises(DatabaseBusy):
            async with other.transaction() as late:
                await late.execute(text("SELECT 1"))
    await one.close()
    await other.close()


def test_postgres_waits_as_long_for_a_lock(monkeypatch: pytest.MonkeyPatch):
    made: dict[str, Any] = {}
    monkeypatch.setattr(database_module, "create_async_engine", lambda url, **options: made.update(options, url=url))
    database = Database("postgresql+asyncpg://store@localhost/store", busy_seconds=2.5)
    assert not database.one_process
    assert made == {
        "url": "postgresql+asyncpg://store@localhost/store",
        "pool_pre_ping": True,
        "pool_timeout": 2.5,
        "connect_args": {"server_settings": {"lock_timeout": "2500"}},
    }


@pytest.mark.parametrize(
    ("url", "waits"), [("sqlite+aiosqlite:///{}", True), ("postgresql+asyncpg://store@localhost/store", False)]
)
async def test_only_where_there_is_one_lock_transactions_wait_for_one_another(tmp_path: Path, url: str, waits: bool):
    database = Database(url.format(tmp_path / "store.db"), busy_seconds=0.05)
    async with database.transaction():
        with pytest.raises(DatabaseBusy) if waits else nullcontext():
            async with database.transaction():
                pass
    await database.close()


def test_tables_are_made_in_a_folder_that_is_made_too(tmp_path: Path):
    file = tmp_path / "far" / "100 %" / "store.db"
    migrate(f"sqlite+aiosqlite:///{file}", "0001")
    with sqlite3.connect(file) as books:
        first = {name for (name,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    migrate(f"sqlite+aiosqlite:///{file}")
    with sqlite3.connect(file) as books:
        latest = {name for (name,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "checkouts" in first
    assert latest > first
