"""What Lighthouse says of the production build: its mobile preset, in a browser with a tea in its cart."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from bench.browsers import PRODUCT, put_tea_into_cart
from bench.figures import Figure, Goal
from bench.rivals import HERE, NODE
from bench.runs import Runs
from tests import chromium
from tests.serving import ROOT, free_port, running, store_server

PAGES = {"home": "/", "product": f"/products/{PRODUCT}", "cart": "/cart", "checkout": "/checkout"}
GOALS = {"home": 96, "product": 96, "cart": 96, "checkout": 92}
NOT_TO_BE_FOUND = {"cart", "checkout"}  # one shopper's own: these say `noindex`, and mean it
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def figures(runs: Runs) -> Iterator[Figure]:
    """The median score of each page; its other scores where they are not 100."""
    yield from of_shop(runs, ROOT)


def of_shop(runs: Runs, root: Path, language: str = "en", beside: str = "") -> Iterator[Figure]:
    """The same of the shop that is built in a folder and speaks a language; `beside` follows each page's name."""
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(store_server(Path(folder) / "store", root)) as store,
        sync_playwright() as playwright,
    ):
        context = playwright.chromium.launch_persistent_context(
            Path(folder) / "profile",
            executable_path=chromium.find(),
            args=[*chromium.FLAGS, f"--remote-debugging-port={port}"],
        )
        put_tea_into_cart(context.new_page(), store.url, language)
        for name, path in PAGES.items():
            scores = [scores_of(audit(store.url + path, port)) for _ in range(runs.lighthouse)]
            shown = [one for one in CATEGORIES if one != "seo" or name not in NOT_TO_BE_FOUND]
            middle = {category: median(score[category] for score in scores) for category in shown}
            yield from _figures(name + beside, GOALS[name], middle)
        context.close()


def _figures(page: str, goal: int, scores: dict[str, float]) -> Iterator[Figure]:
    yield Figure(f"Lighthouse, {page}: performance", scores.pop("performance"), goal=Goal(goal, at_least=True))
    for category, score in scores.items():
        if score < 100:
            yield Figure(f"– {category}", score, goal=Goal(100, at_least=True))


def audit(address: str, port: int) -> dict[str, object]:
    """Lighthouse's whole report on one page, by the browser at that port, which keeps its cookies."""
    command = [
        str(HERE / "node_modules" / ".bin" / "lighthouse"),
        address,
        f"--port={port}",
        "--output=json",
        "--quiet",
    ]
    answer = subprocess.run(command, env=os.environ | NODE, capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def scores_of(report: dict) -> dict[str, float]:
    """The four scores, of a hundred."""
    return {name: 100 * (report["categories"][name]["score"] or 0) for name in CATEGORIES}
