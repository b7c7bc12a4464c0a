"""`make doctor`, as it is called."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT, free_port

EVERYTHING = ["Python", "Node", "Port", "Folder", "Redis", "Database", "Address", "Keys"]

pytestmark = pytest.mark.usefixtures("processes")


def doctor(tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    settings = {"DATA_DIR": str(tmp_path), "PORT": str(free_port())} | env
    return subprocess.run(
        [sys.executable, "-m", "rxapp.doctor"], cwd=ROOT, env=os.environ | settings, capture_output=True, text=True
    )


def test_where_all_is_well_it_ends_with_0_and_has_written_nothing(tmp_path: Path):
    ended = doctor(tmp_path)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert re.findall(r"^✓ (\w+)", ended.stdout, re.MULTILINE) == EVERYTHING
    assert not list(tmp_path.iterdir())


def test_where_something_is_wrong_it_says_what_to_do_and_ends_with_1(tmp_path: Path):
    ended = doctor(tmp_path, REFLEX_REDIS_URL=f"redis://127.0.0.1:{free_port()}")
    assert ended.returncode == 1
    assert "✗ Redis" in ended.stdout and "→ Start it, or mend REFLEX_REDIS_URL." in ended.stdout
