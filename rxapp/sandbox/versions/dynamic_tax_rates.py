"""2026-07-29.dahlia: line items no longer have tax rates by country, which never were here."""

from __future__ import annotations

from .change import Change, refuses_in_each

CHANGE = Change(
    since="2026-07-29.dahlia",
    says="`dynamic_tax_rates` of a session's line items ended",
    requests={"POST /v1/checkout/sessions": refuses_in_each("line_items", "dynamic_tax_rates")},
)
