"""A copy of the store with another catalogue; the pages are built for every catalogue with the same products."""

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.serving import ROOT


def project_with(root: Path, edit: Callable[[str], str]) -> Path:
    """Copies the store into `root`, with its catalogue edited."""
    root.mkdir()
    for name in ("rxapp", "migrations", "assets"):
        shutil.copytree(ROOT / name, root / name, symlinks=True)
    shutil.copy(ROOT / "rxconfig.py", root)
    (root / ".web").symlink_to(ROOT / ".web")
    catalog = root / "rxapp" / "shop" / "catalog.toml"
    catalog.write_text(edit(catalog.read_text("utf-8")), "utf-8")
    return root
