"""Brings the tables up to date: one process does it, whoever else starts at that moment waits."""

from functools import cache
from pathlib import Path

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

FOLDER = Path(__file__).parents[2] / "migrations"
LOCK = 7_203_118_114  # one number in a Postgres database, for this alone


class CannotUseDatabase(Exception):
    """The store can't work with the database that it was told to use; the text says why and what to do."""


def migrate(url: str, to: str = "head") -> None:
    """Brings the tables up to date with `migrations/`, or to one of them. Must not run inside an event loop.

    Raises:
        CannotUseDatabase: It can't be reached, or a newer version of the store has changed it.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    try:
        if url.startswith("sqlite"):
            Path(url.partition("///")[2]).parent.mkdir(parents=True, exist_ok=True)
        command.upgrade(config, to)
    except CommandError as error:  # alembic has no name of its own for a revision that it doesn't know
        raise CannotUseDatabase(
            f"The database at {_shown(url)} was changed by a newer version of the store ({error}). "
            "Run that version, or go back to a backup from before."
        ) from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise CannotUseDatabase(
            "DATABASE_URL can't be read. It looks like postgresql://user:password@host/name."
        ) from error
    except (DBAPIError, asyncpg.PostgresError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise CannotUseDatabase(
            f"The database at {_shown(url)} can't be used: {reason}. Check DATABASE_URL."
        ) from error


def take_turn(connection: Connection) -> None:
    """Waits until no other process is migrating this database. SQLite's has one process anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def up_to_date(session: Session) -> bool:
    """Whether the tables are as this version of the store knows them: another one may be migrating by now."""
    return session.scalar(text("SELECT version_num FROM alembic_version")) == _newest()


@cache
def _newest() -> str | None:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(FOLDER)).get_current_head()


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)
