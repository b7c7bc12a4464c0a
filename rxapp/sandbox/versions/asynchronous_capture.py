"""2024-04-10: an intent that doesn't say how it is captured is captured asynchronously."""

from __future__ import annotations

from typing import Any

from .change import Change


def _forward(values: dict[str, Any]) -> None:
    values.setdefault("capture_method", "automatic")


def _forward_session(values: dict[str, Any]) -> None:
    data = values.setdefault("payment_intent_data", {}) if values.get("mode") == "payment" else None
    if isinstance(data, dict):
        _forward(data)


CHANGE = Change(
    since="2024-04-10",
    says="`capture_method` of an intent is `automatic_async` by default, no longer `automatic`",
    requests={"POST /v1/payment_intents": _forward, "POST /v1/checkout/sessions": _forward_session},
)
