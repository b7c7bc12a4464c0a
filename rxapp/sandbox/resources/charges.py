"""Charges: attempts to take money, those that worked and those that did not."""

from __future__ import annotations

import stripe
from stripe import params as p

from ..rules import fields, identifiers
from ..rules.errors import StripeError, invalid
from ..rules.shapes import Resource, shape
from ..store import Record
from . import balance_transactions, events, pagination
from .call import Call
from .crud import Collection
from .expansion import includable

_KIND = "charge"
_CHARGES = Collection(_KIND, "/v1/charges")
_charge = shape(
    stripe.Charge,
    absent={"authorization_code", "level3", "presentment_details", "radar_options", "refunds", "transfer"},
)
_outcome = shape(stripe.Charge.Outcome, absent={"rule"})
_card = shape(
    stripe.Charge.PaymentMethodDetails.Card,
    absent={
        "capture_before", "description", "iin", "issuer", "moto", "setup_credential_usage", "stored_credential_usage",
    },
)  # fmt: skip
_bank_account = shape(stripe.Charge.PaymentMethodDetails.UsBankAccount, absent={"expected_debit_date", "mandate"})
_WALLETS_CARD = {
    "brand": "visa", "country": "US", "exp_month": 12, "exp_year": 2034, "funding": "credit", "last4": "4242",
}  # fmt: skip


def add(
    call: Call, intent: Resource, payment_method: Resource, *, error: StripeError | None = None, pending: bool = False
) -> Resource:
    """The charge of one attempt of a payment intent. Notes `charge.succeeded`, `charge.failed` or `charge.pending`.

    Args:
        error: Why the card's bank declined, if it did.
        pending: Whether the money is on its way only.
    """
    status = "pending" if pending else "succeeded" if error is None else "failed"
    amount = intent["amount"]
    captured = error is None and intent["capture_method"] != "manual"
    risk = call.objects.get("payment_method", payment_method["id"]).inner.get("risk", "normal")
    charge = _charge(
        id=identifiers.new("ch", 23, start="3"),
        object=_KIND,
        amount=amount,
        amount_captured=amount if captured else 0,
        amount_refunded=0,
        billing_details=payment_method["billing_details"],
        calculated_statement_descriptor="LOCAL STRIPE",
        captured=captured,
        created=call.now,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        fraud_details={},
        livemode=False,
        metadata=intent["metadata"],
        outcome=_result(error, risk),
        paid=status == "succeeded",
        payment_intent=intent["id"],
        payment_method=payment_method["id"],
        payment_method_details=_details(payment_method, amount),
        receipt_email=intent["receipt_email"],
        receipt_url=None,
        refunded=False,
        shipping=intent["shipping"],
        statement_descriptor_suffix=intent["statement_descriptor_suffix"],
        status=status,
    )
    _explain(charge, error)
    if captured and not pending:
        charge["balance_transaction"] = balance_transactions.add(call, charge, amount)
    call.objects.add(charge, lookup=intent["id"])
    events.note(call, f"charge.{status}", charge)
    return charge


def _explain(charge: Resource, error: StripeError | None) -> None:
    if error is not None:
        charge["failure_code"] = error.body.get("code")
        charge["failure_message"] = error.body["message"]


def end(call: Call, id: str, error: StripeError | None) -> None:
    """Ends a pending charge: the money came, or it did not. Notes `charge.succeeded` or `charge.failed`."""
    record = call.objects.get(_KIND, id)
    status = "succeeded" if error is None else "failed"
    record.object.update(status=status, paid=error is None)
    if error is None:
        record.object["balance_transaction"] = balance_transactions.add(call, record.object, record.object["amount"])
    else:
        record.object.update(captured=False, amount_captured=0, outcome=_result(error))
        _explain(record.object, error)
    call.objects.save(record)
    events.note(call, f"charge.{status}", record.object)


_SCORES = {"normal": 32, "elevated": 65, "highest": 75}
"""docs.stripe.com/radar/risk-evaluation: elevated from 65 on, highest from 75 on."""


