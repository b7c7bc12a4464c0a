"""The backups of docs/operations.md, run as they stand there while the store works with the database."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rxapp.orders.database import Database
from rxapp.orders.ledger import Ledger
from tests.carts import ADD_TEA, KNOWN
from tests.code_blocks import blocks_for
from tests.postgres import Postgres

POSTGRES, SQLITE = (block.code for block in blocks_for(__file__, "docs/operations.md"))


def sh(command: str, folder: Path, *programs: Path, **settings: str) -> None:
    path = os.pathsep.join([*map(str, programs), str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(["sh", "-ec", command], cwd=folder, env=os.environ | settings | {"PATH": path}, check=True)


async def revision_of(url: str, checkout_id: str) -> int:
    """What a store that starts there finds."""
    database = Database(url)
    try:
        return (await Ledger(database).checkout(checkout_id)).revision
    finally:
        await database.close()


async def test_a_copy_of_sqlite_has_what_was_written_last(tmp_path: Path, template: Path):
    file = shutil.copy(template, tmp_path / "store.db")
    database = Database(f"sqlite:///{file}")
    checkout = await Ledger(database).change("anna", None, ADD_TEA, KNOWN)
    sh(SQLITE, tmp_path, DATA_DIR=str(tmp_path))
    await Ledger(database).change("anna", checkout.id, ADD_TEA, KNOWN)
    await database.close()
    assert await revision_of(f"sqlite:///{tmp_path / 'store.backup.db'}", checkout.id) == 1
    assert await revision_of(f"sqlite:///{file}", checkout.id) == 2


@pytest.mark.server
async def test_postgres_is_again_as_it_was_when_it_was_dumped(tmp_path: Path, postgres_server: tuple[Postgres, str]):
    server, template = postgres_server
    url = server.url(server.create(template))
    database = Database(url)
    checkout = await Ledger(database).change("anna", None, ADD_TEA, KNOWN)
    dump, restore = POSTGRES.splitlines()
    settings = {"DATABASE_URL": url.replace("+asyncpg", "")}
    sh(dump, tmp_path, server.programs, **settings)
    await Ledger(database).change("anna", checkout.id, ADD_TEA, KNOWN)
    await database.close()
    sh(restore, tmp_path, server.programs, **settings)
    assert await revision_of(url, checkout.id) == 1
