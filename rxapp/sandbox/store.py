"""What is kept: one SQLite file, written before an answer is sent.

SQLite's write-ahead log reaches the operating system at each commit, so that a killed process loses nothing that it
answered for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

from .rules.errors import missing_resource
from .rules.shapes import Resource

_SCHEMA = """
CREATE TABLE IF NOT EXISTS namespaces (
    name TEXT PRIMARY KEY, created INTEGER NOT NULL, clock_offset INTEGER NOT NULL DEFAULT 0, api_version TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS objects (
    sequence INTEGER PRIMARY KEY, namespace TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
    lookup TEXT, body BLOB NOT NULL, inner BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS objects_by_id ON objects (id, namespace);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (namespace, kind, sequence);
CREATE INDEX IF NOT EXISTS objects_by_lookup ON objects (namespace, kind, lookup, sequence) WHERE lookup IS NOT NULL;
CREATE TABLE IF NOT EXISTS answers (
    namespace TEXT NOT NULL, key TEXT NOT NULL, fingerprint BLOB NOT NULL, status INTEGER NOT NULL, body BLOB NOT NULL,
    request TEXT NOT NULL, created INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS answers_by_key ON answers (namespace, key);
CREATE TABLE IF NOT EXISTS timers (
    namespace TEXT NOT NULL, due INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (namespace, due, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deliveries (
    sequence INTEGER PRIMARY KEY, namespace TEXT NOT NULL, event TEXT NOT NULL, type TEXT NOT NULL, url TEXT NOT NULL,
    secret TEXT NOT NULL, state TEXT NOT NULL, due REAL NOT NULL, position INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, status INTEGER, answer TEXT, attempted REAL
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due, position, sequence) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS deliveries_by_namespace ON deliveries (namespace, sequence);
"""
_TABLES = ("objects", "answers", "timers", "deliveries")


@dataclass(slots=True)
class Record:
    """An object as it is kept.

    Attributes:
        object: What Stripe shows of it, nothing expanded.
        inner: What only this server needs to know.
        lookup: The value by which lists of its kind are filtered most.
    """

    sequence: int
    object: Resource
    inner: Resource
    lookup: str | None

    @property
    def id(self) -> str:
        return self.object["id"]


class Store:
    """The file. Used from one thread; a transaction never waits for anything, so that transactions never overlap."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("The local Stripe is not running: enter Sandbox.running() first.")
        return self._connection

    def open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, cached_statements=256)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        # In pages, 16 MB: what changes often is copied from the log into the file once, not every hundred calls.
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.executescript(_SCHEMA)
        _upgrade(connection)
        self._connection = connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def objects(self, namespace: str) -> Objects:
        return Objects(self.connection, namespace)

    def namespaces(self) -> list[str]:
        return [name for (name,) in self.connection.execute("SELECT name FROM namespaces ORDER BY created, name")]

    def clear(self, namespace: str) -> None:
        """Forgets everything of one namespace, its clock too."""
        for table in _TABLES:
            self.connection.execute(f"DELETE FROM {table} WHERE namespace = ?", (namespace,))  # noqa: S608
        self.connection.execute(
            "UPDATE namespaces SET clock_offset = 0, api_version = NULL WHERE name = ?", (namespace,)
        )


def _upgrade(connection: sqlite3.Connection) -> None:
    """Adds to a file of before what its tables lack."""
    columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(namespaces)")}
    if "api_version" not in columns:
        connection.execute("ALTER TABLE namespaces ADD COLUMN api_version TEXT")


class Objects:
    """The objects of one namespace."""

    __slots__ = ("_execute", "namespace")

    def __init__(self, connection: sqlite3.Connection, namespace: str) -> None:
        self._execute = connection.execute
        self.namespace = namespace

    def find(self, kind: str | None, id: str) -> Record | None:
        row = self._execute(
            "SELECT sequence, body, inner, lookup, kind FROM objects WHERE id = ? AND namespace = ?",
            (id, self.namespace),
        ).fetchone()
        if row is None or (kind is not None and row[4] != kind):
            return None
        return Record(row[0], from_json(row[1]), from_json(row[2]), row[3])

    def get(self, kind: str, id: str, param: str = "id", *, status: int = 404) -> Record:
        """The object, or Stripe's refusal that names `param`."""
        record = self.find(kind, id)
        if record is None:
            raise missing_resource(kind, id, param, status=status)
        return record

    def refer(self, kind: str, id: str, param: str) -> Record:
        """The object that a parameter refers to."""
        return self.get(kind, id, param, status=400)

    def add(self, object: Resource, inner: Resource | None = None, *, lookup: str | None = None) -> Record:
        inner = inner or {}
        cursor = self._execute(
            "INSERT INTO objects (namespace, id, kind, lookup, body, inner) VALUES (?, ?, ?, ?, ?, ?)",
            (self.namespace, object["id"], object["object"], lookup, to_json(object), to_json(inner)),
        )
        return Record(cursor.lastrowid or 0, object, inner, lookup)

    def save(self, record: Record) -> None:
        self._execute(
            "UPDATE objects SET lookup = ?, body = ?, inner = ? WHERE sequence = ?",
            (record.lookup, to_json(record.object), to_json(record.inner), record.sequence),
        )

    def delete(self, record: Record) -> None:
        self._execute("DELETE FROM objects WHERE sequence = ?", (record.sequence,))

    def looked_up(self, kind: str, lookup: str) -> list[Record]:
        """All objects of a kind with this lookup value, oldest first."""
        rows = self._execute(
            "SELECT sequence, body, inner, lookup FROM objects WHERE namespace = ? AND kind = ? AND lookup = ? "
            "ORDER BY sequence",
            (self.namespace, kind, lookup),
        )
        return [Record(row[0], from_json(row[1]), from_json(row[2]), row[3]) for row in rows]

    def select(
        self, kind: str, conditions: list[str], values: list[Any], *, limit: int, ascending: bool = False
    ) -> list[Record]:
        """Objects of a kind that meet SQL conditions over `body`, `lookup` and `sequence`, newest first."""
        where = " AND ".join(["namespace = ?", "kind = ?", *conditions])
        order = "ASC" if ascending else "DESC"
        rows = self._execute(
            f"SELECT sequence, body, inner, lookup FROM objects WHERE {where} "  # noqa: S608
            f"ORDER BY sequence {order} LIMIT ?",
            [self.namespace, kind, *values, limit],
        )
        return [Record(row[0], from_json(row[1]), from_json(row[2]), row[3]) for row in rows]


def find_anywhere(store: Store, kind: str, id: str) -> tuple[str, Record] | None:
    """An object by an id that nobody can guess, and its namespace."""
    row = store.connection.execute(
        "SELECT namespace, sequence, body, inner, lookup FROM objects WHERE id = ? AND kind = ?", (id, kind)
    ).fetchone()
    return row and (row[0], Record(row[1], from_json(row[2]), from_json(row[3]), row[4]))
