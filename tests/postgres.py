"""Finds a Postgres server for the ledger's tests, or gets one: `python -m tests.postgres`."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from tests.serving import free_port

DEBIAN = Path("/usr/lib/postgresql")
START_SECONDS = 120  # on a busy machine
OWNER = "store"


def find() -> Path | None:
    """The folder of a Postgres server's programs on this machine."""
    if path := shutil.which("initdb"):
        return Path(path).resolve().parent
    return next((file.parent for file in sorted(DEBIAN.glob("*/bin/initdb"), reverse=True)), None)


def install() -> Path:
    """Debian's package.

    Raises:
        SystemExit: It could not be had.
    """
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*root, "apt-get", "update", "-qq"], check=False, stdout=sys.stderr)
        install = [*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"]
        subprocess.run(install, check=False, stdout=sys.stderr)
    if found := find():
        return found
    sys.exit("No Postgres for the ledger's tests. Install one: its initdb and postgres must be on the PATH.")


@dataclass
class Postgres:
    """A running server, empty but for the databases that tests make."""

    programs: Path
    port: int
    _start: "Callable[[], subprocess.Popen[bytes]]"
    _process: "subprocess.Popen[bytes] | None" = None
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://{OWNER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        self._process = self._start()
        _wait_until_up(self.programs, self.port, self._process)

    def stop(self) -> None:
        """Whoever is connected is cut off."""
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(START_SECONDS)

    def restart(self) -> None:
        self.stop()
        self.start()

    def create(self, template: str = "template1") -> str:
        """Makes a database and gives its name."""
        name = f"store_{next(self._numbers)}"
        reached = ["--host", "127.0.0.1", "--port", str(self.port), "--username", OWNER]
        subprocess.run([self.programs / "createdb", *reached, "--template", template, name], check=True)
        return name


@contextmanager
def running() -> Iterator[Postgres]:
    """A server of our own on a free port, as a user without rights, gone with its data at the end."""
    programs = find()
    if programs is None:
        raise RuntimeError("there is no Postgres here: `python -m tests.postgres` gets one")
    with tempfile.TemporaryDirectory(prefix="store-postgres-") as folder:
        port, user = free_port(), _user(Path(folder))
        data = f"{folder}/data"
        initdb = [programs / "initdb", "--pgdata", data, "--username", OWNER, "--auth", "trust", "--no-sync"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, user=user)
        options = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]
        command = [programs / "postgres", "-D", data, "-p", str(port), *options]
        with Path(folder, "log").open("w") as log:
            server = Postgres(programs, port, partial(subprocess.Popen, command, stdout=log, stderr=log, user=user))
            try:
                server.start()
                yield server
            finally:
                server.stop()


def _user(folder: Path) -> str | None:
    """Postgres refuses to run as root; then Debian's own user for it gets the folder."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return user


def _wait_until_up(programs: Path, port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    ready = [programs / "pg_isready", "--quiet", "--host", "127.0.0.1", "--port", str(port)]
    while subprocess.run(ready, check=False).returncode != 0:
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("Postgres did not start")
        time.sleep(0.05)


if __name__ == "__main__":
    print(find() or install())
