"""What the merchant types into a terminal begins the work, and ends as that did."""

import asyncio
import runpy
import sys
from collections.abc import Coroutine
from typing import Any

import pytest

from rxapp.checkout import refunding, retry_events


@pytest.mark.parametrize(
    ("file", "given"), [(retry_events.__file__, {}), (refunding.__file__, {"numbers": ["KK-1", "KK-2"]})]
)
def test_it_is_a_command(monkeypatch: pytest.MonkeyPatch, file: str, given: dict[str, Any]):
    ran: list[tuple[str, dict[str, Any]]] = []

    def run(work: Coroutine[Any, Any, int]) -> int:
        ran.append((work.__name__, dict(getattr(work, "cr_frame").f_locals)))  # noqa: B009
        work.close()
        return 3

    monkeypatch.setattr(asyncio, "run", run)
    monkeypatch.setattr(sys, "argv", ["the command", "KK-1", "KK-2"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(file, run_name="__main__")
    assert (ran, ended.value.code) == ([("main", given)], 3)
