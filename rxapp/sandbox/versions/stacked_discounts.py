"""2025-03-31.basil: customers and subscriptions have `discounts`, no longer one `coupon` or `promotion_code`."""

from __future__ import annotations

from ..rules.shapes import Resource
from .change import Change, Find, refuses

_refuse = refuses("coupon", "promotion_code")


def _back(subscription: Resource, find: Find) -> None:
    discounts = subscription["discounts"]
    first = discounts[0] if discounts else None
    subscription["discount"] = find(first) if isinstance(first, str) else first


CHANGE = Change(
    since="2025-03-31.basil",
    says="`discount` of a subscription, and `coupon` and `promotion_code` where customers and subscriptions are "
    "made or changed, ended in favour of `discounts`",
    requests={
        "POST /v1/customers": _refuse,
        "POST /v1/customers/{}": _refuse,
        "POST /v1/subscriptions/{}": _refuse,
    },
    answers={"subscription": _back},
)
