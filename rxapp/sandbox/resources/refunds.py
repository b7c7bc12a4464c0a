"""Refunds: money given back."""

from __future__ import annotations

import stripe
from stripe import params as p

from ..rules import currencies, identifiers, limits, metadata
from ..rules.errors import invalid, missing_parameter
from ..rules.shapes import Resource, shape
from ..store import Record
from . import balance_transactions, charges, events
from .call import Call
from .crud import Collection
from .pagination import by

_KIND = "refund"
_SECONDS_UNTIL_THE_END = 24 * 3600
"""Where a bank takes its time; Stripe says no more than "some time later"."""
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
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    if amount < 1:
        raise invalid("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    limits.check_whole(amount, charge["currency"], "amount")
    if amount > left:
        given, rest = (currencies.display(value, charge["currency"]) for value in (amount, left))
        message = f"Refund amount ({given}) is greater than unrefunded amount on charge ({rest})"
        raise invalid(message, param="amount")
    ends = _end_of(call, charge)
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
        status="pending" if ends == "succeeds_later" else "succeeded",
    )
    if ends == "succeeds_later":
        refund["pending_reason"] = "processing"
    else:
        refund["balance_transaction"] = balance_transactions.add(call, refund, -amount)
    call.objects.add(refund, {"payment_intent": charge["payment_intent"], "ends": ends}, lookup=charge["id"])
    if ends != "succeeds":
        call.timers.set(call.namespace, refund["id"], call.now + _SECONDS_UNTIL_THE_END)
    charges.add_refund(call, record, amount)
    return refund


def _end_of(call: Call, charge: Resource) -> str:
    """What becomes of a refund, as its card's bank has it."""
    paid_by = call.objects.find("payment_method", charge["payment_method"])
    return paid_by.inner.get("refund", "succeeds") if paid_by else "succeeds"


def end_due(call: Call, id: str) -> None:
    """Ends a refund whose time has come. Notes `refund.updated`, and `refund.failed` where it has failed."""
    record = call.objects.find(_KIND, id)
    if record is None:
        return
    call.timers.cancel(call.namespace, id, record.object["created"] + _SECONDS_UNTIL_THE_END)
    refund, before = record.object, dict(record.object)
    failed = record.inner["ends"] == "fails_later"
    if failed:
        back = balance_transactions.add_back(call, refund)
        refund |= {"status": "failed", "failure_reason": "unknown", "failure_balance_transaction": back}
        charges.take_back_refund(call, refund["charge"], refund["amount"])
    else:
        refund["balance_transaction"] = balance_transactions.add(call, refund, -refund["amount"])
        refund["status"] = "succeeded"
        refund.pop("pending_reason")
    call.objects.save(record)
    events.note_change(call, "refund.updated", before, refund)
    if failed:
        events.note(call, "refund.failed", refund)


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
