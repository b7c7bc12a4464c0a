"""This machine: Python, Node, the port."""

import errno
import platform
import socket
import sys

import httpx
from reflex.utils.js_runtimes import check_node_version, get_node_version
from reflex_base.constants import Node

from rxapp.doctor.finding import Finding, fine, unsure, wrong
from rxapp.settings import Settings

LEAST_PYTHON = (3, 11)
SECONDS = 3.0


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """Whether the packages run on it."""
    if version < LEAST_PYTHON:
        least = ".".join(map(str, LEAST_PYTHON))
        return wrong("Python", f"{platform.python_version()} is too old", f"Install {least} or newer, then make clean.")
    return fine("Python", ".".join(map(str, version)))


def node() -> Finding:
    """Whether the Node that Reflex would build the pages with is new enough."""
    version = get_node_version()
    if version is None or not check_node_version():
        said = f"{version} is too old" if version else "there is none that starts"
        return wrong("Node", said, f"Run `make run`: it installs {Node.MIN_VERSION} or newer beside Python.")
    return fine("Node", str(version))


def port(settings: Settings) -> Finding:
    """Whether the store can have its port, or has it already."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("0.0.0.0", settings.port))  # noqa: S104 – as the store does
        except PermissionError:
            return wrong("Port", f"{settings.port} is not for everybody", "Set PORT to one above 1023.")
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return _taken(settings.port)
    return fine("Port", f"{settings.port} is free")


def _taken(port: int) -> Finding:
    try:
        ours = httpx.get(f"http://127.0.0.1:{port}/health", timeout=SECONDS).status_code == 200
    except httpx.HTTPError:
        ours = False
    if ours:
        return unsure("Port", f"{port} is taken by a store that runs", "Nothing, if it is this one; else another PORT.")
    return wrong("Port", f"{port} is taken by another program", f"Take another: PORT={port + 1} make run")
