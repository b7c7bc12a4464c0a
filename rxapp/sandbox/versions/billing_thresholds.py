"""`billing_thresholds` of subscriptions ended with 2025-03-31.basil and came back two months later."""

from __future__ import annotations

from typing import Any

from .change import Change, hides, refuses, refuses_in_each, shows

_KINDS = ("subscription", "subscription_item")
_refuse, _refuse_in_items = refuses("billing_thresholds"), refuses_in_each("items", "billing_thresholds")


def _forward(values: dict[str, Any]) -> None:
    _refuse(values)
    _refuse_in_items(values)


ENDED = Change(
    since="2025-03-31.basil",
    says="`billing_thresholds` of subscriptions and their items ended",
    requests={"POST /v1/subscriptions/{}": _forward},
    answers=dict.fromkeys(_KINDS, shows(billing_thresholds=None)),
)
RETURNED = Change(
    since="2025-05-28.basil",
    says="`billing_thresholds` of subscriptions and their items came back",
    answers=dict.fromkeys(_KINDS, hides("billing_thresholds")),
)
