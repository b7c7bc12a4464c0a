"""2026-09-30.endive: `billing_cycle_anchor` of a subscription's change is an object with a `type`."""

from __future__ import annotations

from typing import Any

from .change import Change


def _forward(values: dict[str, Any]) -> None:
    anchor = values.get("billing_cycle_anchor")
    if isinstance(anchor, str) and anchor:
        values["billing_cycle_anchor"] = {"type": anchor}


CHANGE = Change(
    since="2026-09-30.endive",
    says="`billing_cycle_anchor` where a subscription is changed became an object",
    requests={"POST /v1/subscriptions/{}": _forward},
)
