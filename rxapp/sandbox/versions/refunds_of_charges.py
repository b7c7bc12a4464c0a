"""2024-04-10: the refunds of a charge are left out where nobody asks for them."""

from __future__ import annotations

from ..rules.shapes import Resource
from .change import Change, Find


def _back(charge: Resource, find: Find) -> None:
    charge.setdefault("refunds", None)


CHANGE = Change(
    since="2024-04-10",
    says="`refunds` of a charge are left out where nobody asks for them, no longer null",
    answers={"charge": _back},
)
