"""Starts the real store from the production build, on free ports with data of its own; ends exactly what it started."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import httpx

Answer = TypeVar("Answer")

ROOT = Path(__file__).parents[1]
BUILD_ENVIRONMENT = {
    "REFLEX_USE_NPM": "1",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_HTTP_CLIENT_BIND_ADDRESS": "0.0.0.0",
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
}
SERVE_ENVIRONMENT = BUILD_ENVIRONMENT | {
    "REFLEX_ENV_MODE": "prod",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
}
START_SECONDS = 180  # patience on a busy machine; nobody waits longer than it takes
PAUSE = threading.Event()  # never set: waiting for it is waiting a little


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def build(root: Path = ROOT, settings: Mapping[str, str] = MappingProxyType({})) -> None:
    """Makes the production build of the store in `root`; it fits every address, and begins with these settings."""
    subprocess.run(
        [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip", "--env", "prod"],
        cwd=root,
        env=_environment({**BUILD_ENVIRONMENT, **settings}),
        check=True,
        stdout=subprocess.DEVNULL,
    )


class Server:
    """A process of ours that answers HTTP."""

    def __init__(
        self, command: list[str], port: int, environment: dict[str, str], log: Path, ready: str, root: Path = ROOT
    ) -> None:
        self.port = port
        self.url = f"http://localhost:{port}"
        self.log = log
        self._command, self._environment, self._ready = command, environment, ready
        self._root = root
        self.starting_seconds = START_SECONDS
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def use(self, **environment: str) -> None:
        """Adds settings for the next start."""
        self._environment = self._environment | environment

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self.launch()
        self.wait()

    def wait(self) -> None:
        """Waits until it answers.

        Raises:
            RuntimeError: It ended instead.
        """
        assert self._process, "launched before"
        wait_until_up(f"http://127.0.0.1:{self.port}{self._ready}", self._process, self.log, self.starting_seconds)

    def launch(self) -> None:
        """Starts it, whatever becomes of it."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._root,
                env=_environment(self._environment),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self, seconds: float = 10) -> None:
        self._end(signal.SIGTERM, seconds)

    def listen(self) -> Callable[[], str]:
        """Gives what it writes into its log from now on; what stands there already is of other tests."""
        before = self.log.stat().st_size
        return lambda: self.log.read_bytes()[before:].decode()

    @property
    def process_id(self) -> int:
        assert self._process, "started before"
        return self._process.pid

    def _end(self, how: signal.Signals, seconds: float = 10) -> None:
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, how)
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(10)


def store_server(folder: Path, root: Path = ROOT, app: str = "rxapp.rxapp:app", **environment: str) -> Server:
    """The store in `root`, serving the production build; `environment` adds settings."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    own = {"DATA_DIR": str(folder), "REFLEX_STATES_WORKDIR": str(folder / "states")}
    settings = {"PORT": str(port), **own} | environment
    granian = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1"]
    command = [*granian, "--port", str(port), "--log-level", "warning", app]
    return Server(command, port, SERVE_ENVIRONMENT | settings, folder / "server.log", "/health", root)


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Keeps a server up for as long as the block lasts."""
    try:
        server.start()
        yield server
    finally:
        server.stop()


def eventually(look: Callable[[], Answer], seconds: float = START_SECONDS) -> Answer:
    """Looks until there is something to see: for what happens in another process."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > end:
            raise TimeoutError("it never came")
        PAUSE.wait(0.02)
    return seen


def wait_until_up(url: str, process: "subprocess.Popen[bytes]", log: Path, seconds: float = START_SECONDS) -> None:
    """Asks until there is an answer; a process that ended says why."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once:\n{log.read_text()[-3000:]}")
        try:
            if httpx.get(url, timeout=10).status_code < 500:
                return
        except httpx.TransportError:
            pass
        PAUSE.wait(0.05)
    raise TimeoutError(f"no answer from {url}:\n{log.read_text()[-3000:]}")


def wait_until_listening(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Waits until a process of ours takes connections."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"it ended at once, with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            PAUSE.wait(0.05)
    raise TimeoutError(f"nobody listens on {port}")


def _environment(own: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE_")}
    return kept | own
