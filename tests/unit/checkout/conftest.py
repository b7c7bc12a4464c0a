"""The use cases on a real SQLite file and the real local Stripe, in one process."""

import pytest

from rxapp.payments.client import breaker
from tests.faults.conftest import shop

__all__ = ["shop"]


@pytest.fixture(autouse=True)
def stripe_has_been_answering() -> None:
    breaker.answered()  # it outlives a test in which Stripe was away