def _result(error: StripeError | None, risk: str = "normal") -> Resource:
    if error is None:
        return _outcome(
            network_status="approved_by_network",
            risk_level=risk,
            risk_score=_SCORES[risk],
            seller_message="Payment complete.",
            type="authorized",
        )
    return _outcome(
        network_status="declined_by_network",
        reason=error.body.get("decline_code") or error.body.get("code"),
        risk_level=risk,
        risk_score=_SCORES[risk],
        seller_message="The bank did not return any further details with this decline.",
        type="issuer_declined",
    )


def _details(payment_method: Resource, amount: int) -> Resource:
    type = payment_method["type"]
    details = payment_method[type]
    if type == "card":
        shown = _card_details(details, amount)
    elif type == "us_bank_account":
        names = ("account_holder_type", "account_type", "bank_name", "fingerprint", "last4", "routing_number")
        shown = _bank_account(**{name: details[name] for name in names})
    else:
        shown = {"funding": {"card": _WALLETS_CARD, "type": "card"}, "transaction_id": None}
    return {"type": type, type: shown}


def _card_details(card: Resource, amount: int) -> Resource:
    names = (
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
        "regulated_status",
    )
    return _card(
        **{name: card[name] for name in names},
        amount_authorized=amount,
        network=card["brand"],
        extended_authorization={"status": "disabled"},
        incremental_authorization={"status": "unavailable"},
        multicapture={"status": "unavailable"},
        overcapture={"maximum_amount_capturable": amount, "status": "unavailable"},
        network_token={"used": False},
    )


def capture_all(call: Call, id: str, amount: int) -> None:
    """Takes the money of an authorized charge; what is not taken goes back at once. Notes `charge.captured`."""
    record = call.objects.get(_KIND, id)
    left = record.object["amount"] - amount
    record.object.update(captured=True, amount_captured=amount, amount_refunded=left)
    record.object["balance_transaction"] = balance_transactions.add(call, record.object, amount)
    call.objects.save(record)
    events.note(call, "charge.captured", record.object)


def release(call: Call, id: str) -> None:
    """Gives an authorized charge back that nothing was taken of. Notes `charge.refunded`."""
    record = call.objects.get(_KIND, id)
    add_refund(call, record, record.object["amount"])


def add_refund(call: Call, record: Record, amount: int) -> None:
    """Counts a refund. Notes `charge.refunded`."""
    charge = record.object
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    call.objects.save(record)
    events.note(call, "charge.refunded", charge, previous=before)


def take_back_refund(call: Call, id: str, amount: int) -> None:
    """A refund has failed: what it gave back can be given back again. Notes `charge.updated`."""
    record = call.objects.get(_KIND, id)
    before = dict(record.object)
    record.object["amount_refunded"] -= amount
    record.object["refunded"] = False
    call.objects.save(record)
    events.note_change(call, "charge.updated", before, record.object)


def refundable(call: Call, id: str, param: str) -> Record:
    """A charge that took money.

    Raises:
        StripeError: 400, `charge_already_refunded` when nothing is left of it.
    """
    record = call.objects.refer(_KIND, id, param)
    if record.object["status"] == "pending":
        raise invalid(
            f"Charge {id} is still pending and cannot be refunded.", param=param, code="charge_not_refundable"
        )
    if not record.object["captured"]:
        raise invalid(f"Charge {id} has not been captured and cannot be refunded.", param=param)
    if record.object["refunded"]:
        raise invalid(f"Charge {id} has already been refunded.", param=param, code="charge_already_refunded")
    return record


@includable(_KIND, "refunds")
def _refunds(call: Call, charge: Resource, rest: list[str]) -> object:
    found = [record.object for record in call.objects.looked_up("refund", charge["id"])]
    return pagination.listing(f"{_CHARGES.url}/{charge['id']}/refunds", found[::-1])


def _change(call: Call, record: Record, params: p.ChargeUpdateParams) -> None:
    if "shipping" in params:
        record.object["shipping"] = fields.shipping(params["shipping"])


ROUTES = [
    _CHARGES.listing(p.ChargeListParams, pagination.by("customer", "transfer_group", lookup="payment_intent")),
    _CHARGES.retrieval(p.ChargeRetrieveParams),
    _CHARGES.update(
        p.ChargeUpdateParams,
        ("customer", "description", "receipt_email", "transfer_group"),
        change=_change,
    ),
]
