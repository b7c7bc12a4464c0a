"""What the benchmark is made of: its table, its distance, and what it reads of the operating system."""

import asyncio
import os
import time

import pytest

from bench.__main__ import NEED_PAGES, PARTS
from bench.delay import Link, serve
from bench.figures import BEGIN, END, Figure, Goal, ratio, report, table, with_report
from bench.machine import described
from tests.serving import ROOT, free_port


@pytest.mark.parametrize(
    ("figure", "row"),
    [
        (Figure("a", 76.4, 533.2, Goal(70), "ms"), "| a | ≤ 70 ms | **76 ms** | 533 ms |"),
        (Figure("a", 70.0, 533.2, Goal(70), "ms"), "| a | ≤ 70 ms | 70 ms | 533 ms |"),
        (Figure("a", 96.0, goal=Goal(96, at_least=True)), "| a | ≥ 96 | 96 | – |"),
        (Figure("a", 95.9, goal=Goal(96, at_least=True), digits=1), "| a | ≥ 96 | **95.9** | – |"),
        (Figure("a", 1234567.0), "| a |  | 1,234,567 | – |"),
        (ratio("a", Figure("b", 74, 100), Goal(0.74)), "| a | ≤ 0.74 | 0.74 | 1.00 |"),
        (ratio("a", Figure("b", 75, 100), Goal(0.74)), "| a | ≤ 0.74 | **0.75** | 1.00 |"),
    ],
)
def test_a_row_shows_a_figure_beside_its_goal_and_is_bold_where_it_misses_it(figure: Figure, row: str):
    assert table([figure]).splitlines()[2:] == [row]


def test_a_report_takes_the_place_of_the_one_before_and_nothing_else():
    readme = f"# Store\n\n{BEGIN}\nformer \\1\n{END}\n\nWhy.\n"
    written = with_report(readme, report([Figure("new", 1)], "1 May 2026", "2 cores"))
    assert written == with_report(written, report([Figure("new", 1)], "1 May 2026", "2 cores"))
    assert "former" not in written
    assert written.startswith(f"# Store\n\n{BEGIN}\n1 May 2026, 2 cores. ")
    assert written.endswith(f"| new |  | 1 | – |\n\n{END}\n\nWhy.\n")


def test_a_readme_without_a_place_for_it_is_left_alone():
    with pytest.raises(ValueError, match="has no lines"):
        with_report("# Store\n", "new")


def test_the_readme_has_a_place_for_it():
    assert "\nnew\n" in with_report((ROOT / "README.md").read_text(), "new")


def test_every_part_that_needs_the_pages_is_there():
    assert set(PARTS) >= NEED_PAGES


def test_the_machine_is_its_cores_its_memory_and_its_cpu():
    assert described().startswith(f"{len(os.sched_getaffinity(0))} cores, ")
    assert os.uname().nodename not in described()


async def test_what_goes_over_a_link_comes_whole_in_order_and_late():
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(2**16):
            writer.write(chunk)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    link = Link(free_port(), server.sockets[0].getsockname()[1], 40)
    assert Link.parse(str(link)) == link
    carrying = asyncio.create_task(serve([link]))
    reader, writer = await _connected(link.listen)
    sent = os.urandom(300_000)
    begun = time.perf_counter()
    writer.write(sent)
    assert await reader.readexactly(len(sent)) == sent
    assert time.perf_counter() - begun >= 0.040
    writer.close()
    carrying.cancel()
    server.close()


async def _connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Once somebody listens."""
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0)
