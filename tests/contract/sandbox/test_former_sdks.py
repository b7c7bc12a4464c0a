"""Releases of former years of the official Python SDK run the scenarios that the newest runs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import ROOT, running

from .conftest import sandbox_server

RELEASES = ["8.11.1", "11.6.1", "12.5.2", "14.4.2", "15.6.2"]
# What a release is too old to have.
MISSING = {"8.11.1": ["checkout.sessions.update"]}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Iterator[str]:
    """A local Stripe in a process of its own."""
    with running(sandbox_server(tmp_path_factory.mktemp("stripe"))) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def folder(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Path:
    """Where a release is, kept for the next run."""
    assert pytestconfig.cache
    folder = pytestconfig.cache.mkdir(f"stripe-{request.param}")
    if not (folder / "stripe").is_dir():
        install = ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(folder)]
        got = subprocess.run([sys.executable, "-m", "pip", *install, f"stripe=={request.param}"], check=False)
        if got.returncode:
            pytest.skip(f"stripe {request.param} is not to be had from a package registry here")
    return folder


@pytest.mark.parametrize("folder", RELEASES, indirect=True)
def test_the_release_runs_every_scenario(folder: Path, address: str) -> None:
    search = os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    missing = MISSING.get(folder.name.removeprefix("stripe-"), [])
    command = [sys.executable, "-m", "tests.contract.sandbox.former_sdk", address, *missing]
    ran = subprocess.run(command, env=search, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
