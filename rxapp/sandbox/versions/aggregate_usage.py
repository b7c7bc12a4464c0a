"""2025-03-31.basil: metered prices count by meters, no longer by `aggregate_usage`."""

from __future__ import annotations

from typing import Any

from ..rules.shapes import Resource
from .change import Change, Find, not_done, shows


def _forward(values: dict[str, Any]) -> None:
    recurring = values.get("recurring")
    if isinstance(recurring, dict) and "aggregate_usage" in recurring:
        not_done("recurring[aggregate_usage]")


def _back(price: Resource, find: Find) -> None:
    if price["recurring"]:
        price["recurring"]["aggregate_usage"] = None


CHANGE = Change(
    since="2025-03-31.basil",
    says="`aggregate_usage` of recurring prices and of plans ended",
    requests={"POST /v1/prices": _forward},
    answers={"price": _back, "plan": shows(aggregate_usage=None)},
)
