"""What Lighthouse says of the same shop in Japanese and yen, and in German and euros."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import lighthouse
from bench.figures import Figure
from bench.runs import Runs
from tests.e2e.languages import german, japanese
from tests.e2e.project import built_with

SHOPS = {"Japanese": ("ja", japanese), "German": ("de", german)}


def figures(runs: Runs) -> Iterator[Figure]:
    """The rows of Lighthouse, once for each language."""
    for name, (language, edit) in SHOPS.items():
        with tempfile.TemporaryDirectory() as folder:
            yield from lighthouse.of_shop(runs, built_with(Path(folder) / "shop", edit), language, f" in {name}")
