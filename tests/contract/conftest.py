"""A local Stripe in this process, and an account there for each test."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from rxapp.payments.client import breaker
from tests.contract.sandbox.conftest import Account
from tests.local_stripe import in_this_process, unhurried


@pytest.fixture(scope="session")
def local_stripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    with in_this_process(tmp_path_factory.mktemp("stripe")) as address:
        yield address


@pytest.fixture
def account(local_stripe: str) -> Iterator[Account]:
    """An account of this test's own."""
    breaker.answered()  # it outlives a test in which Stripe was away
    account = Account(uuid4().hex, local_stripe)
    with unhurried():
        yield account
    account.close()
