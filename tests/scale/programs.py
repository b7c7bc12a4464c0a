"""Redis and nginx for the tests of many workers: found on this machine, or had: `python -m tests.scale.programs`."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.serving import ROOT, Server, free_port, wait_until_listening

PACKAGES = {"redis-server": "redis-server", "nginx": "nginx-light"}
PLACES = f"{os.environ['PATH']}{os.pathsep}/usr/sbin"


def find(program: str) -> str | None:
    return shutil.which(program, path=PLACES)


def install() -> None:
    """Debian's packages, without the services that they would start."""
    missing = [package for program, package in PACKAGES.items() if not find(program)]
    if missing and shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo"]
        install = [*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        subprocess.run(install, check=False, stdout=sys.stderr, env=os.environ | {"RUNLEVEL": "1"})


def missing() -> list[str]:
    return [program for program in PACKAGES if not find(program)]


class Redis:
    """A Redis of our own, with nothing kept on a disk: a restart forgets everything."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(find("redis-server")), "--port", str(self.port), "--save", "", "--bind", "127.0.0.1"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        wait_until_listening(self.port, self._process)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()


@contextmanager
def proxy(folder: Path, port: int, workers: Sequence[Server]) -> Iterator[None]:
    """nginx with the configuration that the project recommends, but for names and ports and without https."""
    written = (ROOT / "deploy" / "nginx.conf").read_text()
    upstream = "".join(f"server 127.0.0.1:{worker.port} max_fails=1 fail_timeout=2s;\n        " for worker in workers)
    written = re.sub(r"(server 127\.0\.0\.1:\d+ .*# yours\s+)+", upstream, written)
    written = re.sub(r"listen .*# yours", f"listen 127.0.0.1:{port};", written)
    written = re.sub(r"server_name .*# yours", "server_name localhost;", written)
    written = re.sub(r"ssl_certificate.*# yours\n", "", written)
    file = folder / "nginx.conf"
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file.write_text(f"pid {folder}/nginx.pid;\n" + written.replace("http {\n", f"http {{\naccess_log off;\n{paths}", 1))
    command = [str(find("nginx")), "-e", f"{folder}/nginx.log", "-c", str(file), "-g", "daemon off;"]
    process = subprocess.Popen(command)
    try:
        wait_until_listening(port, process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


if __name__ == "__main__":
    install()
