"""2025-09-30.clover: a discount names its coupon within `source`, and no longer shows all of it."""

from __future__ import annotations

from ..rules.shapes import Resource
from .change import Change, Find


def _back(discount: Resource, find: Find) -> None:
    coupon = discount.pop("source")["coupon"]
    discount["coupon"] = find(coupon) if isinstance(coupon, str) else coupon


CHANGE = Change(
    since="2025-09-30.clover",
    says="`coupon` of a discount moved to `source`, where it is an identifier",
    answers={"discount": _back},
)
