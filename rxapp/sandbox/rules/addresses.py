"""Every address of Stripe's API, from the SDK's services: what is not here is told from what is nowhere."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import stripe

_CALL = re.compile(r'"(get|post|delete)",\s+"(/v\d/[^"]+)"')
_IDENTIFIER = re.compile(r"\\\{\w+\\\}")


def is_stripes(method: str, path: str) -> bool:
    """Whether Stripe has such an address."""
    return any(address.fullmatch(path) for address in _addresses().get(method, ()))


@lru_cache
def _addresses() -> dict[str, list[re.Pattern[str]]]:
    """By method. They stand in the sources only, which are read when somebody first asks for what is not here."""
    found: dict[str, list[re.Pattern[str]]] = {}
    for file in Path(stripe.__file__).parent.rglob("*_service.py"):
        for method, path in _CALL.findall(file.read_text()):
            found.setdefault(method.upper(), []).append(re.compile(_IDENTIFIER.sub("[^/]+", re.escape(path))))
    return found
