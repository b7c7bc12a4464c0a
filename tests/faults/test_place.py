"""The step `place` under every fault."""

import pytest

from tests.faults.cells import FAULTS, STEPS, play
from tests.faults.stage import Stage

STEP = next(step for step in STEPS if step.name == "place")


@pytest.mark.parametrize("fault", FAULTS)
def test_place(stage: Stage, fault: str):
    play(stage, STEP, fault)
