"""The store and the documented flow, side by side on one local Stripe, near or far from each other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench import delay
from rxapp.settings import LOCAL_PUBLISHABLE_KEY, LOCAL_SECRET_KEY
from tests.contract.sandbox.conftest import sandbox_server
from tests.faults.processes import COOKIE_KEY, ONLY_BACKEND, WEBHOOK_SECRET, StoreProcesses
from tests.serving import Server, free_port, running, store_server

HERE = Path(__file__).parent
NODE = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
TO_THE_SERVER_MS, TO_STRIPE_MS = 50, 150
# What a shopper may ask in a minute is no part of what it costs.
NO_LIMITS = {
    f"{what}_PER_{whom}": "1000000/minute" for what in ("CHANGES", "WRONG_CODES") for whom in ("CART", "ADDRESS")
} | {"REQUESTS_PER_ADDRESS": "1000000/minute"}


@dataclass
class Rivals:
    """Both servers, and where a browser finds them."""

    stripe: Server
    store: Server
    documented: Server
    store_address: str
    documented_address: str

    def stripe_calls(self, account: str) -> list[dict[str, Any]]:
        """The latest calls of an account, newest first; no more than some hundred are kept."""
        address = f"http://127.0.0.1:{self.stripe.port}/_sandbox/api/{account}/requests"
        return httpx.get(address).raise_for_status().json()


@contextmanager
def near(folder: Path) -> Iterator[tuple[StoreProcesses, Server]]:
    """The store without its pages, and the documented flow, with nothing between them and Stripe."""
    with running(sandbox_server(folder / "stripe")) as stripe:
        base = f"http://127.0.0.1:{stripe.port}"
        store = store_server(folder / "store", CART_SECRET=COOKIE_KEY, STRIPE_WEBHOOK_SECRET=WEBHOOK_SECRET)
        store.use(STRIPE_API_BASE=base, **(ONLY_BACKEND | NO_LIMITS))
        with running(store), running(documented_server(folder, base, folder / "unused.js")) as documented:
            yield StoreProcesses(store, stripe, folder), documented


@contextmanager
def far(folder: Path) -> Iterator[Rivals]:
    """Both with their pages: a browser is 50 ms away from them, and everybody 150 ms from Stripe."""
    bundle = bundled(folder / "page.js")
    with ExitStack() as stack:
        stripe = stack.enter_context(running(sandbox_server(folder / "stripe")))
        to_stripe = delay.far(stripe.port, TO_STRIPE_MS)
        base = f"http://127.0.0.1:{to_stripe.listen}"
        address = free_port()
        store = store_server(folder / "store", PUBLIC_URL=f"http://localhost:{address}", STRIPE_API_BASE=base)
        store.use(**NO_LIMITS)
        documented = documented_server(folder, base, bundle)
        to_store = delay.far(store.port, TO_THE_SERVER_MS, address)
        to_documented = delay.far(documented.port, TO_THE_SERVER_MS)
        stack.enter_context(delay.running(to_stripe, to_store, to_documented))
        stack.enter_context(running(store))
        stack.enter_context(running(documented))
        yield Rivals(
            stripe, store, documented, f"http://localhost:{address}", f"http://localhost:{to_documented.listen}"
        )


def documented_server(folder: Path, stripe: str, bundle: Path) -> Server:
    """The documented flow, with an account of its own."""
    port = free_port()
    environment = NODE | {
        "NODE_ENV": "production",
        "PORT": str(port),
        "STRIPE_ADDRESS": stripe,
        "STRIPE_SECRET_KEY": f"{LOCAL_SECRET_KEY}documented",
        "STRIPE_PUBLISHABLE_KEY": f"{LOCAL_PUBLISHABLE_KEY}documented",
        "BUNDLE": str(bundle),
    }
    return Server(["node", str(HERE / "comparator" / "server.js")], port, environment, folder / "documented.log", "/")


def bundled(target: Path) -> Path:
    """The documented page as a shop would serve it."""
    command = [
        str(HERE / "node_modules" / ".bin" / "esbuild"),
        str(HERE / "comparator" / "page.jsx"),
        "--bundle",
        "--minify",
        "--jsx=automatic",
        '--define:process.env.NODE_ENV="production"',
        f"--outfile={target}",
        "--log-level=error",
    ]
    subprocess.run(command, env=os.environ | NODE, check=True)
    return target


def install() -> None:
    """The exact packages of the documented flow, and Lighthouse."""
    if not (HERE / "node_modules" / ".package-lock.json").exists():
        subprocess.run(["npm", "ci", "--silent"], cwd=HERE, env=os.environ | NODE, check=True)
