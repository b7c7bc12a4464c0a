"""What each test's database would do anew and need not: a test has a file of its own, but no SQL of its own."""

from sqlalchemy import create_engine

from rxapp.orders.database import Database, Sqlite

_OF_ALL = create_engine("sqlite://")
_COMPILED: dict[object, object] = {}
"""SQLAlchemy keeps what it wrote by the dialect that it wrote it for, so that one is shared as well."""

with _OF_ALL.connect():
    pass  # the dialect asks at its first connection what this SQLite can do


def share_statements(database: Database) -> None:
    """Has a database use the statements that another has written, where it is a file."""
    if isinstance(database._transactions, Sqlite):
        database.engine.dialect = _OF_ALL.dialect
        database.engine.update_execution_options(compiled_cache=_COMPILED)
