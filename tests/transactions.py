"""A transaction that somebody doesn't end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from rxapp.orders.database import Database, Postgres, Work


@asynccontextmanager
async def held(database: Database, work: Work[object]) -> AsyncIterator[None]:
    """What `work` has done and locked stays so for as long as the block lasts, on a connection of its own."""
    if isinstance(database._transactions, Postgres):
        async with AsyncSession(database._transactions._engine) as session, session.begin():
            await session.run_sync(work)
            yield
    else:
        with Session(database.engine) as session, session.begin():
            work(session)
            yield
