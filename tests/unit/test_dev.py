"""`make dev`: what it starts and watches, and that each of its workers reads the store anew."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from reflex.utils import exec as running
from reflex_base.constants import NOCOMPILE_FILE

from rxapp import dev
from rxapp.build import watch_what_is_written_by_hand
from rxapp.settings import settings
from tests.serving import ROOT


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `make dev` becomes; its environment is there for the test alone."""
    for name in (dev.VITE_PORT, "REFLEX_HOT_RELOAD_OVERRIDE_PATHS"):
        monkeypatch.setenv(name, "")
    monkeypatch.chdir(ROOT)
    became: list[list[str]] = []
    monkeypatch.setattr(dev.os, "execvp", lambda _file, given: became.append(given))
    dev.main()
    return became[0]


def test_it_is_reflex_with_the_store_at_its_own_port_and_vite_at_another(command: list[str]):
    given = dict(zip(command[2::2], command[3::2], strict=True))
    assert command[:2] == ["reflex", "run"]
    assert (given["--env"], given["--backend-port"]) == ("dev", str(settings.port))
    assert given["--frontend-port"] == str(dev.vite_port()) != given["--backend-port"]


def test_without_it_there_is_no_vite(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(dev.VITE_PORT, raising=False)
    assert dev.vite_port() is None


SEEN = [
    "rxapp/pages/home.py",
    "rxapp/shop/catalog.toml",
    "rxapp/shop/words/en.toml",
    "rxapp/stripe_elements/checkout.jsx",
    "rxapp/stripe_elements/checkout.css",
    "assets/css/tokens.css",
    "assets/products/yame-sencha.svg",
    "assets/plain/plain.js",
    "rxconfig.py",
]
NOT_SEEN = ["tests/conftest.py", "docs/tutorial.md", "bench/growth.py", "README.md", "requirements.txt", ".data/x.db"]


@pytest.mark.usefixtures("command")
@pytest.mark.parametrize(("name", "seen"), [*((one, True) for one in SEEN), *((one, False) for one in NOT_SEEN)])
def test_what_is_edited_is_seen_where_it_is_of_the_store(monkeypatch: pytest.MonkeyPatch, name: str, seen: bool):
    monkeypatch.setattr(running, "HOTRELOAD_IGNORE_PATTERNS", running.HOTRELOAD_IGNORE_PATTERNS)
    watch_what_is_written_by_hand()
    watched = any((ROOT / name).is_relative_to(path) for path in running.get_reload_paths())
    ignored = any(re.search(one, Path(name).name) for one in running.HOTRELOAD_IGNORE_PATTERNS)
    assert (watched and not ignored) == seen


WORKER = """
import asyncio, gc, os, signal, sys
from reflex.config import get_config
from rxapp import dev
from rxapp.shop import words

config = get_config()
dev.workers_begin_anew(("colorsys",))
os.environ["PORT"] = "3999"
if os.fork() == 0:
    import rxapp.settings, rxapp.shop.words
    anew = (rxapp.shop.words is not words, get_config() is not config, "colorsys" in sys.modules)
    print(*anew, rxapp.settings.settings.port, gc.isenabled(), flush=True)

    async def serve():
        await dev.once_open()
        print(gc.isenabled(), flush=True)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(asyncio.Event().wait(), 20)  # an open tab

    asyncio.run(serve())
print(os.waitstatus_to_exitcode(os.wait()[1]))
print(get_config() is config, sys.modules["rxapp.shop.words"] is words)
"""


@pytest.mark.usefixtures("processes")
def test_a_worker_reads_the_store_anew_and_only_the_store_and_makes_way_at_once(tmp_path: Path):
    settings = {"PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path), "REFLEX_WEB_WORKDIR": str(tmp_path), "PORT": "3998"}
    (tmp_path / "nocompile").touch()
    ended = subprocess.run(
        [sys.executable, "-c", WORKER], cwd=ROOT, env=os.environ | settings, capture_output=True, text=True
    )
    assert ended.stdout.splitlines() == ["True True True 3998 False", "True", "0", "True True"], ended.stderr
    assert not (tmp_path / "nocompile").exists(), "it makes the pages, too"


def test_settings_are_watched_where_there_are_any(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in (dev.VITE_PORT, "REFLEX_HOT_RELOAD_OVERRIDE_PATHS"):
        monkeypatch.setenv(name, "")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dev.os, "execvp", lambda _file, _given: None)
    for there, watched in (("rxapp", "rxapp"), (".env", "rxapp:.env"), ("notes.md", "rxapp:.env")):
        (tmp_path / there).touch()
        dev.main()
        assert os.environ["REFLEX_HOT_RELOAD_OVERRIDE_PATHS"] == watched, "what isn't there can't be watched"


class Forked:
    """A worker that begins: the modules it has, and what was done to it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, web: Path) -> None:
        self.did: list[str] = []
        self.modules = dict.fromkeys(["rxapp", "rxapp.shop.words", "rxappendix", "reflex", "stripe"])
        monkeypatch.setenv("PORT", "3999")
        monkeypatch.setattr(dev, "sys", SimpleNamespace(modules=self.modules))
        monkeypatch.setattr(dev, "gc", SimpleNamespace(disable=lambda: self.did.append("no garbage")))
        monkeypatch.setattr(dev, "get_web_dir", lambda: web)
        monkeypatch.setattr(dev, "reload_config", self._read)

    def _read(self) -> None:
        self.did.append(f"read with {sorted(self.modules)}")
        raise SystemExit("The store cannot start. A price of nothing.")


def test_a_worker_forgets_the_store_and_lives_on_with_a_mistake_in_the_catalogue(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    worker = Forked(monkeypatch, tmp_path)
    (tmp_path / NOCOMPILE_FILE).touch()
    for _ in range(2):  # with the file, and without
        dev._begin_anew(3998)
    assert worker.did == ["no garbage", "read with ['reflex', 'rxappendix', 'stripe']"] * 2
    assert (os.environ["PORT"], list(tmp_path.iterdir())) == ("3998", [])


async def test_an_open_worker_looks_for_garbage_and_makes_way_at_once(monkeypatch: pytest.MonkeyPatch):
    did: list[object] = []
    loop = SimpleNamespace(add_signal_handler=lambda *given: did.append(given))
    monkeypatch.setattr(dev, "gc", SimpleNamespace(enable=lambda: did.append("garbage")))
    monkeypatch.setattr(dev, "asyncio", SimpleNamespace(get_running_loop=lambda: loop))
    await dev.once_open()
    assert did == ["garbage", (signal.SIGTERM, os._exit, 0)]


def test_what_all_workers_stand_on_is_loaded_once_before_any_of_them(monkeypatch: pytest.MonkeyPatch):
    did: list[str] = []
    monkeypatch.setattr(dev, "import_module", did.append)
    monkeypatch.setattr(dev.os, "register_at_fork", lambda after_in_child: did.append(str(after_in_child.args)))
    monkeypatch.setattr(dev, "_begin_anew", lambda port: did.append(f"begun at {port}"))
    dev.workers_begin_anew.__wrapped__(("stripe", "aiohttp"))
    assert did == ["stripe", "aiohttp", f"({settings.port},)"]


TELLING = """
import rxconfig
from reflex.utils import exec

exec.notify_frontend("http://0.0.0.0:3998", True)
exec.notify_backend()
"""


@pytest.mark.usefixtures("processes")
def test_what_reflex_calls_its_address_is_told_by_make_run_neither(tmp_path: Path):
    settings = {"PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path), "PORT": "3998", dev.VITE_PORT: "0"}
    ended = subprocess.run(
        [sys.executable, "-c", TELLING], cwd=ROOT, env=os.environ | settings, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
