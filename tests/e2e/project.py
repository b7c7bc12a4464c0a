"""Copies of the store that may be edited. The pages are built for every catalogue with the same products."""

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.e2e.node_packages import give_node_packages
from tests.serving import ROOT, build

FOLDERS, FILES = ("rxapp", "migrations", "assets", "reflex.lock"), ("Makefile", "rxconfig.py", "requirements.txt")
MADE_MEANWHILE = shutil.ignore_patterns("__pycache__", "external")


def as_cloned(root: Path) -> Path:
    """The store as a clone of it is, but for the packages: those that the tests stand on are there."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, root / name, ignore=MADE_MEANWHILE)
    for name in FILES:
        shutil.copy2(ROOT / name, root)
    (root / ".venv").symlink_to(ROOT / ".venv")
    give_node_packages(root)
    return root


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


def built_with(root: Path, edit: Callable[[str], str]) -> Path:
    """The same with pages of its own: what the store says is compiled into them."""
    project = project_with(root, edit)
    web = project / ".web"
    web.unlink()
    shutil.copytree(ROOT / ".web", web, symlinks=True, ignore=shutil.ignore_patterns("node_modules", "build"))
    (web / "node_modules").symlink_to(ROOT / ".web" / "node_modules")
    build(project)
    return project
