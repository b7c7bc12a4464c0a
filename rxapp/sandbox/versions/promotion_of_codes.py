"""2025-09-30.clover: a promotion code names its coupon within `promotion`, and no longer shows all of it."""

from __future__ import annotations

from typing import Any

from ..rules.shapes import Resource
from .change import Change, Find

_BEFORE, _NOW = "coupon", "promotion.coupon"


def _forward(values: dict[str, Any]) -> None:
    if "coupon" in values:
        values["promotion"] = {"type": "coupon", "coupon": values.pop("coupon")}
    _forward_paths(values)


def _forward_paths(values: dict[str, Any]) -> None:
    paths = values.get("expand")
    if isinstance(paths, list):
        values["expand"] = [_path(path) if isinstance(path, str) else path for path in paths]


def _path(path: str) -> str:
    listed = "data." if path.startswith("data.") else ""
    rest = path.removeprefix(listed)
    return f"{listed}{_NOW}{rest.removeprefix(_BEFORE)}" if rest.startswith(f"{_BEFORE}.") else path


def _back(code: Resource, find: Find) -> None:
    coupon = code.pop("promotion")["coupon"]
    code["coupon"] = find(coupon) if isinstance(coupon, str) else coupon


CHANGE = Change(
    since="2025-09-30.clover",
    says="`coupon` of a promotion code moved to `promotion`, where it is an identifier",
    requests={
        "POST /v1/promotion_codes": _forward,
        "POST /v1/promotion_codes/{}": _forward_paths,
        "GET /v1/promotion_codes/{}": _forward_paths,
        "GET /v1/promotion_codes": _forward_paths,
    },
    answers={"promotion_code": _back},
)
