"""The database: transactions that are plain functions, that lock before they read, until they are committed.

A transaction on SQLite is carried out in one thread that does nothing else: the event loop hands it over once, and not
once for each statement. On Postgres it waits for the network, so it is carried out by the loop, on an async driver.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from rxapp.shop.refusal import DatabaseBusy

BUSY_SECONDS = 5.0

# Postgres: lock timeout, deadlock, serialization failure, and a server that is stopping
BUSY_STATES = frozenset({"55P03", "40P01", "40001", "57P01", "57P02", "57P03"})

Answer = TypeVar("Answer")
Given = ParamSpec("Given")
Work = Callable[[Session], Answer]


class Transactions(Protocol):
    """How one kind of database carries transactions out."""

    engine: Engine

    async def run(self, work: Work[Answer]) -> Answer: ...
    async def close(self) -> None: ...


class Database:
    """Where checkouts and orders are kept."""

    def __init__(self, url: str, busy_seconds: float = BUSY_SECONDS) -> None:
        self.one_process = url.startswith("sqlite")
        """Whether only one process can be using this database."""
        self._transactions: Transactions = (Sqlite if self.one_process else Postgres)(url, busy_seconds)

    @property
    def engine(self) -> Engine:
        return self._transactions.engine

    async def run(self, work: Work[Answer]) -> Answer:
        """Everything that `work` does happens, or nothing. SQLite's one lock is taken at once, Postgres has row locks.

        Raises:
            DatabaseBusy: A lock wasn't to be had in time.
        """
        try:
            return await self._transactions.run(work)
        except (DBAPIError, PoolTimeoutError, ConnectionError) as error:
            if _is_transient(error):
                raise DatabaseBusy from error
            raise

    async def close(self) -> None:
        await self._transactions.close()


class Books:
    """A part of what is kept, whose functions are transactions."""

    def __init__(self, database: Database) -> None:
        self.database = database


SomeBooks = TypeVar("SomeBooks", bound=Books)


def transaction(
    work: Callable[Concatenate[SomeBooks, Session, Given], Answer],
) -> Callable[Concatenate[SomeBooks, Given], Coroutine[Any, Any, Answer]]:
    """Makes one transaction of a plain function of some books; whoever awaits it doesn't give the session."""

    @wraps(work)
    async def run(books: SomeBooks, *given: Given.args, **named: Given.kwargs) -> Answer:
        return await books.database.run(lambda session: work(books, session, *given, **named))

    return run


class Sqlite:
    """One transaction at a time, in a thread of its own."""

    def __init__(self, url: str, busy_seconds: float) -> None:
        self.busy_seconds = busy_seconds
        self.engine = create_engine(url, connect_args={"timeout": busy_seconds})
        _speak_sqlite(self.engine)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        # SQLite lets waiting writers in by chance; a queue within the process lets them in by turns.
        self._queue = asyncio.Lock()

    async def run(self, work: Work[Answer]) -> Answer:
        async with self._turn():
            return await self.in_thread(lambda: self._carried_out(work))

    async def in_thread(self, work: Callable[[], Answer]) -> Answer:
        """Has the thread do something, to its end whatever becomes of whoever waits for it."""
        done = asyncio.get_running_loop().run_in_executor(self._thread, copy_context().run, work)
        return await _to_the_end(done)

    async def close(self) -> None:
        await self.in_thread(self.engine.dispose)
        self._thread.shutdown()

    def _carried_out(self, work: Work[Answer]) -> Answer:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None, None]:
        try:
            async with asyncio.timeout(self.busy_seconds):
                await self._queue.acquire()
        except TimeoutError:
            raise DatabaseBusy from None
        try:
            yield
        finally:
            self._queue.release()


class Postgres:
    """As many transactions at a time as the pool has connections."""

    def __init__(self, url: str, busy_seconds: float) -> None:
        lock_timeout = {"lock_timeout": f"{int(busy_seconds * 1000)}"}
        self._engine = create_async_engine(
            url, pool_pre_ping=True, pool_timeout=busy_seconds, connect_args={"server_settings": lock_timeout}
        )
        self.engine = self._engine.sync_engine

    async def run(self, work: Work[Answer]) -> Answer:
        session = AsyncSession(self._engine, expire_on_commit=False)
        try:
            answer = await session.run_sync(work)
            await _to_the_end(asyncio.ensure_future(session.commit()))
            return answer
        finally:
            await _to_the_end(asyncio.ensure_future(session.close()))  # takes back what isn't committed

    async def close(self) -> None:
        await self._engine.dispose()


async def _to_the_end(work: asyncio.Future[Answer]) -> Answer:
    """Ends what was begun even in a task that is cancelled: no connection must be left in the middle of anything."""
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise


def _is_transient(error: Exception) -> bool:
    """Whether the same thing may succeed in a moment."""
    if not isinstance(error, DBAPIError):
        return True
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:  # a statement that is wrong
        return False
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated or state in BUSY_STATES


def _speak_sqlite(engine: Engine) -> None:
    """Gives transactions to us instead of to the driver: `BEGIN IMMEDIATE` makes a stale read impossible."""

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
