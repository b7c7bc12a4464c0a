"""`python -m rxapp.serve` from nothing but what the image holds: several workers, one local Stripe, a quiet end."""

import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests import postgres
from tests.e2e.conftest import production_build
from tests.faults.fault_table import the_books_are_right
from tests.faults.processes import ACCOUNT, COOKIE_KEY, StoreProcesses
from tests.faults.shopper import Shopper
from tests.scale import programs
from tests.scale.conftest import AS_THE_STORE, ManyWorkers, pays
from tests.scale.programs import Redis
from tests.serving import BUILD_ENVIRONMENT, ROOT, Server, eventually, free_port, running

__all__ = ["production_build"]

WORKERS = 3
UPDATE = ("POST", "/v1/checkout/sessions/cs_*")


def image(folder: Path) -> Path:
    """What deploy/Dockerfile copies and builds, without the environment that it makes from requirements.txt.

    What is compiled comes along, since nothing is written there: each worker would compile all of it.
    """
    folder.mkdir()
    written = (ROOT / "deploy" / "Dockerfile").read_text()
    for source, target in re.findall(r"^COPY (?!--from)(\S+) (\S+)$", written, re.MULTILINE):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("external"))
        else:
            shutil.copy(ROOT / source, folder / Path(source).name)
    for kept in re.findall(r"! -name (\w+)", written):
        shutil.copytree(ROOT / ".web" / kept, folder / ".web" / kept)
    return folder


def server_of(folder: Path, **settings: str) -> Server:
    """The image's command, with a data folder beside the image."""
    port = free_port()
    own = {"PORT": str(port), "DATA_DIR": str(folder / "data"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "rxapp.serve", "--host", "127.0.0.1"]
    return Server(command, port, BUILD_ENVIRONMENT | own | settings, folder / "log", "/ready", image(folder / "image"))


@pytest.fixture
def served(production_build: None, tmp_path: Path, processes: None) -> Iterator[ManyWorkers]:
    if missing := programs.missing():
        pytest.skip(f"not to be had here: {', '.join(missing)} (python -m tests.scale.programs gets them)")
    redis = Redis()
    with ExitStack() as stack:
        books = stack.enter_context(postgres.running())
        database = books.url(books.create())
        redis.start()
        stack.callback(redis.kill)
        store = server_of(
            tmp_path, DATABASE_URL=database, REFLEX_REDIS_URL=redis.url, CART_SECRET=COOKIE_KEY, WORKERS=str(WORKERS)
        )
        stack.callback(store.stop)
        store.start()
        httpx.get(f"{store.url}/v1/checkout/sessions", headers=AS_THE_STORE)
        yield ManyWorkers(store, store, tmp_path, redis=redis, database=database.replace("+asyncpg", ""))


def workers_of(store: Server) -> list[int]:
    """Their processes, of the server's own children."""
    server = store.process_id
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return [int(one) for one in children if b"resource_tracker" not in Path(f"/proc/{one}/cmdline").read_bytes()]


def test_many_workers_share_one_local_stripe_and_one_of_them_may_die(served: ManyWorkers):
    assert "<!DOCTYPE html>" in httpx.get(served.store.url).text
    fault = served.fault("latency", ("POST", "/v1/nowhere"), seconds=1)
    seen = [{one["id"] for one in served.control("faults", method="GET")} for _ in range(4 * WORKERS)]
    assert seen == [{fault}] * len(seen), "one list of faults"
    with served.lines:
        shopper = Shopper(served)
        os.kill(workers_of(served.store)[0], signal.SIGKILL)
        pays(shopper)
    the_books_are_right(served, shopper)
    eventually(lambda: served.store.log.read_text().count("is open at") > WORKERS)  # one more than at the start
    assert len(workers_of(served.store)) == WORKERS


def test_at_the_end_a_write_under_way_is_finished_and_the_local_stripe_ends_too(served: ManyWorkers):
    address = (served.folder / "data" / "stripe.address").read_text()
    with served.lines:
        shopper = Shopper(served)
        slow = served.fault("latency", UPDATE, seconds=2)
        shopper.begins_change()
        shopper.ends_change()
        shopper.begins_sync()
        served.has_struck(slow)
        served.store.stop(seconds=30)
    checkout = served.checkout(shopper.id)
    assert (checkout["synced_revision"], checkout["writing_until"]) == (checkout["revision"], None)
    eventually(lambda: not _answers(address))


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/_sandbox/api/{ACCOUNT}").status_code > 0
    except httpx.TransportError:
        return False


def test_one_worker_with_no_more_than_a_data_folder_writes_nowhere_else(
    production_build: None, tmp_path: Path, processes: None
):
    store = server_of(tmp_path, CART_SECRET=COOKIE_KEY, WORKERS="1")
    before = sorted((tmp_path / "image").rglob("*"))
    with running(store):
        served = StoreProcesses(store, store, tmp_path)
        with served.lines:
            Shopper(served)
        eventually(lambda: any((tmp_path / "data" / "states").iterdir()))
    assert sorted((tmp_path / "image").rglob("*")) == before
