"""This machine: Python, Node, the port."""

import platform
import sys

from reflex.utils.js_runtimes import check_node_version, get_node_version
from reflex_base.constants import Node

from rxapp.doctor.finding import Finding, fine, unsure, wrong
from rxapp.port import another, state_of
from rxapp.settings import Settings

LEAST_PYTHON = (3, 11)


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
    number = settings.port
    match state_of(number):
        case "free":
            return fine("Port", f"{number} is free")
        case "ours":
            said = f"{number} is taken by a store that runs"
            return unsure("Port", said, "Nothing, if it is this one; else another PORT.")
        case "taken":
            said = f"{number} is taken by another program"
            return wrong("Port", said, f"Take another: PORT={another(number)} make run")
        case "forbidden":
            return wrong("Port", f"{number} is not for everybody", "Set PORT to one above 1023.")
