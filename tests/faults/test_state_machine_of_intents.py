"""Whatever shoppers, webhooks, banks, clocks and faults do: the invariants hold for carts that begin with an intent."""

from pathlib import Path

import pytest

from rxapp.orders.records import Flow
from tests.faults.state_machine import RUNS, play, playground

pytestmark = pytest.mark.early


def test_whatever_happens_every_payment_is_one_right_order(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
):
    with playground(tmp_path, template, monkeypatch, Flow.PAYMENT_INTENT) as shopping:
        play(shopping, RUNS)
