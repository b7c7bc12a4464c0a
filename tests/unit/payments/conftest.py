"""What the tests of payments share: a breaker that knows of no trouble."""

import pytest

from rxapp.payments import client
from rxapp.payments.breaker import CircuitBreaker


@pytest.fixture(autouse=True)
def breaker_of_calls(monkeypatch: pytest.MonkeyPatch) -> CircuitBreaker:
    """The one around the calls of this test."""
    breaker = CircuitBreaker(failures=3, pause=5, clock=lambda: 0.0)
    monkeypatch.setattr(client, "breaker", breaker)
    return breaker
