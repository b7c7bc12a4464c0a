"""The local Stripe beside what others made for the same purpose: one table.

    python -m bench.other_mocks
    python -m bench.other_mocks --write   and into the README of the local Stripe

Each is installed from its package registry into a folder that is thrown away, runs alone on a free port, and is asked
the same by the same client: whether it does what Stripe documents, how soon it answers, what memory it holds and how
many updates a second it takes.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from bench import machine
from bench.other_mocks.checks import CHECKS, Visit, passes
from bench.other_mocks.mocks import MOCKS, NOT_RUN, Mock
from tests.contract.sandbox.conftest import Receiver
from tests.serving import ROOT

README = ROOT / "rxapp" / "sandbox" / "README.md"
BEGIN, END = "<!-- written by `python -m bench.other_mocks --write` -->\n", "<!-- /other mocks -->"
SECRET = "whsec_comparison"
CLIENTS, UPDATES = 16, 1600
MEASURES = ("seconds to the first answer", "memory after the checks, MB", "updates of a customer a second, 16 clients")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the table into the README of the local Stripe")
    options = parser.parse_args()
    where = f"{machine.described()}, load average before {os.getloadavg()[0]:.1f}"
    columns = {mock.heading: _column(mock) for mock in MOCKS}
    written = report(columns, f"{datetime.now(UTC):%-d %B %Y}", where)
    print(written)
    if options.write:
        README.write_text(with_report(README.read_text(), written))


def report(columns: dict[str, list[str]], day: str, where: str) -> str:
    """The table under its date: a column for each that was run, and one for the one that wasn't."""
    rows = zip((*CHECKS, *MEASURES), *columns.values(), strict=True)
    lines = [("", *columns, NOT_RUN), ("---", *(":-:" for _ in columns), ":-:"), *((*row, "–") for row in rows)]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"{day}, {where}.\n\n{table}\n"


def with_report(readme: str, written: str) -> str:
    """The README with this table in place of the one it has."""
    place = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    assert place.search(readme), "the README has no place for it"
    return place.sub(lambda _: f"{BEGIN}{written}\n{END}", readme)


def _column(mock: Mock) -> list[str]:
    print(f"{mock.heading} …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as packages, tempfile.TemporaryDirectory() as folder:
        mock.install(Path(packages))
        return _asked(mock, Path(folder))


def _asked(mock: Mock, folder: Path) -> list[str]:
    receiver = Receiver()
    server = mock.server(folder, receiver.url, SECRET)
    began = time.perf_counter()
    visit = Visit(mock, server, receiver, SECRET, folder)
    try:
        server.start()
        seconds = time.perf_counter() - began
        visit.secret = mock.listen(visit.http, receiver.url) or SECRET
        *asked, last = CHECKS.values()
        answers = [passes(check, visit) for check in asked]
        megabytes = machine.resident_kilobytes(server) / 1000
        rate = _updates_a_second(visit)
        answers.append(passes(last, visit))
    finally:
        visit.server.stop()
        receiver.close()
    return [*_words(answers), f"{seconds:.1f}", f"{megabytes:.0f}", f"{rate:,.0f}"]


def _words(answers: Iterable[bool]) -> list[str]:
    return ["yes" if answer else "no" for answer in answers]


def _updates_a_second(visit: Visit) -> float:
    """Of customers, which all of them have; each client changes its own."""
    ids = [visit.made("/v1/customers", {"name": "Ada"})["id"] for _ in range(CLIENTS)]

    def change(id: str) -> None:
        for revision in range(UPDATES // CLIENTS):
            visit.made(f"/v1/customers/{id}", {"metadata[revision]": revision})

    with ThreadPoolExecutor(CLIENTS) as clients:
        began = time.perf_counter()
        list(clients.map(change, ids))
        return UPDATES / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
