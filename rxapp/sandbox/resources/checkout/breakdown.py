"""What a session shows of its amounts in detail, when it is asked to."""

from __future__ import annotations

import stripe

from ...rules import totals
from ...rules.shapes import Resource, shape
from ...store import Record
from ..call import Call
from ..expansion import includable
from . import amounts, discounts
from .creation import KIND

_tax = shape(stripe.LineItem.Tax)


def items(session: Record, rest: list[str]) -> list[Resource]:
    """The line items; with `discounts` and `taxes` if the paths ask for them."""
    shown = [dict(entry["item"]) for entry in session.inner["items"]]
    asked = {path.partition(".")[2].partition(".")[0] for path in rest if path.startswith("data.")}
    if not asked & {"discounts", "taxes"}:
        return shown
    computed = amounts.total(session)
    for item, entry, cost in zip(shown, session.inner["items"], computed.items, strict=True):
        if "discounts" in asked:
            item["discounts"] = _discounts(session, cost.discount)
        if "taxes" in asked:
            item["taxes"] = _taxes(cost.taxes, entry["tax_rates"])
    return shown


@includable("item", "discounts")
def _item_discounts(call: Call, item: Resource, rest: list[str]) -> object:
    return item.get("discounts")


@includable("item", "taxes")
def _item_taxes(call: Call, item: Resource, rest: list[str]) -> object:
    return item.get("taxes")


@includable(KIND, "total_details")
def _total_details(call: Call, session: Resource, rest: list[str]) -> object:
    if session["total_details"] is None:
        return None
    details = dict(session["total_details"])
    if "breakdown" in rest:
        rest.remove("breakdown")
        record = call.objects.get(KIND, session["id"])
        details["breakdown"] = {
            "discounts": _discounts(record, details["amount_discount"]),
            "taxes": _all_taxes(record),
        }
    return details


@includable(KIND, "discounts")
def _session_discounts(call: Call, session: Resource, rest: list[str]) -> object:
    return call.objects.get(KIND, session["id"]).object["discounts"]


def _discounts(session: Record, amount: int) -> list[Resource]:
    discount = session.inner["discount"]
    if discount is None or amount == 0:
        return []
    return [{"amount": amount, "discount": discounts.resource(session.object, discount)}]


def _taxes(taxes: tuple[totals.Tax, ...], tax_rates: list[Resource]) -> list[Resource]:
    return [
        _tax(amount=tax.amount, rate=rate, taxability_reason="standard_rated", taxable_amount=tax.taxable)
        for tax, rate in zip(taxes, tax_rates, strict=True)
    ]


def _all_taxes(session: Record) -> list[Resource]:
    """The taxes of all items, one line for each rate."""
    lines: dict[str, Resource] = {}
    for entry, cost in zip(session.inner["items"], amounts.total(session).items, strict=True):
        for line in _taxes(cost.taxes, entry["tax_rates"]):
            known = lines.setdefault(line["rate"]["id"], {**line, "amount": 0, "taxable_amount": 0})
            known["amount"] += line["amount"]
            known["taxable_amount"] += line["taxable_amount"]
    return [*lines.values()]
