"""Transactions: all or nothing, also for whoever is sent away in the middle of one; a mistake of ours isn't "busy"."""

import asyncio
import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from rxapp.orders.database import Database

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
