"""A test that meets a mistake is given its own time, and not that in which others had the processors."""

import shutil
from pathlib import Path

import pytest

from tests.mutants import own_time


class Machine:
    """A clock, and what the system says of a process 7, of its child 8, and of 9, which is somebody else's."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._folder, self.now = folder, 100.0
        monkeypatch.setattr(own_time, "PROC", folder)
        monkeypatch.setattr(own_time.time, "monotonic", lambda: self.now)
        for process, parent in ((7, 1), (8, 7), (9, 1)):
            (folder / f"{process}/task/{process}").mkdir(parents=True)
            (folder / f"{process}/stat").write_text(f"{process} (a (b) c) S {parent} {process} 0")
            self.has_waited(process, 0)

    def has_waited(self, process: int, seconds: float) -> None:
        (self._folder / f"{process}/task/{process}/schedstat").write_text(f"5 {int(seconds * 1e9)} 1\n")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    return Machine(monkeypatch, tmp_path)


@pytest.mark.parametrize(
    ("waited", "own"),
    [({}, 10.0), ({7: 4}, 6.0), ({8: 4}, 6.0), ({7: 4, 8: 6}, 4.0), ({9: 4}, 10.0), ({7: 12}, 0.0)],
)
def test_time_in_which_others_had_the_processors_does_not_count(machine: Machine, waited: dict[int, float], own: float):
    clock = own_time.OwnTime(7)
    machine.now += own_time.LOOK_SECONDS
    assert clock.seconds() == own_time.LOOK_SECONDS
    machine.now += 10
    for process, seconds in waited.items():
        machine.has_waited(process, seconds)
    assert clock.seconds() == own_time.LOOK_SECONDS + own
    assert clock.seconds() == own_time.LOOK_SECONDS + own


def test_a_process_that_ends_while_it_is_looked_at_waits_for_nothing(machine: Machine, tmp_path: Path):
    shutil.rmtree(tmp_path / "8" / "task")
    (tmp_path / "9" / "stat").unlink()
    clock = own_time.OwnTime(7)
    machine.now += 10
    machine.has_waited(7, 4)
    assert clock.seconds() == 10.0, "how long it has waited by now is not known before the first look"
    machine.now += 10
    machine.has_waited(7, 9)
    assert clock.seconds() == 15.0


def test_a_system_that_does_not_say_who_waits_has_a_clock_at_least(machine: Machine):
    clock = own_time.OwnTime(1234)
    machine.now += 3
    assert clock.seconds() == 3.0
