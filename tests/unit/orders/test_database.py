"""Transactions: all or nothing, also for whoever is sent away in the middle of one; a mistake of ours isn't "busy"."""

import asyncio
import logging
import shutil
import sqlite3
import threading
from contextlib import nullcontext
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from rxapp.orders import database as database_module
from rxapp.orders.database import Database, DatabaseBusy
from rxapp.orders.migrating import CannotUseDatabase, migrate, waiting_migrations
from rxapp.orders.models import StockRow
from tests.transactions import held
from tests.unit.orders.conftest import PATIENCE_SECONDS

STEPS = 60  # of the event loop: more than a transaction has


def nothing(_session: Session) -> None:
    """A transaction that asks for nothing."""


async def test_whoever_is_cancelled_at_any_moment_leaves_all_or_nothing_and_no_noise(
    database: Database, caplog: pytest.LogCaptureFixture
):
    await database.run(lambda session: session.execute(text("CREATE TABLE pairs (number INTEGER)")))

    def pair(session: Session, number: int) -> None:
        for _ in range(2):
            session.execute(text("INSERT INTO pairs VALUES (:number)"), {"number": number})

    with caplog.at_level(logging.WARNING):
        for steps in range(STEPS):
            writing = asyncio.create_task(database.run(partial(pair, number=steps)))
            for _ in range(steps):
                await asyncio.sleep(0.0002)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
    by_number = text("SELECT number, count(*) FROM pairs GROUP BY number")
    found = await database.run(lambda session: session.execute(by_number).all())
    assert {count for _, count in found} <= {2}
    assert found, "some were not cancelled in time"
    assert caplog.messages == []


async def test_what_fails_has_not_happened(database: Database):
    def fails(session: Session) -> None:
        session.execute(text("CREATE TABLE wishes (number INTEGER)"))
        raise ZeroDivisionError

    for _ in range(2):  # a second time the table would be there
        with pytest.raises(ZeroDivisionError):
            await database.run(fails)


async def test_what_a_transaction_gives_can_be_read_when_it_has_ended(database: Database):
    def makes(session: Session) -> StockRow:
        row = StockRow(product="yame-sencha", held=1, sold=2)
        session.add(row)
        return row

    row = await database.run(makes)
    assert (row.product, row.held, row.sold) == ("yame-sencha", 1, 2)


async def test_a_mistake_of_ours_is_not_called_busy(database: Database):
    with pytest.raises((OperationalError, ProgrammingError)):
        await database.run(lambda session: session.execute(text("SELECT nothing FROM nowhere")))


async def test_the_loop_goes_on_while_sqlite_works(tmp_path: Path):
    database, went_on = Database(f"sqlite:///{tmp_path / 'store.db'}"), threading.Event()
    asyncio.get_running_loop().call_soon(went_on.set)
    assert await database.run(lambda _session: went_on.wait(PATIENCE_SECONDS)), "the loop stood still"
    await database.close()


async def test_what_is_written_down_meanwhile_belongs_to_whoever_asked(database: Database):
    asked: ContextVar[str] = ContextVar("asked", default="")
    asked.set("by anna")
    assert await database.run(lambda _session: asked.get()) == "by anna"


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
    database = Database(f"sqlite:///{tmp_path / 'store.db'}")

    def fails(_session: Session) -> None:
        raise error

    with pytest.raises(DatabaseBusy if busy else type(error)) as told:
        await database.run(fails)
    await database.close()
    if isinstance(told.value, DatabaseBusy):
        assert (told.value.control, told.value.message) == ("checkout", DatabaseBusy.sentence)


async def test_a_turn_is_given_back_however_it_ends_and_soon_given_up(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'store.db'}", busy_seconds=0.05)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await database.run(lambda _session: 1 / 0)
    ends = threading.Event()
    first = asyncio.create_task(database.run(lambda _session: ends.wait(PATIENCE_SECONDS)))
    await asyncio.sleep(0)  # it begins
    with pytest.raises(DatabaseBusy):
        await database.run(nothing)
    ends.set()
    assert await first
    assert await database.run(lambda session: session.scalar(text("SELECT 1"))) == 1
    await database.close()


async def test_sqlite_keeps_its_promises_between_tables_and_lets_readers_in(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'store.db'}", busy_seconds=7)
    promises = [text(f"PRAGMA {name}") for name in ("foreign_keys", "journal_mode", "busy_timeout")]
    told = await database.run(lambda session: [session.scalar(one) for one in promises])
    await database.close()
    assert told == [1, "wal", 7000]
    assert database.one_process


