"""Whatever Hypothesis has shoppers, webhooks, banks, clocks and faults do: the invariants hold."""

import os
from pathlib import Path

import pytest

from tests.faults.state_machine import play, playground
from tests.thoroughness import many

RUNS = int(os.environ.get("STATE_MACHINE_RUNS", many(500)))


def test_whatever_happens_every_payment_is_one_right_order(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
):
    with playground(tmp_path, template, monkeypatch) as shopping:
        play(shopping, RUNS)
    print(f"{RUNS} runs")
