"""2025-09-30.clover: a new subscription is billed flexibly unless it says otherwise."""

from __future__ import annotations

from typing import Any

from .change import Change


def _forward(values: dict[str, Any]) -> None:
    data = values.setdefault("subscription_data", {}) if values.get("mode") == "subscription" else None
    if isinstance(data, dict):
        data.setdefault("billing_mode", {"type": "classic"})


CHANGE = Change(
    since="2025-09-30.clover",
    says="`billing_mode` of the subscription that a session makes is `flexible` by default, no longer `classic`",
    requests={"POST /v1/checkout/sessions": _forward},
)
