"""A local Stripe in a process of its own, and an account there for each test."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from rxapp.payments.client import breaker
from tests.contract.sandbox.conftest import Account, sandbox_server
from tests.serving import Server, running


@pytest.fixture(scope="module")
def local_stripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(sandbox_server(tmp_path_factory.mktemp("stripe"))) as server:
        yield server


@pytest.fixture
def account(local_stripe: Server) -> Iterator[Account]:
    breaker.answered()  # it outlives a test in which Stripe was away
    account = Account(uuid4().hex, f"http://127.0.0.1:{local_stripe.port}")
    yield account
    account.close()
