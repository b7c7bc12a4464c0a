"""The amounts of a session, computed anew after every change."""

from __future__ import annotations

from decimal import Decimal

from ...rules import currencies, limits, totals
from ...rules.shapes import Resource
from ...store import Record
from . import discounts, shipping


def total(session: Record) -> totals.Total:
    """What the session costs now."""
    inner = session.inner
    trial = has_trial(session)
    items = [
        totals.Item(
            # What comes again and again costs nothing while a trial runs.
            Decimal(0) if trial and entry["item"]["price"]["type"] == "recurring" else _unit_amount(entry),
            entry["item"]["quantity"],
            entry["product"]["id"],
            _rates(entry["tax_rates"]),
        )
        for entry in inner["items"]
    ]
    effect = discounts.effect(inner["discount"], session.object["currency"])
    return totals.total(items, effect, shipping.amount(session), step=_step(session))


def next_invoice(session: Record) -> totals.Total:
    """What a subscription costs when it comes again: its recurring items, without shipping."""
    recurring = [entry for entry in session.inner["items"] if entry["item"]["price"]["type"] == "recurring"]
    items = [
        totals.Item(_unit_amount(entry), entry["item"]["quantity"], entry["product"]["id"], _rates(entry["tax_rates"]))
        for entry in recurring
    ]
    discount = session.inner["discount"]
    lasts = discount is not None and discount["coupon"]["duration"] != "once"
    effect = discounts.effect(discount, session.object["currency"]) if lasts else None
    return totals.total(items, effect, 0, step=_step(session))


def _step(session: Record) -> int:
    return currencies.divisible_by(session.object["currency"])


def _unit_amount(entry: Resource) -> Decimal:
    return Decimal(entry["item"]["price"]["unit_amount_decimal"])


def _rates(tax_rates: list[Resource]) -> tuple[totals.Rate, ...]:
    return tuple(totals.as_rate(rate) for rate in tax_rates)


def has_trial(session: Record) -> bool:
    """Whether the subscription begins with a trial."""
    data = session.inner["subscription_data"]
    return bool(data.get("trial_period_days") or data.get("trial_end"))


def recompute(session: Record) -> totals.Total:
    """Writes the amounts into the session and its items.

    Raises:
        StripeError: 400 if the total is between nothing and the smallest charge, or the discount does not apply.
    """
    computed = total(session)
    shown, inner = session.object, session.inner
    if shown["mode"] == "setup":
        return computed
    discount = inner["discount"]
    if discount is not None:
        discounts.check_applies(discount, inner["items"], computed.subtotal, shown["currency"])
    limits.check_total(computed.total, shown["currency"])
    for entry, cost in zip(inner["items"], computed.items, strict=True):
        entry["item"].update(
            amount_discount=cost.discount,
            amount_subtotal=cost.subtotal,
            amount_tax=cost.tax,
            amount_total=cost.total,
        )
    rate = shipping.chosen(session)
    shown.update(
        amount_subtotal=computed.subtotal,
        amount_total=computed.total,
        discounts=discounts.shown(discount),
        shipping_options=shipping.options_shown(session),
        shipping_cost=_shipping_cost(rate, computed.shipping) if rate else None,
        total_details={
            "amount_discount": computed.discount,
            "amount_shipping": computed.shipping.subtotal,
            "amount_tax": computed.tax,
        },
    )
    return computed


def _shipping_cost(rate: Resource, cost: totals.ItemTotal) -> Resource:
    return {
        "amount_subtotal": cost.subtotal,
        "amount_tax": cost.tax,
        "amount_total": cost.total,
        "shipping_rate": rate["id"],
    }
