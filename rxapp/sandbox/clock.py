"""Time, which every namespace can put forward, and what becomes due with it."""

from __future__ import annotations

import time

from .store import Store


class Clock:
    """The clocks of all namespaces. Seconds since 1970, as Stripe's timestamps."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._offsets: dict[str, int] = {}

    def register(self, namespace: str) -> None:
        """Makes a namespace known when its key is first seen."""
        if namespace in self._offsets:
            return
        execute = self._store.connection.execute
        execute("INSERT OR IGNORE INTO namespaces (name, created) VALUES (?, ?)", (namespace, int(time.time())))
        row = execute("SELECT clock_offset FROM namespaces WHERE name = ?", (namespace,)).fetchone()
        self._offsets[namespace] = row[0]

    def load(self) -> None:
        self._offsets = dict(self._store.connection.execute("SELECT name, clock_offset FROM namespaces").fetchall())

    def offset(self, namespace: str) -> int:
        return self._offsets.get(namespace, 0)

    def now(self, namespace: str) -> int:
        return int(time.time()) + self.offset(namespace)

    def advance(self, namespace: str, seconds: int) -> None:
        self._offsets[namespace] = self.offset(namespace) + seconds
        self._store.connection.execute(
            "UPDATE namespaces SET clock_offset = ? WHERE name = ?", (self._offsets[namespace], namespace)
        )

    def reset(self, namespace: str) -> None:
        self._offsets[namespace] = 0


class Timers:
    """What happens by itself at a time: a checkout session expires, the period of a subscription is over."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def set(self, namespace: str, id: str, due: int) -> None:
        self._store.connection.execute("INSERT INTO timers (namespace, due, id) VALUES (?, ?, ?)", (namespace, due, id))

    def cancel(self, namespace: str, id: str, due: int) -> None:
        self._store.connection.execute(
            "DELETE FROM timers WHERE namespace = ? AND due = ? AND id = ?", (namespace, due, id)
        )

    def due(self, namespace: str, now: int) -> list[str]:
        """The ids whose time has come."""
        rows = self._store.connection.execute(
            "SELECT id FROM timers WHERE namespace = ? AND due <= ? ORDER BY due, id", (namespace, now)
        )
        return [id for (id,) in rows.fetchall()]
