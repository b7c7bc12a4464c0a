"""What the operating system says: of this machine, and of a server's processes."""

import os
from collections.abc import Iterator
from pathlib import Path

from tests.serving import Server

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def described() -> str:
    """Cores, memory and CPU model; nothing else of the machine."""
    gigabytes = round(_field(Path("/proc/meminfo"), "MemTotal") / 2**20)
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = models[0].partition(":")[2].strip() if models else "an unnamed CPU"
    return f"{len(os.sched_getaffinity(0))} cores, {gigabytes} GB, {model}"


def cpu_seconds(server: Server) -> float:
    """What a server and its workers have used."""
    ticks = 0
    for process in _processes(server):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_A_SECOND


def resident_kilobytes(server: Server) -> int:
    """The memory of a server's largest process."""
    return max(_field(Path(f"/proc/{process}/status"), "VmRSS") for process in _processes(server))


def _processes(server: Server) -> Iterator[int]:
    yield server.process_id
    yield from map(int, Path(f"/proc/{server.process_id}/task/{server.process_id}/children").read_text().split())


def _field(file: Path, name: str) -> int:
    return int(file.read_text().partition(f"{name}:")[2].split()[0])
