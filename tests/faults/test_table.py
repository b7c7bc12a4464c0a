"""The table is whole: every fault at every step."""

from tests.faults.fault_table import FAULTS, STEPS


def test_there_are_at_least_sixty_cells():
    assert [step.name for step in STEPS] == ["change", "sync", "place", "confirm", "settle"]
    assert len(STEPS) * len(FAULTS) >= 60
