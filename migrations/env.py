"""Runs the migrations over the same drivers that the store uses."""

import asyncio

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from rxapp.orders.migrating import take_turn
from rxapp.orders.models import Base


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        take_turn(connection)
        context.run_migrations()


def _on_sqlite(url: str) -> None:
    engine = create_engine(url)
    try:
        # The file remembers it. To change it needs the file alone, without waiting, so nobody does so later.
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        with engine.begin() as connection:
            _run(connection)
    finally:
        engine.dispose()


async def _on_postgres(url: str) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_run)
    finally:
        await engine.dispose()


url = context.config.get_main_option("sqlalchemy.url")
assert url, "rxapp.orders.migrating gives the address"
if url.startswith("sqlite"):
    _on_sqlite(url)
else:
    asyncio.run(_on_postgres(url))
