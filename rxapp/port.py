"""The port of the store: whether it can be had, and which one could be taken instead."""

import errno
import socket
from typing import Literal

import httpx

SECONDS = 3.0
LARGEST = 65535


def state_of(port: int) -> Literal["free", "ours", "taken", "forbidden"]:
    """Whether the store can have a port; `ours` is one at which a store answers already."""
    try:
        _try(port)
    except PermissionError:
        return "forbidden"
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        return "ours" if _is_a_store(port) else "taken"
    return "free"


def another(port: int) -> int:
    """The next port above that is free, and that everybody may take."""
    return next(one for one in range(max(port, 1023) + 1, LARGEST + 1) if _is_free(one))


def _try(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(("0.0.0.0", port))  # noqa: S104 – as the store does


def _is_free(port: int) -> bool:
    try:
        _try(port)
    except OSError:
        return False
    return True


def _is_a_store(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=SECONDS).status_code == 200
    except httpx.HTTPError:
        return False