async def test_a_transaction_that_only_reads_holds_the_lock_from_its_first_word(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    one, other = Database(url), Database(url, busy_seconds=0.05)
    async with held(one, lambda session: session.execute(text("SELECT 1"))):
        with pytest.raises(DatabaseBusy):
            await other.run(lambda session: session.execute(text("SELECT 1")))
    await one.close()
    await other.close()


def test_postgres_waits_as_long_for_a_lock(monkeypatch: pytest.MonkeyPatch):
    made: dict[str, Any] = {}

    def make(url: str, **options: Any) -> Any:
        made.update(options, url=url)
        return SimpleNamespace(sync_engine=None)

    monkeypatch.setattr(database_module, "create_async_engine", make)
    database = Database("postgresql+asyncpg://store@localhost/store", busy_seconds=2.5)
    assert not database.one_process
    assert made == {
        "url": "postgresql+asyncpg://store@localhost/store",
        "pool_pre_ping": True,
        "pool_timeout": 2.5,
        "connect_args": {"server_settings": {"lock_timeout": "2500"}},
    }


class Interrupted:
    """A session of Postgres that notes what it is asked for; one of the steps goes wrong."""

    def __init__(self, wrong: str) -> None:
        self.wrong, self.steps = wrong, list[str]()

    async def run_sync(self, work: Any) -> Any:
        return self._step("work") or work(None)

    async def commit(self) -> None:
        for _ in range(5):  # it takes longer than the close
            await asyncio.sleep(0)
        self._step("commit")

    async def close(self) -> None:
        await asyncio.sleep(0)
        self._step("close")

    def _step(self, name: str) -> None:
        self.steps.append(name)
        if name == self.wrong:
            raise ZeroDivisionError


@pytest.mark.parametrize(
    ("wrong", "steps"),
    [("", ["work", "commit", "close"]), ("work", ["work", "close"]), ("commit", ["work", "commit", "close"])],
)
async def test_what_was_done_on_postgres_is_committed_and_what_went_wrong_is_not(
    monkeypatch: pytest.MonkeyPatch, wrong: str, steps: list[str]
):
    session = Interrupted(wrong)
    monkeypatch.setattr(database_module, "AsyncSession", lambda _engine, **_options: session)
    database = Database("postgresql+asyncpg://store@localhost/store")
    with pytest.raises(ZeroDivisionError) if wrong else nullcontext():
        assert await database.run(lambda _session: "done") == "done"
    assert session.steps == steps
    await database.close()


async def test_whoever_goes_away_during_a_commit_on_postgres_lets_it_end(monkeypatch: pytest.MonkeyPatch):
    session = Interrupted("")
    monkeypatch.setattr(database_module, "AsyncSession", lambda _engine, **_options: session)
    database = Database("postgresql+asyncpg://store@localhost/store")
    writing = asyncio.create_task(database.run(lambda _session: "done"))
    await asyncio.sleep(0)  # it has begun
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert session.steps == ["work", "commit", "close"]
    await database.close()


async def test_a_database_that_was_closed_leaves_no_thread_behind(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'store.db'}")
    await database.run(nothing)
    await database.close()
    with pytest.raises(RuntimeError, match="shutdown"):
        await database.run(nothing)


@pytest.mark.parametrize("usable", [True, False])
async def test_a_look_at_what_is_still_to_be_migrated_closes_the_database(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch, usable: bool
):
    closed: list[str] = []
    really = Database.close

    async def close(database: Database) -> None:
        closed.append(str(database.engine.url))
        await really(database)

    monkeypatch.setattr(Database, "close", close)
    file = shutil.copy(template if usable else __file__, tmp_path / "store.db")
    with nullcontext() if usable else pytest.raises(CannotUseDatabase):
        assert await waiting_migrations(f"sqlite:///{file}") == 0
    assert closed == [f"sqlite:///{file}"]


@pytest.mark.server
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
async def test_transactions_of_postgres_do_not_wait_for_one_another(database: Database):
    async with held(database, nothing):
        await database.run(nothing)


def test_tables_are_made_in_a_folder_that_is_made_too(tmp_path: Path):
    file = tmp_path / "far" / "100 %" / "store.db"
    migrate(f"sqlite:///{file}", "0001")
    with sqlite3.connect(file) as books:
        first = {name for (name,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    migrate(f"sqlite:///{file}")
    with sqlite3.connect(file) as books:
        latest = {name for (name,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "checkouts" in first
    assert latest > first
