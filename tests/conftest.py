"""What all tests share: nothing of this machine's settings, and a data folder of their own."""

import asyncio
import gc
import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from playwright.sync_api import Browser, expect, sync_playwright

from tests import chromium
from tests.faults.fault_report import pytest_terminal_summary
from tests.thoroughness import left_out

__all__ = ["browser", "pytest_terminal_summary"]

# What imports make stays for good: the collector of garbage would look at nearly nothing else, again and again.
gc.disable()

expect.set_options(timeout=chromium.PATIENCE_MS)

hypothesis.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("any machine")

# Before anything of the store is imported: settings are read once, at import.
_data = Path(tempfile.mkdtemp(prefix="store-tests-"))
for _name in [name for name in os.environ if name.startswith("STRIPE_")] + ["PORT", "PUBLIC_URL", "DATABASE_URL"]:
    os.environ.pop(_name, None)
os.environ["DATA_DIR"] = str(_data)
os.environ["REFLEX_STATES_WORKDIR"] = str(_data / "states")  # each process throws away what it finds there


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """From here on garbage is collected, but for what is there already."""
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000)
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Says of each test what it uses beside this process: `make check` runs those that use nothing."""
    for item in items:
        used = getattr(item, "fixturenames", ())
        if "browser" in used:
            item.add_marker("browser")
        if "processes" in used:
            item.add_marker("server")
    if rows := left_out(items):
        config.hook.pytest_deselected(items=list(rows))
        items[:] = [item for item in items if item not in rows]
    items.sort(key=lambda item: item.get_closest_marker("early") is None)  # of the others none is out of its order


@pytest.fixture(scope="session")
def processes() -> None:
    """What starts a process of its own asks for this, by which the tests that use it are known."""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and nothing in them; copying it is quicker than making another."""
    from rxapp.orders.migrating import migrate  # not before the settings above

    file = tmp_path_factory.mktemp("template") / "store.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def workers_chromium() -> Iterator[Browser]:
    path = chromium.find()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def browser(workers_chromium: Browser) -> Iterator[Browser]:
    """The one Chromium of a worker; what a file of tests has left open goes with it."""
    yield workers_chromium
    for context in workers_chromium.contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Playwright's event loop counts as running as long as its Chromium is there, and tests need loops of their own."""
    if "browser" in getattr(item, "fixturenames", ()):
        return (yield)
    playwrights = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(playwrights)
