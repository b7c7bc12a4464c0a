"""What the store takes and costs, beside its goals and the documented flow: one table.

    python -m bench                  everything
    python -m bench --write          everything, and into README.md
    python -m bench toggles changes  these alone
    python -m bench --quick          each thing as seldom as can be: to see that it runs, not for its figures

Every server is on this machine, on a free port, and ends with this program.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bench import changes, first_load, growth, languages, lighthouse, machine, memory, rivals, sandbox_updates, toggles
from bench.figures import Figure, report, table, with_report
from bench.runs import QUICK, Runs
from tests.serving import ROOT, build

PARTS: dict[str, Callable[[Runs], Iterator[Figure]]] = {
    "toggles": toggles.figures,
    "changes": changes.figures,
    "memory": memory.figures,
    "first_load": first_load.figures,
    "lighthouse": lighthouse.figures,
    "languages": languages.figures,
    "growth": growth.figures,
    "sandbox": sandbox_updates.figures,
}
NEED_PAGES = {"toggles", "first_load", "lighthouse", "languages"}
README = ROOT / "README.md"


def main() -> None:
    options = _options()
    rivals.install()
    if NEED_PAGES & set(options.parts) and not options.keep_build:
        build()
    figures: list[Figure] = []
    for name in options.parts:
        print(f"{name} …", file=sys.stderr, flush=True)
        figures += PARTS[name](QUICK if options.quick else Runs())
    print(table(figures))
    if options.write:
        written = report(figures, f"{datetime.now(UTC):%-d %B %Y}", machine.described())
        README.write_text(with_report(README.read_text(), written))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar=f"{{{','.join(PARTS)}}}")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    parser.add_argument("--quick", action="store_true", help="measure each thing as seldom as can be")
    parser.add_argument("--keep-build", action="store_true", help="take the production build that is there")
    options = parser.parse_args()
    if options.write and (options.parts or options.quick):
        parser.error("the README's table is of one whole run: no parts, and not --quick")
    options.parts = options.parts or list(PARTS)
    return options


if __name__ == "__main__":
    main()
