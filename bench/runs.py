"""How often each thing is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Runs:
    """Enough for figures to stand in a README; see `QUICK` for trying things out."""

    pages: int = 7
    pairs_a_page: int = 3
    burst: int = 20
    changes: int = 400
    crowd: int = 30
    crowd_toggles: int = 20
    connected: int = 200
    lighthouse: int = 5
    updates_seconds: float = 5.0
    orders: int = 1_000_000
    rounds: int = 200


QUICK = Runs(
    pages=1,
    pairs_a_page=1,
    changes=40,
    crowd=5,
    crowd_toggles=3,
    connected=20,
    lighthouse=1,
    updates_seconds=1.0,
    orders=2_000,
    rounds=5,
)
