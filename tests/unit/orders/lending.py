"""Databases on a Postgres server that tests use in turn: emptying one takes much less than making and deleting it."""

import asyncio
from dataclasses import dataclass, field

import asyncpg  # pyright: ignore[reportMissingTypeStubs]

from tests.postgres import Postgres

COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
"""
# Deleting few rows takes less than TRUNCATE, which makes files anew.
EMPTY = """
DO $$
DECLARE one record;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', one.name);
  END LOOP;
  FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' LOOP
    PERFORM setval(format('%I', one.name), 1, false);
  END LOOP;
END $$
"""


@dataclass
class Lender:
    """Lends databases with all tables and nothing in them; `template` is the name of one that stays as it is."""

    server: Postgres
    template: str
    _free: list[str] = field(default_factory=list)
    _columns: list[asyncpg.Record] = field(default_factory=list)

    def lend(self) -> str:
        """The name of a database for one test."""
        return self._free.pop() if self._free else self.server.create(self.template)

    def take_back(self, name: str) -> None:
        """Lends it again, unless a test has changed its tables."""
        if asyncio.run(self._emptied(name)):
            self._free.append(name)

    async def _emptied(self, name: str) -> bool:
        database = await asyncpg.connect(self._address(name))
        try:
            self._columns = self._columns or await self._columns_of_the_template()
            as_made = await database.fetch(COLUMNS) == self._columns
            if as_made:
                await database.execute(EMPTY)
            return as_made
        finally:
            await database.close()

    async def _columns_of_the_template(self) -> list[asyncpg.Record]:
        database = await asyncpg.connect(self._address(self.template))
        try:
            return await database.fetch(COLUMNS)
        finally:
            await database.close()  # nobody can copy a database that somebody is connected to

    def _address(self, name: str) -> str:
        return self.server.url(name).replace("+asyncpg", "")
