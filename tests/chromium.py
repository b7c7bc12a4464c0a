"""Finds a Chromium for the browser tests, or gets one: `python -m tests.chromium`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = int(os.environ.get("PATIENCE_MS", "60000"))  # for what must come; a slow machine takes its time
# The headless shell first: a Chromium with all its windows takes three times as much work for the same tests.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = NAMES[:2]  # of Debian


def find() -> str | None:
    """The path of a Chromium on this machine."""
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        return given
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _playwrights_own()


def _playwrights_own() -> str | None:
    try:
        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Error:
        return None
    return path if Path(path).exists() else None


def install() -> str:
    """Playwright's own download, else Debian's package.

    Raises:
        SystemExit: Neither could be had.
    """
    _run(sys.executable, "-m", "playwright", "install", "--with-deps", "chromium")
    if found := find():
        return found
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo"]
        _run(*root, "apt-get", "update", "-qq")
        for package in PACKAGES:
            _run(*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", package)
            if found := find():
                return found
    sys.exit("No Chromium for the browser tests. Install one, or set CHROMIUM_PATH to where it is.")


def _run(*command: str) -> None:
    """What it says goes beside our own output, which is the path and nothing else."""
    subprocess.run(command, check=False, stdout=sys.stderr)


if __name__ == "__main__":
    print(find() or install())
