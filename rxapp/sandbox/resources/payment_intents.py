"""Payment intents: a payment from its amount to the money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import stripe
from stripe import params as p

from ..rules import currencies, fields, identifiers, limits, metadata, payment_method_types
from ..rules.errors import StripeError, invalid
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from ..store import Record
from . import charges, confirmation_tokens, events, next_actions, payment_attempts, payment_methods
from .call import Call, Route
from .crud import Collection
from .pagination import by

KIND = "payment_intent"
_PAYMENT_INTENTS = Collection(KIND, "/v1/payment_intents", param="intent")
_payment_intent = shape(
    stripe.PaymentIntent,
    absent={
        "amount_details", "hooks", "payment_details", "presentment_details",
    },
)  # fmt: skip
_FIELDS = (
    "description", "receipt_email", "setup_future_usage", "statement_descriptor", "statement_descriptor_suffix",
    "transfer_group",
)  # fmt: skip
_OPTIONS: Resource = {
    "card": {"installments": None, "mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
}
_UPDATABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
_CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing")
# What changes the terms of a payment; the rest is only said about it.
_ALLOWED, _EXCLUDED = "allowed_payment_method_types", "excluded_payment_method_types"
_TERMS = ("amount", "currency", "payment_method", "setup_future_usage", "customer", _ALLOWED)


def _create(call: Call, params: p.PaymentIntentCreateParams) -> Resource:
    limits.check_charge(params["amount"], currencies.checked(params["currency"], "currency"))
    if "customer" in params:
        call.objects.refer("customer", params["customer"], "customer")
    record = add(call, dict(params))
    take_payment_method(call, record, params)
    call.objects.save(record)
    if params.get("confirm"):
        confirm_with(call, record, params)
    elif confirmation_tokens.KIND in params:
        message = "A ConfirmationToken can only be given where the PaymentIntent is confirmed: set `confirm` to true."
        raise invalid(message, param=confirmation_tokens.KIND)
    return record.object


def add(call: Call, params: Mapping[str, Any], inner: Resource | None = None) -> Record:
    """A new intent, stored. Notes `payment_intent.created`."""
    id = identifiers.new("pi", 23, start="3")
    automatic = params.get("automatic_payment_methods", {"enabled": True})
    intent = _payment_intent(
        id=id,
        object=KIND,
        amount=params["amount"],
        amount_capturable=0,
        amount_received=0,
        automatic_payment_methods={"allow_redirects": "always", **automatic} if automatic else None,
        capture_method=params.get("capture_method", "automatic_async"),
        client_secret=identifiers.client_secret(id),
        confirmation_method=params.get("confirmation_method", "automatic"),
        created=call.now,
        currency=params["currency"].lower(),
        customer=params.get("customer"),
        livemode=False,
        metadata=metadata.merged(None, params.get("metadata")),
        payment_method_options=options(params.get("payment_method_options")),
        payment_method_types=payment_method_types.offered(params, params["currency"].lower()),
        shipping=fields.shipping(params["shipping"]) if params.get("shipping") else None,
        status="requires_payment_method",
    )
    intent.update(fields.taken(params, (*_FIELDS, _ALLOWED, _EXCLUDED)))
    record = call.objects.add(intent, inner, lookup=intent["customer"])
    events.note(call, "payment_intent.created", intent)
    return record


def take_payment_method(call: Call, record: Record, params: Mapping[str, Any]) -> None:
    """Takes the payment method that an intent is to be confirmed with."""
    id, data = params.get("payment_method"), params.get("payment_method_data")
    if data:
        id = payment_methods.create(call, data)["id"]
    if id == "":
        record.object.update(payment_method=None, status="requires_payment_method")
    elif id:
        payment_method = payment_methods.resolve(call, id)
        record.object.update(payment_method=payment_method.id, status="requires_confirmation")


def _update(call: Call, params: p.PaymentIntentUpdateParams, id: str) -> Resource:
    record = _PAYMENT_INTENTS.get(call, id)
    intent = record.object
    changed = [name for name in _TERMS if name in params]
    if changed:
        _check_terms(record, changed[0])
        currency = currencies.checked(params.get("currency", intent["currency"]), "currency")
        limits.check_charge(params.get("amount", intent["amount"]), currency)
        next_actions.abandon(record)
        record.inner["answered_for"] = None
    if customer := params.get("customer"):
        call.objects.refer("customer", customer, "customer")
    intent.update(fields.taken(params, (*_FIELDS, "amount", "customer", "capture_method")))
    intent["currency"] = params.get("currency", intent["currency"]).lower()
    _allow(intent, params)
    _set_options(intent, params)
    intent["metadata"] = metadata.merged(intent["metadata"], params.get("metadata"))
    if "shipping" in params:
        intent["shipping"] = fields.shipping(params["shipping"]) if params["shipping"] else None
    take_payment_method(call, record, params)
    record.lookup = intent["customer"]
    call.objects.save(record)
    return intent


def _allow(intent: Resource, params: Mapping[str, Any]) -> None:
    """Takes which ways to pay are allowed, or excluded."""
    given = fields.taken(params, (_ALLOWED, _EXCLUDED))
    if given or "currency" in params:
        intent.update(given)
        intent["payment_method_types"] = payment_method_types.offered(intent, intent["currency"])


def options(given: Mapping[str, Any] | None, known: Resource = _OPTIONS) -> Resource:
    """The options of ways to pay. Of a way's own, those that aren't given stay."""
    changed = {name: {**(known.get(name) or {}), **(value or {})} for name, value in (given or {}).items()}
    return {**known, **changed}


def _set_options(intent: Resource, params: Mapping[str, Any]) -> None:
    intent["payment_method_options"] = options(params.get("payment_method_options"), intent["payment_method_options"])


def _check_terms(record: Record, name: str) -> None:
    if "checkout_session" in record.inner:
        raise _belongs_to_checkout("update")
    if record.object["status"] not in _UPDATABLE:
        message = (
            f"This PaymentIntent's {name} could not be updated because it has a status of {record.object['status']}. "
            f"You may only update the {name} of a PaymentIntent with one of the following statuses: "
            f"{', '.join(_UPDATABLE)}."
        )
        raise _unexpected_state(record, message)


def _belongs_to_checkout(verb: str) -> StripeError:
    return invalid(f"You cannot {verb} PaymentIntents created by Checkout.", code="payment_intent_unexpected_state")


def _unexpected_state(record: Record, message: str) -> StripeError:
    error = invalid(message, code="payment_intent_unexpected_state")
    error.body["payment_intent"] = record.object
    return error


def _confirm(call: Call, params: p.PaymentIntentConfirmParams, id: str) -> Resource:
    record = _PAYMENT_INTENTS.get(call, id)
    confirm_with(call, record, params)
    return record.object


def confirm_with(call: Call, record: Record, params: Mapping[str, Any]) -> None:
    """Confirms with the parameters of any of the calls that can.

    Raises:
        StripeError: 400 in a state that cannot be confirmed or without a payment method, 402 for a decline.
    """
    intent = record.object
    if "checkout_session" in record.inner:
        raise _belongs_to_checkout("confirm")
    if intent["status"] not in _UPDATABLE:
        _refuse_confirmation(record)
    next_actions.abandon(record)
    # Said of each attempt anew: who could not be asked may be there at the next.
    record.inner["off_session"] = bool(params.get("off_session"))
    record.inner["never_asks"] = bool(params.get("error_on_requires_action"))
    params = confirmation_tokens.spend(call, params, KIND, intent["id"])
    intent.update(fields.taken(params, ("capture_method", "receipt_email", "setup_future_usage")))
    _allow(intent, params)
    _set_options(intent, params)
    if params.get("shipping"):
        intent["shipping"] = fields.shipping(params["shipping"])
    take_payment_method(call, record, params)
    return_url = params.get("return_url")
    if not return_url and not call.from_browser and not record.inner["off_session"]:
        refuse_redirects(intent)
    if intent["payment_method"] is None:
        message = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. To confirm the PaymentIntent "
            f"with {intent['id']}, specify a payment method attached to this customer along with the customer ID."
        )
        raise _unexpected_state(record, message)
    payment_method = call.objects.get("payment_method", intent["payment_method"])
    payment_attempts.attempt(call, record, payment_method, return_url=return_url)


def refuse_redirects(intent: Resource) -> None:
    """A buyer who may be sent to another page needs somewhere to come back to. Off session nobody can be sent."""
    if payment_method_types.may_redirect(intent):
        message = (
            "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of "
            "these payment methods might redirect your customer off of your page, you must provide a `return_url`. If "
            "you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to "
            "`true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and "
            "Payment Intents."
        )
        error = invalid(message)
        error.body[intent["object"]] = intent
        raise error


def _refuse_confirmation(record: Record) -> NoReturn:
    status = record.object["status"]
    if status == "succeeded":
        message = (
            "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
        )
    else:
        message = f"You cannot confirm this PaymentIntent because it has a status of {status}."
    raise _unexpected_state(record, message)


def _cancel(call: Call, params: p.PaymentIntentCancelParams, id: str) -> Resource:
    record = _PAYMENT_INTENTS.get(call, id)
    if "checkout_session" in record.inner:
        raise _belongs_to_checkout("cancel")
    if record.object["status"] not in _CANCELABLE:
        message = (
            f"You cannot cancel this PaymentIntent because it has a status of {record.object['status']}. Only a "
            f"PaymentIntent with one of the following statuses may be canceled: {', '.join(_CANCELABLE)}."
        )
        raise _unexpected_state(record, message)
    end(call, record, params.get("cancellation_reason"))
    return record.object


def end(call: Call, record: Record, reason: str | None) -> None:
    """Cancels an intent. Notes `payment_intent.canceled`."""
    record.inner["challenge"] = None
    if record.object["status"] == "processing":
        payment_attempts.give_up_debit(call, record)
    if record.object["status"] == "requires_capture":
        charges.release(call, record.object["latest_charge"])
    record.object.update(
        status="canceled", cancellation_reason=reason, canceled_at=call.now, next_action=None, amount_capturable=0
    )
    call.objects.save(record)
    events.note(call, "payment_intent.canceled", record.object)


def _capture(call: Call, params: p.PaymentIntentCaptureParams, id: str) -> Resource:
    record = _PAYMENT_INTENTS.get(call, id)
    intent = record.object
    if intent["status"] != "requires_capture":
        message = (
            f"This PaymentIntent could not be captured because it has a status of {intent['status']}. Only a "
            "PaymentIntent with one of the following statuses may be captured: requires_capture."
        )
        raise _unexpected_state(record, message)
    amount = params.get("amount_to_capture", intent["amount_capturable"])
    if not 1 <= amount <= intent["amount_capturable"]:
        message = "The amount to capture must be between 1 and the amount that can be captured."
        raise invalid(message, param="amount_to_capture", code="amount_too_large")
    limits.check_whole(amount, intent["currency"], "amount_to_capture")
    charges.capture_all(call, intent["latest_charge"], amount)
    intent.update(fields.taken(params, ("statement_descriptor", "statement_descriptor_suffix")))
    intent["metadata"] = metadata.merged(intent["metadata"], params.get("metadata"))
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
    call.objects.save(record)
    events.note(call, "payment_intent.succeeded", intent)
    return intent


def _parameters(type: type) -> Parameters:
    return Parameters(type, before=payment_method_types.refuse_former)


ROUTES = [
    Route("POST", _PAYMENT_INTENTS.url, _create, _parameters(p.PaymentIntentCreateParams)),
    _PAYMENT_INTENTS.listing(p.PaymentIntentListParams, by(lookup="customer")),
    _PAYMENT_INTENTS.retrieval(p.PaymentIntentRetrieveParams),
    Route("POST", _PAYMENT_INTENTS.url + "/{}", _update, _parameters(p.PaymentIntentUpdateParams)),
    Route("POST", _PAYMENT_INTENTS.url + "/{}/confirm", _confirm, _parameters(p.PaymentIntentConfirmParams)),
    _PAYMENT_INTENTS.action("cancel", _cancel, p.PaymentIntentCancelParams),
    _PAYMENT_INTENTS.action("capture", _capture, p.PaymentIntentCaptureParams),
]
