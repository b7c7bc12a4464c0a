"""Copies of the project that mistakes are put into, so that nobody's own files are touched."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT_OUT = frozenset(
    ".git .venv .web .data .states .hypothesis .pytest_cache .ruff_cache .mutants node_modules __pycache__ bench "
    "external".split()
)
MODULES = "tests/contract/browser/node_modules"
LATER_NANOSECONDS = 10**12


def copied(folder: Path, source: Path = ROOT) -> Path:
    """Makes a copy with the times of the files as they are, so that compiled modules fit it."""
    shutil.copytree(source, folder, ignore=lambda _, names: LEFT_OUT & set(names), symlinks=True)
    if (ROOT / MODULES).exists():
        (folder / MODULES).symlink_to(ROOT / MODULES)
    return folder


def install_modules() -> None:
    """Installs what the browser's tests need of npm, unless it is there."""
    if not (ROOT / MODULES / ".package-lock.json").exists():
        subprocess.run(["npm", "ci", "--silent"], cwd=(ROOT / MODULES).parent, check=True, stdout=subprocess.DEVNULL)


class Changed:
    """A file of a copy that says something else for as long as the block lasts."""

    def __init__(self, file: Path, text: str) -> None:
        self._file, self._text = file, text

    def __enter__(self) -> None:
        self._before, times = self._file.read_text(), self._file.stat()
        self._times = times.st_atime_ns, times.st_mtime_ns
        self._file.write_text(self._text)
        later = self._times[1] + LATER_NANOSECONDS
        os.utime(self._file, ns=(later, later))  # so that what was compiled before doesn't fit

    def __exit__(self, *_: object) -> None:
        self._file.write_text(self._before)
        os.utime(self._file, ns=self._times)
        for compiled in self._file.parent.glob(f"__pycache__/{self._file.stem}.*"):
            compiled.unlink()
