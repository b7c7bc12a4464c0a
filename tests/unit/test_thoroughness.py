"""How much is tried: the same in every process, and never nothing."""

from typing import Any

import pytest

from tests import thoroughness
from tests.thoroughness import a_few_of, left_out, many


class Item:
    def __init__(self, nodeid: str, *markers: str) -> None:
        self.nodeid, self._markers = nodeid, markers

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self._markers else None


def tables(*markers: str, **rows: int) -> list[Any]:
    return [Item(f"file.py::{name}[{row}]", *markers) for name, number in rows.items() for row in range(number)]


def names(items: Any) -> list[str]:
    return sorted(item.nodeid for item in items)


def test_of_a_long_table_so_many_rows_stay_the_same_ones_each_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(thoroughness, "ROWS", 6)
    first, again = (left_out(tables(long=50, short=6, one=1)) for _ in range(2))
    assert names(first) == names(again)
    assert len(first) == 44 and all("::long[" in name for name in names(first))
    assert names(left_out(tables(other=50))) != names(first)


def test_a_table_that_is_tried_whole_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(thoroughness, "ROWS", 6)
    assert left_out(tables("whole", long=50)) == set()
    assert len(left_out(tables("whole", long=50) + tables("early", other=50))) == 44


def test_of_what_is_slow_fewer_rows_are_tried_and_never_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(thoroughness, "ROWS", 10)
    bought: list[Any] = [Item(f"tests/e2e/test_a.py::bought[{row}]", "browser") for row in range(9)]
    assert [len(left_out(table)) for table in (tables(a=12), tables("browser", a=12), bought)] == [2, 9, 7]
    monkeypatch.setattr(thoroughness, "ROWS", 1)
    assert [len(left_out(table)) for table in (tables(a=12), tables("browser", a=12), bought)] == [11, 11, 8]


def test_without_a_limit_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(thoroughness, "ROWS", 0)
    assert left_out(tables(long=50)) == set()


@pytest.mark.parametrize(("quick", "thorough", "tried"), [(True, False, 1), (False, False, 3), (False, True, 5)])
def test_every_one_has_its_turn(monkeypatch: pytest.MonkeyPatch, quick: bool, thorough: bool, tried: int):
    monkeypatch.setattr(thoroughness, "QUICK", quick)
    monkeypatch.setattr(thoroughness, "THOROUGH", thorough)
    turns = [a_few_of("abcde", turn) for turn in range(10)]
    assert {len(turn) for turn in turns} == {tried}
    assert {one for turn in turns[:5] for one in turn} == set("abcde")
    assert turns[0] == turns[5]


@pytest.mark.parametrize("one_of", [1, 3, 40])
def test_never_nothing(monkeypatch: pytest.MonkeyPatch, one_of: int):
    monkeypatch.setattr(thoroughness, "ONE_OF", one_of)
    assert (many(1), many(120)) == (1, 120 // one_of)
