"""Node packages for an app of its own: those that the store's build has already installed."""

import os
import shutil
from pathlib import Path

from tests.serving import ROOT

SHARED = ("node_modules", "package.json", "package-lock.json", "reflex.install_frontend_packages.cached")


def give_node_packages(root: Path) -> None:
    """Puts them where Reflex looks for them in the app at `root`."""
    web = root / ".web"
    web.mkdir()
    for name in SHARED:
        source = ROOT / ".web" / name
        if source.is_dir():
            shutil.copytree(source, web / name, symlinks=True, copy_function=_linked)
        elif source.exists():
            shutil.copy2(source, web / name)


def _linked(source: str, target: str) -> str:
    """Another name for the file where the disk can do that, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
