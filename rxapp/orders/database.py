"""The database: one engine, and transactions that lock before they read, until they are committed."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from rxapp.shop.refusal import DatabaseBusy

BUSY_SECONDS = 5.0

# Postgres: lock timeout, deadlock, serialization failure, and a server that is stopping
BUSY_STATES = frozenset({"55P03", "40P01", "40001", "57P01", "57P02", "57P03"})


class Database:
    """Where checkouts and orders are kept."""

    def __init__(self, url: str, busy_seconds: float = BUSY_SECONDS) -> None:
        self._busy_seconds = busy_seconds
        self.one_process = url.startswith("sqlite")
        """Whether only one process can be using this database."""
        self.engine: AsyncEngine = create_async_engine(
            url, pool_pre_ping=not self.one_process, pool_timeout=busy_seconds, connect_args=self._connect_arguments()
        )
        # SQLite lets waiting writers in by chance; a queue within the process lets them in by turns.
        self._queue = asyncio.Lock()
        if self.one_process:
            _speak_sqlite(self.engine)

    def _connect_arguments(self) -> dict[str, Any]:
        if self.one_process:
            return {"timeout": self._busy_seconds}
        return {"server_settings": {"lock_timeout": f"{int(self._busy_seconds * 1000)}"}}

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession, None]:
        """Everything inside happens, or nothing. On SQLite the write lock is taken at once, on Postgres by row locks.

        Raises:
            DatabaseBusy: A lock wasn't to be had in time.
        """
        try:
            async with self._turn() if self.one_process else nullcontext():
                session = AsyncSession(self.engine, expire_on_commit=False)
                try:
                    yield session
                    await _to_the_end(session.commit())
                finally:
                    await _to_the_end(session.close())  # takes back what isn't committed
        except (DBAPIError, PoolTimeoutError, ConnectionError) as error:
            if _is_transient(error):
                raise DatabaseBusy from error
            raise

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None, None]:
        try:
            async with asyncio.timeout(self._busy_seconds):
                await self._queue.acquire()
        except TimeoutError:
            raise DatabaseBusy from None
        try:
            yield
        finally:
            self._queue.release()

    async def close(self) -> None:
        await self.engine.dispose()


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Ends a transaction even in a task that is cancelled: its connection must not be left in the middle of it."""
    ending = asyncio.create_task(work)
    try:
        await asyncio.shield(ending)
    except asyncio.CancelledError:
        await asyncio.wait([ending])
        raise


def _is_transient(error: Exception) -> bool:
    """Whether the same thing may succeed in a moment."""
    if not isinstance(error, DBAPIError):
        return True
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:  # a statement that is wrong
        return False
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated or state in BUSY_STATES


def _speak_sqlite(engine: AsyncEngine) -> None:
    """Gives transactions to us instead of to the driver: `BEGIN IMMEDIATE` makes a stale read impossible."""

    @event.listens_for(engine.sync_engine, "connect")
    def _(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
