"""A store without prices of its own, at a local Stripe in the same process."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rxapp.payments.client import breaker
from tests.faults.local_store import LocalStore, local_store

pytest.register_assert_rewrite("tests.totals.comparison")  # so that a failure says which amounts differ


@pytest.fixture
async def shop(tmp_path: Path, template: Path) -> AsyncIterator[LocalStore]:
    breaker.answered()  # it outlives a test in which Stripe was away
    async with local_store(tmp_path, template) as shop:
        yield shop
