"""Runs the migrations over the same async drivers that the store uses."""

import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from rxapp.orders.migrating import take_turn
from rxapp.orders.models import Base


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        take_turn(connection)
        context.run_migrations()


async def _connect_and_run() -> None:
    url = context.config.get_main_option("sqlalchemy.url")
    assert url, "rxapp.orders.migrating gives the address"
    engine = create_async_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            # The file remembers it. To change it needs the file alone, without waiting, so nobody does so later.
            async with engine.connect() as connection:
                await connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        async with engine.begin() as connection:
            await connection.run_sync(_run)
    finally:
        await engine.dispose()


asyncio.run(_connect_and_run())
