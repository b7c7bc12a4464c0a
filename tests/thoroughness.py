"""How much of what is generated is tried: all of it in `make test`, a little in `make check`, which has to be quick."""

import os

QUICK = bool(os.environ.get("QUICK"))
LITTLE = 20


def many(number: int) -> int:
    """So many, or a twentieth of it where it has to be quick."""
    return max(1, number // LITTLE) if QUICK else number
