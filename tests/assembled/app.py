"""The app as a server gets it, without a server."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from reflex_base.environment import environment
from starlette.applications import Starlette
from starlette.types import ASGIApp


@cache
def assembled() -> ASGIApp:
    """The store with everything that stands in front of it. Its pages are not built, so none is served."""
    from rxapp.rxapp import app

    environment.REFLEX_SKIP_COMPILE.set(True)
    try:
        with _logging_left_alone():
            return app()
    finally:
        environment.REFLEX_SKIP_COMPILE.set(None)


def behind_the_middleware(app: ASGIApp) -> ASGIApp:
    """An app of a test's own, behind everything that every request and answer of the store passes through."""
    from rxapp.rxapp import app as store

    assert isinstance(store.api_transformer, list)
    for around in store.api_transformer:
        if not isinstance(around, Starlette):
            app = around(app)
    return app


@contextmanager
def _logging_left_alone() -> Iterator[None]:
    root, factory = logging.getLogger(), logging.getLogRecordFactory()
    handlers, level = root.handlers[:], root.level
    yield
    logging.setLogRecordFactory(factory)
    root.handlers[:] = handlers
    root.setLevel(level)
