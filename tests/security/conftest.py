"""The store, a browser's tab, and visitors who speak to the store without a browser."""

from collections.abc import Iterator

import pytest

from tests.e2e.conftest import context, data, page, production_build, store, stores
from tests.security.visitor import Visitor
from tests.serving import Server

__all__ = ["context", "data", "page", "production_build", "store", "stores"]


@pytest.fixture
def visitor(store: Server) -> Iterator[Visitor]:
    with Visitor(store.url) as visitor:
        yield visitor


@pytest.fixture
def anna(store: Server) -> Iterator[Visitor]:
    """An honest shopper with a session at Stripe, whom nobody else may see or disturb."""
    with Visitor(store.url) as anna:
        anna.post("/api/checkout/add-product", slug="gooseneck-kettle")
        anna.post("/api/checkout/open")
        yield anna
