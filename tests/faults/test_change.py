"""The step `change` under every fault."""

import pytest

from tests.faults.cells import FAULTS, STEPS, play
from tests.faults.stage import Stage

STEP = next(step for step in STEPS if step.name == "change")


@pytest.mark.parametrize("fault", FAULTS)
def test_change(stage: Stage, fault: str):
    play(stage, STEP, fault)
