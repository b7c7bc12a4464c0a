"""2026-07-29.dahlia: line items no longer have tax rates by country, which never were here."""

from __future__ import annotations

from typing import Any

from .change import Change, not_done


def _forward(values: dict[str, Any]) -> None:
    items = values.get("line_items")
    for position, item in enumerate(items if isinstance(items, list) else ()):
        if "dynamic_tax_rates" in item:
            not_done(f"line_items[{position}][dynamic_tax_rates]")


CHANGE = Change(
    since="2026-07-29.dahlia",
    says="`dynamic_tax_rates` of a session's line items ended",
    requests={"POST /v1/checkout/sessions": _forward},
)
