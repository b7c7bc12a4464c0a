"""2025-03-31.basil: each item of a subscription has a period of its own."""

from __future__ import annotations

from ..rules.shapes import Resource
from .change import Change, Find, hides

_PERIOD = ("current_period_end", "current_period_start")


def _back(subscription: Resource, find: Find) -> None:
    items = subscription["items"]["data"]
    for name in _PERIOD:
        periods = [item.pop(name) for item in items]
        subscription[name] = periods[0]


CHANGE = Change(
    since="2025-03-31.basil",
    says="`current_period_start` and `current_period_end` moved from a subscription to its items",
    answers={"subscription": _back},
    alone={"subscription_item": hides(*_PERIOD)},
)
