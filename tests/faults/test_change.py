"""The step `change` under every fault."""

import pytest

from tests.faults.fault_table import FAULTS, STEPS, play
from tests.faults.processes import StoreProcesses

STEP = next(step for step in STEPS if step.name == "change")


@pytest.mark.whole
@pytest.mark.parametrize("fault", FAULTS)
def test_change(store_processes: StoreProcesses, fault: str):
    play(store_processes, STEP, fault)
