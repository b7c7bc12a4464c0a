"""The version of each account, for whoever names none: its first call sets it, and the control API."""

from __future__ import annotations

from ..store import Store
from .version import NEWEST, Version, named


class AccountVersions:
    """The versions of all accounts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Version] = {}

    def of(self, namespace: str) -> Version:
        """An account's version: the newest until something sets it."""
        return self._find(namespace) or NEWEST

    def begin(self, namespace: str, version: Version) -> None:
        """Sets an account's version by a call, if none has done so."""
        if namespace not in self._known and self._find(namespace) is None:
            self.set(namespace, version)

    def set(self, namespace: str, version: Version) -> None:
        """Sets the version of an account that there is."""
        version = named(version.release)
        self._store.connection.execute(
            "UPDATE namespaces SET api_version = ? WHERE name = ?", (version.name, namespace)
        )
        self._known[namespace] = version

    def forget(self, namespace: str) -> None:
        """Lets the next call set it."""
        self._known.pop(namespace, None)

    def _find(self, namespace: str) -> Version | None:
        known = self._known.get(namespace)
        if known is not None:
            return known
        row = self._store.connection.execute(
            "SELECT api_version FROM namespaces WHERE name = ?", (namespace,)
        ).fetchone()
        if row is None or row[0] is None:
            return None
        self._known[namespace] = named(row[0])
        return self._known[namespace]
