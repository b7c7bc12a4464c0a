"""Brings the tables up to date: one process does it, whoever else starts at that moment waits."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from rxapp.orders.database import Database
from rxapp.shop.refusal import DatabaseBusy

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

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

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    with _refusals_told(url):
        if url.startswith("sqlite"):
            Path(url.partition("///")[2]).parent.mkdir(parents=True, exist_ok=True)
        command.upgrade(config, to)


@contextmanager
def _refusals_told(url: str) -> Generator[None]:
    from alembic.util import CommandError

    try:
        yield
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


async def waiting_migrations(url: str) -> int:
    """How many steps the tables are behind; nothing is made or changed.

    Raises:
        CannotUseDatabase: It can't be reached, or a newer version of the store has changed it.
    """
    if _is_to_be_made(url):
        return _steps_after(None)
    database = Database(url)
    try:
        with _refusals_told(url):
            return _steps_after(await database.run(_revision))
    except DatabaseBusy as busy:  # nobody serves it; the store itself would try again
        with _refusals_told(url):
            raise busy.__cause__ or busy from None
    finally:
        await database.close()


def _is_to_be_made(url: str) -> bool:
    return url.startswith("sqlite") and not Path(url.partition("///")[2]).exists()


def _revision(session: Session) -> str | None:
    if not inspect(session.connection()).has_table("alembic_version"):
        return None
    return session.scalar(text("SELECT version_num FROM alembic_version"))


def _steps_after(revision: str | None) -> int:
    return len(list(_scripts().iterate_revisions("head", revision or "base")))


def take_turn(connection: Connection) -> None:
    """Waits until no other process is migrating this database. SQLite's has one process anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def up_to_date(session: Session) -> bool:
    """Whether the tables are as this version of the store knows them: another one may be migrating by now."""
    return session.scalar(text("SELECT version_num FROM alembic_version")) == _newest()


@cache
def _newest() -> str | None:
    return _scripts().get_current_head()


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(FOLDER))


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)
