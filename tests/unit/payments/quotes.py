"""Quotes in which every part of a request shows; built from plain values, so that the catalogue may change."""

from datetime import date
from decimal import Decimal
from typing import Any

from rxapp.payments.tax_rates import content_key
from rxapp.payments.values import Terms
from rxapp.shop.destination import Destination
from rxapp.shop.discounts import Deduction
from rxapp.shop.pricing import Quote, QuoteLine, Recurring
from rxapp.shop.shipping import QuoteShipping
from rxapp.shop.taxes import QuoteTax

TEA = QuoteLine(key="product:tea", kind="product", name="Tea", unit_amount=1800, quantity=2)
ADJUSTABLE = QuoteLine(key="product:assam", kind="product", name="Assam", unit_amount=1400, quantity=1, adjustable=True)
GIFT = QuoteLine(key="donation", kind="donation", name="Trees", unit_amount=300, quantity=1)
STANDARD = QuoteShipping(key="standard", name="Standard shipping", amount=500)
EXPRESS = QuoteShipping(key="express", name="Express shipping", amount=1500)
CODE = Deduction(key="code", name="WELCOME10", amount=360)
LOYALTY = Deduction(key="loyalty", name="Loyalty", amount=140)
SALES_TAX = QuoteTax(key="new_york", name="Sales tax", percent=Decimal("8.875"), inclusive=False, amount=275)
VAT = QuoteTax(key="germany", name="VAT", percent=Decimal(19), inclusive=True, amount=600)
NEW_YORK = Destination(
    name="Anna Marsh", line1="11 Wall Street", city="New York", state="NY", postal_code="10005", country="US"
)


LIST_OF_RATES = {
    "object": "list",
    "data": [
        {"id": "txr_ny", "object": "tax_rate", "metadata": {"content": content_key(SALES_TAX)}},
        {"id": "txr_vat", "object": "tax_rate", "metadata": {"content": content_key(VAT)}},
    ],
    "has_more": False,
    "url": "/v1/tax_rates",
}


def quote(**changed: Any) -> Quote:
    """Two of a tea, 36.00, and 5.00 for shipping, to nowhere yet."""
    plain: dict[str, Any] = {
        "currency": "usd",
        "lines": (TEA,),
        "deductions": (),
        "shipping_options": (STANDARD, EXPRESS),
    }
    return Quote(**plain | changed)


def plan(trial_days: int = 14, destination: Destination | None = None, **changed: Any) -> Quote:
    """A tea club at 24.00 a month; `changed` says how it is paid otherwise, and whether it is shipped."""
    line = QuoteLine(key="plan:club", kind="plan", name="Club", unit_amount=0, quantity=1)
    ends = date(2026, 6, 1)
    paid: dict[str, Any] = {"amount": 2400, "interval": "month"} | changed
    recurring = Recurring(trial_days=trial_days, trial_reason="", trial_ends=ends, **paid)
    return quote(lines=(line,), shipping_options=(), recurring=recurring, destination=destination)


def terms(asked: Quote | None = None, customer_id: str | None = None, revision: int = 7) -> Terms:
    return Terms("co_1", revision, asked or quote(), customer_id)
