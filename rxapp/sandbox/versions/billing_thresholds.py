"""`billing_thresholds` of subscriptions ended with 2025-03-31.basil and came back two months later."""

from __future__ import annotations

from .change import Change, hides, shows

_KINDS = ("subscription", "subscription_item")

ENDED = Change(
    since="2025-03-31.basil",
    says="`billing_thresholds` of subscriptions and their items ended",
    answers=dict.fromkeys(_KINDS, shows(billing_thresholds=None)),
)
RETURNED = Change(
    since="2025-05-28.basil",
    says="`billing_thresholds` of subscriptions and their items came back",
    answers=dict.fromkeys(_KINDS, hides("billing_thresholds")),
)
