"""The calls of late, for the page that shows them."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

_KEPT = 300
_SECRET_FIELDS = frozenset(("number", "cvc", "client_secret", "key"))


@dataclass(slots=True)
class Entry:
    """One call.

    Attributes:
        params: What was asked, card data and secrets masked.
        milliseconds: How long the answer took, faults included.
        fault: The faults that befell it, or an empty text.
        error: The message of a refusal.
    """

    id: str
    time: float
    method: str
    path: str
    params: dict[str, Any]
    status: int
    milliseconds: float
    idempotency_key: str | None
    replayed: bool
    version: str
    fault: str
    error: str | None


class RequestLog:
    """The latest calls of each namespace, newest first. They end with the process."""

    def __init__(self) -> None:
        self._entries: dict[str, deque[Entry]] = {}

    def add(self, namespace: str, entry: Entry) -> None:
        entries = self._entries.get(namespace)
        if entries is None:
            entries = self._entries[namespace] = deque(maxlen=_KEPT)
        entries.appendleft(entry)

    def latest(self, namespace: str, limit: int = _KEPT) -> list[dict[str, Any]]:
        shown = list(self._entries.get(namespace, ()))[:limit]
        return [{**asdict(entry), "params": masked(entry.params)} for entry in shown]

    def clear(self, namespace: str) -> None:
        self._entries.pop(namespace, None)


def masked(value: Any, name: str = "") -> Any:
    """The parameters without card data and secrets."""
    if isinstance(value, dict):
        return {key: masked(child, key) for key, child in value.items()}
    if isinstance(value, list):
        return [masked(child, name) for child in value]
    if name in _SECRET_FIELDS and isinstance(value, str):
        return f"••••{value[-4:]}" if name == "number" else "••••"
    return value
