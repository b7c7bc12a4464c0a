"""Serves the production build: `python -m rxapp.serve`, once `reflex export --frontend-only --no-zip` has made it.

This is for a server of one's own: it starts as many workers as there should be and another for each that dies, and lets
what is under way end before it stops. `reflex run` does neither.
"""

import argparse
import os
import shutil

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from rxapp import metrics
from rxapp.settings import settings
from rxapp.start import look_first

DRAIN_SECONDS = 20  # longer than a write at Stripe may take with its retries
# How Reflex is told that the pages are built, so that it links nothing for them, and that this port serves them too.
OF_REFLEX = {
    "REFLEX_ENV_MODE": "prod",
    "REFLEX_BACKEND_ONLY": "true",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
}


def main() -> None:
    """Runs until it is told to stop, by SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m rxapp.serve", description=__doc__)
    parser.add_argument("--host", default="0.0.0.0", help="where to listen: 127.0.0.1 behind a proxy on this machine")  # noqa: S104
    host = parser.parse_args().host
    look_first()
    metrics.begin_anew()
    states = settings.data_dir.resolve() / "states"
    shutil.rmtree(states, ignore_errors=True)  # as `reflex run` does: they may be of another version
    os.environ.update(OF_REFLEX | {"REFLEX_STATES_WORKDIR": str(states)})  # nothing else has to be writable
    Server(
        "rxapp.rxapp:app",
        factory=True,
        address=host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.processes,
        respawn_failed_workers=True,
        workers_kill_timeout=DRAIN_SECONDS,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
