"""What is compared: how each is installed, started, and told where webhooks go."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from abc import ABC, abstractmethod
from pathlib import Path

import httpx

from tests.serving import ROOT, Server, free_port

NODE = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


class Mock(ABC):
    """One of them.

    Attributes:
        heading: Of its column.
        stripe_js: Where a page finds its Stripe.js, if it has one.
    """

    heading: str
    stripe_js: str | None = None

    @abstractmethod
    def install(self, folder: Path) -> None:
        """Brings it into a folder of its own."""

    @abstractmethod
    def server(self, folder: Path, webhooks: str, secret: str) -> Server:
        """A server that isn't started, with its data in the folder, which sends events to an address.

        Called again with the same folder it finds what it had, if it keeps anything.
        """

    def listen(self, http: httpx.Client, webhooks: str) -> str | None:
        """Registers an address for webhooks where it is running; the secret that it signs with, if it gives one."""
        return None

    def pay(self, http: httpx.Client, session: str) -> None:
        """Pays a session without a browser, by its own means."""
        raise NotImplementedError

    def fail_once(self, http: httpx.Client, path: str) -> None:
        """Has the next call to a path fail, by its own means."""
        raise NotImplementedError

    def advance(self, http: httpx.Client, seconds: int) -> None:
        """Puts the clock forward, by its own means."""
        raise NotImplementedError


class LocalStripe(Mock):
    heading = "local Stripe"
    stripe_js = "/endive/stripe.js"

    def install(self, folder: Path) -> None:
        """It is here."""

    def server(self, folder: Path, webhooks: str, secret: str) -> Server:
        port = free_port()
        command = [sys.executable, "-m", "rxapp.sandbox", "--port", str(port), "--data-dir", str(folder)]
        command += ["--forward-to", webhooks, "--webhook-secret", secret]
        return Server(command, port, {"PYTHONPATH": str(ROOT)}, folder / "server.log", "/_sandbox/")

    def pay(self, http: httpx.Client, session: str) -> None:
        self._command(http, f"pay/{session}", {"email": "ada@example.com"})

    def fail_once(self, http: httpx.Client, path: str) -> None:
        self._command(http, "faults", {"kind": "server_error", "path": path})

    def advance(self, http: httpx.Client, seconds: int) -> None:
        self._command(http, "clock", {"seconds": seconds})

    def _command(self, http: httpx.Client, path: str, body: dict[str, object]) -> None:
        http.post(f"/_sandbox/api/-/{path}", json=body).raise_for_status()


class Emulate(Mock):
    """Of Vercel Labs: many services, Stripe among them. Where webhooks go stands in a file read at the start."""

    heading = "`emulate` 0.12.2"

    def install(self, folder: Path) -> None:
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), "emulate@0.12.2"]
        subprocess.run(command, env=os.environ | NODE, check=True, capture_output=True)
        self._program = folder / "node_modules" / ".bin" / "emulate"

    def server(self, folder: Path, webhooks: str, secret: str) -> Server:
        port = free_port()
        told = {"stripe": {"webhooks": [{"url": webhooks, "secret": secret, "events": ["*"]}]}}
        (folder / "seed.json").write_text(json.dumps(told))
        command = [str(self._program), "start", "--service", "stripe", "--port", str(port)]
        command += ["--seed", str(folder / "seed.json")]
        return Server(command, port, NODE, folder / "server.log", "/v1/customers")

    def pay(self, http: httpx.Client, session: str) -> None:
        assert http.post(f"/checkout/{session}/complete").status_code < 400


class LocalstripePackage(Mock):
    """Of Adrien Vergé. It keeps its data in one file for all, which the first start of a comparison throws away."""

    heading = "`localstripe` 1.15.10"
    stripe_js = "/js.stripe.com/v3/"

    def install(self, folder: Path) -> None:
        venv.create(folder, with_pip=True)
        command = [str(folder / "bin" / "pip"), "install", "--quiet", "localstripe==1.15.10"]
        subprocess.run(command, check=True, capture_output=True)
        self._program = folder / "bin" / "localstripe"

    def server(self, folder: Path, webhooks: str, secret: str) -> Server:
        port = free_port()
        again = (folder / "server.log").exists()
        command = [str(self._program), "--port", str(port), *([] if again else ["--from-scratch"])]
        return Server(command, port, {}, folder / "server.log", "/js.stripe.com/v3/")

    def listen(self, http: httpx.Client, webhooks: str) -> str | None:
        secret = "whsec_localstripe"
        http.post("/_config/webhooks/bench", data={"url": webhooks, "secret": secret}).raise_for_status()
        return secret


MOCKS: list[Mock] = [LocalStripe(), Emulate(), LocalstripePackage()]
# A program in Go, whose releases no package registry has: it was not run.
NOT_RUN = "`stripe-mock`"
