"""`make dev`: the store while it is made. `python -m rxapp.dev` starts it.

The store is in front as always, with its cookies, headers, endpoints and the local Stripe. Instead of a build it has
Vite's dev server behind it, at a port of its own, which sends each page as it is now and tells open tabs of changes.
"""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from pathlib import Path

from reflex.utils import exec as running
from reflex.utils.prerequisites import get_web_dir
from reflex_base.config import reload_config
from reflex_base.constants import NOCOMPILE_FILE

from rxapp.port import another
from rxapp.settings import settings

VITE_PORT = "STORE_VITE_PORT"  # by this the processes of `make dev` know that they are some
WATCHED = ("rxapp", "assets", "migrations", "rxconfig.py", ".env")
LOADED_ONCE = ("stripe", "sqlalchemy.ext.asyncio", "aiohttp", "babel.dates", "alembic.command")


def vite_port() -> int | None:
    """Where Vite's dev server is; None unless this is `make dev`."""
    return int(os.environ.get(VITE_PORT, 0)) or None


def main() -> None:
    """Becomes Reflex's own command."""
    port = another(settings.port)
    os.environ |= {
        VITE_PORT: str(port),
        "REFLEX_HOT_RELOAD_OVERRIDE_PATHS": ":".join(name for name in WATCHED if Path(name).exists()),
    }
    ports = ["--frontend-port", str(port), "--backend-port", str(settings.port)]
    command = ["reflex", "run", "--env", "dev", *ports, "--loglevel", "warning"]
    os.execvp(command[0], command)  # noqa: S606 – its arguments are ours


def tell_one_address() -> None:
    """Has Reflex keep its address to itself, 0.0.0.0, and Vite's: the store says where it is open, once it is."""
    running.notify_frontend = running.notify_backend = lambda *_given, **_named: None


@cache
def workers_begin_anew(loaded_once: Sequence[str] = LOADED_ONCE) -> None:
    """Has each worker read all of the store, and find what the store stands on already loaded.

    Reflex forks a worker for each edit from a process that never ends, and that has read a part of the store for
    rxconfig.py: without this an edit of that part, words and catalogue among it, would show after the next start.
    """
    for name in loaded_once:
        import_module(name)
    os.register_at_fork(after_in_child=partial(_begin_anew, settings.port))


def _begin_anew(port: int) -> None:
    os.environ["PORT"] = str(port)  # Reflex has put Vite's there
    gc.disable()  # nothing of what is loaded and made from here on is garbage
    (get_web_dir() / NOCOMPILE_FILE).unlink(missing_ok=True)  # edits before the first worker count, too
    for name in [*sys.modules]:
        if name.partition(".")[0] == "rxapp":
            del sys.modules[name]
    with suppress(SystemExit):  # a mistake in the catalogue: the worker comes upon it again, where it can end
        reload_config()


async def once_open() -> None:
    """Has a worker that is to make way for the next one do so: it would wait for open tabs, which come back anyhow."""
    gc.enable()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, os._exit, 0)


if __name__ == "__main__":
    main()
