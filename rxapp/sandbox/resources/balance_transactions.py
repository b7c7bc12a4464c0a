"""The account's balance, and its transactions: what a charge or a refund brings, less what Stripe takes for it."""

from __future__ import annotations

import stripe
from stripe import params as p

from ..rules import identifiers
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from ..store import Record
from . import pagination
from .call import Call, Route
from .crud import Collection

_KIND = "balance_transaction"
_DAYS = 2 * 24 * 3600
"""How long money is on its way to the balance."""
_PERCENT, _FIXED = 29, 30
"""What a payment costs in the United States: 2.9%, in tenths of a percent, and 0.30; so in every currency here."""
_balance_transaction = shape(stripe.BalanceTransaction)


def _shown(call: Call, record: Record) -> Resource:
    arrived = record.object["available_on"] <= call.now
    return {**record.object, "status": "available" if arrived else "pending"}


_BALANCE_TRANSACTIONS = Collection(_KIND, "/v1/balance_transactions", shown=_shown)


def add(call: Call, source: Resource, amount: int) -> str:
    """What a charge brings, or what a refund takes, if the amount is below zero; Stripe's fee for a charge stays."""
    fee = round(amount * _PERCENT / 1000) + _FIXED if amount > 0 else 0
    paid_with = call.objects.find("payment_method", source.get("payment_method") or "")
    at_once = paid_with is not None and paid_with.inner.get("pays_at_once")
    return _add(call, source, source["object"], amount, fee, days=0 if at_once else _DAYS)


def add_back(call: Call, refund: Resource) -> str:
    """What a refund that has failed brings back."""
    return _add(call, refund, "refund_failure", refund["amount"], fee=0)


def _add(call: Call, source: Resource, type: str, amount: int, fee: int, *, days: int = _DAYS) -> str:
    entry = _balance_transaction(
        id=identifiers.new("txn", 23, start="3"),
        object=_KIND,
        amount=amount,
        available_on=call.now + days,
        balance_type="payments",
        created=call.now,
        currency=source["currency"],
        description=source.get("description"),
        fee=fee,
        fee_details=[_fee(fee, source["currency"])] if fee else [],
        net=amount - fee,
        reporting_category=type,
        source=source["id"],
        status="pending",
        type=type,
    )
    call.objects.add(entry, lookup=source["id"])
    return entry["id"]


def _fee(amount: int, currency: str) -> Resource:
    return {
        "amount": amount, "application": None, "currency": currency, "description": "Stripe processing fees",
        "type": "stripe_fee",
    }  # fmt: skip


def _balance(call: Call, params: p.BalanceRetrieveParams) -> Resource:
    """What is there, and what is on its way, in each currency; nothing is ever paid out."""
    sums: dict[str, dict[str, int]] = {"available": {}, "pending": {}}
    for record in call.objects.select(_KIND, [], [], limit=-1, ascending=True):
        entry = _shown(call, record)
        for status, by_currency in sums.items():
            came = entry["net"] if status == entry["status"] else 0
            by_currency[entry["currency"]] = by_currency.get(entry["currency"], 0) + came
    return {
        "object": "balance",
        **{status: [_held(*held) for held in (by.items() or [("usd", 0)])] for status, by in sums.items()},
        "livemode": False,
    }


def _held(currency: str, amount: int) -> Resource:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}


ROUTES = [
    Route("GET", "/v1/balance", _balance, Parameters(p.BalanceRetrieveParams)),
    _BALANCE_TRANSACTIONS.listing(p.BalanceTransactionListParams, pagination.by("currency", "type", lookup="source")),
    _BALANCE_TRANSACTIONS.retrieval(p.BalanceTransactionRetrieveParams),
]
