"""Refunds: money given back."""

from __future__ import annotations

import stripe
from stripe import params as p

from ..rules import currencies, identifiers, limits, metadata
from ..rules.errors import invalid, missing_parameter
from ..rules.shapes import Resource, shape
from ..store import Record
from . import balance_transactions, charges
from .call import Call
from .crud import Collection
from .pagination import by

_KIND = "refund"
_REFUNDS = Collection(_KIND, "/v1/refunds")
_refund = shape(
    stripe.Refund,
    absent={
        "description", "failure_balance_transaction", "failure_reason", "instructions_email",
        "next_action", "pending_reason", "presentment_details",
    },
)  # fmt: skip


def _create(call: Call, params: p.RefundCreateParams) -> Resource:
    record = _charge(call, params)
    charge = record.object
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if amount < 1:
        raise invalid("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    limits.check_whole(amount, charge["currency"], "amount")
    if amount > left:
        given, rest = (currencies.display(value, charge["currency"]) for value in (amount, left))
        message = f"Refund amount ({given}) is greater than unrefunded amount on charge ({rest})"
        raise invalid(message, param="amount")
    refund = _refund(
        id=identifiers.new("re", 23, start="3"),
        object=_KIND,
        amount=amount,
        charge=charge["id"],
        created=call.now,
        currency=charge["currency"],
        destination_details=_destination(charge["payment_method_details"]["type"]),
        metadata=metadata.merged(None, params.get("metadata")),
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        customer=charge["customer"],
        reason=params.get("reason"),
        status="succeeded",
    )
    refund["balance_transaction"] = balance_transactions.add(call, refund, -amount)
    call.objects.add(refund, {"payment_intent": charge["payment_intent"]}, lookup=charge["id"])
    charges.add_refund(call, record, amount)
    return refund


def _destination(type: str) -> Resource:
    reference = {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"}
    return {type: reference if type == "card" else {}, "type": type}


def _charge(call: Call, params: p.RefundCreateParams) -> Record:
    if "charge" in params:
        return charges.refundable(call, params["charge"], "charge")
    if "payment_intent" not in params:
        raise missing_parameter("payment_intent")
    intent = call.objects.refer("payment_intent", params["payment_intent"], "payment_intent").object
    if intent["status"] != "succeeded":
        message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        raise invalid(message, param="payment_intent", code="payment_intent_unexpected_state")
    return charges.refundable(call, intent["latest_charge"], "payment_intent")


ROUTES = [
    _REFUNDS.creation(_create, p.RefundCreateParams),
    _REFUNDS.listing(p.RefundListParams, by("payment_intent", lookup="charge")),
    _REFUNDS.retrieval(p.RefundRetrieveParams),
    _REFUNDS.update(p.RefundUpdateParams),
]
