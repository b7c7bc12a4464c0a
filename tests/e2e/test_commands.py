"""The commands that the README begins with, as they stand there."""

import os
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import PATIENCE_MS
from tests.code_blocks import blocks_for
from tests.e2e.project import as_cloned
from tests.e2e.shopper import Shopper
from tests.serving import ROOT, Server, free_port, running

WRITTEN = [
    line.partition("#")[0].strip() for block in blocks_for(__file__, "README.md") for line in block.code.splitlines()
]
OPENING, TESTING = ("make run", "make serve"), ("make check", "make test")
BUILD_SECONDS = 300
IN_PROCESS, IN_BROWSER = "tests/unit/checkout/test_syncing.py", "tests/e2e/test_payment.py"  # one of either kind


def without_fetching(command: str, packages: str) -> list[str]:
    """The same command where what it installs is there."""
    make, target = command.split()
    return [make, "-o", packages, target]


def test_each_is_tried():
    assert sorted(WRITTEN) == sorted(OPENING + TESTING)


@pytest.mark.parametrize("command", OPENING)
def test_a_store_opens_that_takes_a_payment(production_build: None, tmp_path: Path, browser: Browser, command: str):
    root, port = as_cloned(tmp_path / "store"), free_port()
    settings = {"PORT": str(port), "PYTHONPATH": ""}
    store = Server(without_fetching(command, ".venv/run"), port, settings, tmp_path / "log", "/health", root)
    store.starting_seconds = BUILD_SECONDS
    with running(store):
        context = browser.new_context(base_url=store.url)
        context.set_default_timeout(PATIENCE_MS)
        anna = Shopper(context.new_page())
        anna.walks_to_checkout_with("yame-sencha")
        anna.type_card()
        anna.pay()
        anna.reads_order()
        context.close()


@pytest.mark.parametrize("command", TESTING)
def test_tests_are_found(command: str):
    """Found, not run: this is one of them."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    settings |= {"PYTEST_ADDOPTS": f"--collect-only --quiet --numprocesses 0 {IN_PROCESS} {IN_BROWSER}"}
    made = subprocess.run(
        without_fetching(command, ".venv/test"), cwd=ROOT, env=settings, capture_output=True, text=True, check=True
    )
    assert IN_PROCESS in made.stdout
    assert (IN_BROWSER in made.stdout) == (command == "make test")
