"""2026-09-30.endive: nobody says any more which ways to pay there are, but which of them are allowed."""

from __future__ import annotations

from typing import Any

from ..rules.errors import exclusive_parameters
from ..rules.shapes import Resource
from .change import Change, Find

_BEFORE, _NOW, _AUTOMATIC = "payment_method_types", "allowed_payment_method_types", "automatic_payment_methods"


def _forward(values: dict[str, Any]) -> None:
    if _BEFORE not in values:
        return
    automatic = values.get(_AUTOMATIC)
    if isinstance(automatic, dict) and str(automatic.get("enabled")).lower() == "true":
        raise exclusive_parameters(_AUTOMATIC, _BEFORE)
    values[_NOW] = values.pop(_BEFORE)


def _back(intent: Resource, find: Find) -> None:
    if intent.get(_NOW):
        intent[_AUTOMATIC] = None


CHANGE = Change(
    since="2026-09-30.endive",
    says="`payment_method_types` of sessions and intents can no longer be given, `allowed_payment_method_types` can",
    requests={
        "POST /v1/checkout/sessions": _forward,
        "POST /v1/payment_intents": _forward,
        "POST /v1/payment_intents/{}": _forward,
        "POST /v1/payment_intents/{}/confirm": _forward,
        "POST /v1/setup_intents": _forward,
        "POST /v1/setup_intents/{}": _forward,
    },
    answers={"payment_intent": _back, "setup_intent": _back},
)
