"""How long a process could have worked: while others have the processors, its own time stands still."""

import contextlib
import time
from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")
LOOK_SECONDS = 0.5
GONE = contextlib.suppress(OSError, IndexError, ValueError)  # what ends while it is looked at


class OwnTime:
    """Counts the seconds of a process and of all that it has started, without those in which they were kept waiting.

    A loop without an end and a wait for nothing both use it up; a machine with too much to do doesn't.
    """

    def __init__(self, process: int) -> None:
        self._process = process
        self._looked = time.monotonic()
        self._delays: dict[str, float] = {}
        self._seconds = 0.0

    def seconds(self) -> float:
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return self._seconds
        delays = _delays(self._process)
        # threads wait side by side, so the one that waited longest tells how long nothing could go on
        waited = max((delay - self._delays.get(thread, delay) for thread, delay in delays.items()), default=0.0)
        self._seconds += max(0.0, now - self._looked - waited)
        self._looked, self._delays = now, delays
        return self._seconds


def _delays(process: int) -> dict[str, float]:
    """How long each thread has ever stood in the queue for a processor; nothing where the system doesn't say."""
    found: dict[str, float] = {}
    for one in _family(process):
        with GONE:
            for thread in (PROC / str(one) / "task").iterdir():
                with GONE:
                    found[str(thread)] = int((thread / "schedstat").read_text().split()[1]) / 1e9
    return found


def _family(process: int) -> list[int]:
    """It, what it has started, and what that has started."""
    children: dict[int, list[int]] = defaultdict(list)
    for one in filter(lambda folder: folder.name.isdecimal(), PROC.iterdir()):
        with GONE:
            after_name = (one / "stat").read_text().rsplit(")", 1)[1].split()
            children[int(after_name[1])].append(int(one.name))
    family = [process]
    for one in family:
        family += children[one]
    return family
