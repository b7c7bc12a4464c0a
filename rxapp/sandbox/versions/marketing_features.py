"""2024-04-10: a product's `features` are called `marketing_features`."""

from __future__ import annotations

from typing import Any

from ..rules.shapes import Resource
from .change import Change, Find


def _forward(values: dict[str, Any]) -> None:
    if "features" in values:
        values["marketing_features"] = values.pop("features")


def _back(product: Resource, find: Find) -> None:
    if "marketing_features" in product:
        product["features"] = product.pop("marketing_features")


CHANGE = Change(
    since="2024-04-10",
    says="`features` of a product became `marketing_features`",
    requests={"POST /v1/products": _forward, "POST /v1/products/{}": _forward},
    answers={"product": _back},
)
