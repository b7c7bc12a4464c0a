"""The comparison with other mocks: the table in the local Stripe's README is the one that the script writes."""

import re

from bench.other_mocks.__main__ import BEGIN, END, MEASURES, README, report, with_report
from bench.other_mocks.checks import CHECKS
from bench.other_mocks.mocks import MOCKS, NOT_RUN


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("| \n").split("|")]


def test_the_readmes_table_has_the_rows_and_columns_of_the_script() -> None:
    readme = README.read_text()
    table = [line for line in readme[readme.index(BEGIN) : readme.index(END)].splitlines() if line.startswith("|")]
    head, _, *rows = map(cells, table)
    assert head == [*(mock.heading for mock in MOCKS), NOT_RUN]
    assert [row[0] for row in rows] == [*CHECKS, *MEASURES]
    for row in rows[: len(CHECKS)]:
        assert {*row[1:-1]} <= {"yes", "no"} and row[-1] == "–"
    for row in rows[len(CHECKS) :]:
        assert all(re.fullmatch(r"[\d,.]+", cell) for cell in row[1:-1]), row


def test_a_report_has_a_cell_for_every_check_of_every_one() -> None:
    columns = {mock.heading: ["yes"] * (len(CHECKS) + len(MEASURES)) for mock in MOCKS}
    written = report(columns, "1 May 2026", "2 cores")
    assert written.startswith("1 May 2026, 2 cores.\n\n|  | ")
    assert written.count("| yes | yes | yes | – |\n") == len(CHECKS) + len(MEASURES)
    assert with_report(f"# A\n{BEGIN}old\n{END}\nB", written) == f"# A\n{BEGIN}{written}\n{END}\nB"
