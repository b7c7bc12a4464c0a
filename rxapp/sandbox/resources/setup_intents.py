"""Setup intents: a way to pay is kept for later, by a session that has nothing to be paid now, or by a server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import stripe
from stripe import params as p

from ..rules import cards, fields, identifiers, metadata, payment_method_types
from ..rules.errors import StripeError, invalid
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from ..store import Record
from . import confirmation_tokens, events, next_actions, payment_intents, payment_methods
from .call import Call, Route
from .crud import Collection
from .pagination import by

KIND = "setup_intent"
_SETUP_INTENTS = Collection(KIND, "/v1/setup_intents", param="intent")
_setup_intent = shape(
    stripe.SetupIntent,
    absent={"attach_to_self", "managed_payments"},
)
_CARD_OPTIONS: Resource = {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
_FIELDS = ("allowed_payment_method_types", "description", "excluded_payment_method_types")
_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


def of_session(call: Call, session: Record, customer: str | None) -> Record:
    """The intent of a session that keeps a card and has nothing to be paid now. Made at the first attempt."""
    inner = session.inner
    if inner.get("setup_intent") is None:
        data = {**inner["setup_intent_data"], "automatic_payment_methods": {}}
        known = {**data, "customer": customer} if customer else data
        record = _add(call, known, {"checkout_session": session.id})
        record.object["payment_method_types"] = session.object["payment_method_types"]
        inner["setup_intent"] = record.id
        if session.object["mode"] == "setup":
            session.object["setup_intent"] = record.id
        return record
    record = call.objects.get(KIND, inner["setup_intent"])
    next_actions.abandon(record)
    record.object["customer"] = record.lookup = customer
    return record


def _create(call: Call, params: p.SetupIntentCreateParams) -> Resource:
    if "customer" in params:
        call.objects.refer("customer", params["customer"], "customer")
    record = _add(call, params)
    payment_intents.take_payment_method(call, record, params)
    call.objects.save(record)
    if params.get("confirm"):
        _confirm_with(call, record, params)
    return record.object


def _add(call: Call, params: Mapping[str, Any], inner: Resource | None = None) -> Record:
    id = identifiers.new("seti", 23, start="1")
    automatic = params.get("automatic_payment_methods", {"enabled": True})
    intent = _setup_intent(
        id=id,
        object=KIND,
        automatic_payment_methods={"allow_redirects": "always", **automatic} if automatic else None,
        client_secret=identifiers.client_secret(id),
        created=call.now,
        customer=params.get("customer"),
        livemode=False,
        metadata=metadata.merged(None, params.get("metadata")),
        payment_method_options=payment_intents.options(params.get("payment_method_options"), {"card": _CARD_OPTIONS}),
        payment_method_types=payment_method_types.offered(params, "usd"),
        status="requires_payment_method",
        usage=params.get("usage", "off_session"),
    )
    intent.update(fields.taken(params, _FIELDS))
    record = call.objects.add(intent, inner, lookup=intent["customer"])
    events.note(call, "setup_intent.created", intent)
    return record


def _update(call: Call, params: p.SetupIntentUpdateParams, id: str) -> Resource:
    record = _open(call, id, "update")
    if customer := params.get("customer"):
        call.objects.refer("customer", customer, "customer")
        record.object["customer"] = record.lookup = customer
    intent = record.object
    intent.update(fields.taken(params, _FIELDS))
    intent["payment_method_types"] = payment_method_types.offered(intent, "usd")
    intent["metadata"] = metadata.merged(intent["metadata"], params.get("metadata"))
    _set_options(intent, params)
    if params.get("payment_method") or params.get("payment_method_data"):
        next_actions.abandon(record)
    payment_intents.take_payment_method(call, record, params)
    call.objects.save(record)
    return intent


def _set_options(intent: Resource, params: Mapping[str, Any]) -> None:
    known = intent["payment_method_options"]
    intent["payment_method_options"] = payment_intents.options(params.get("payment_method_options"), known)


def _confirm(call: Call, params: p.SetupIntentConfirmParams, id: str) -> Resource:
    record = _open(call, id, "confirm")
    _refuse_of_session(record, "confirm")
    _confirm_with(call, record, params)
    return record.object


def confirm_open(call: Call, record: Record, params: Mapping[str, Any]) -> None:
    """Keeps the payment method that a browser says, for an intent that has not come to its end.

    Raises:
        StripeError: 400 after its end, or without a payment method; 402 for a decline.
    """
    _refuse_after_the_end(record, "confirm")
    _refuse_of_session(record, "confirm")
    _confirm_with(call, record, params, in_browser=True)


def _confirm_with(call: Call, record: Record, params: Mapping[str, Any], *, in_browser: bool = False) -> None:
    """Keeps the payment method, or says why its bank won't have it kept."""
    intent = record.object
    next_actions.abandon(record)
    params = confirmation_tokens.spend(call, params, KIND, record.id)
    _set_options(intent, params)
    payment_intents.take_payment_method(call, record, params)
    if not in_browser and not params.get("return_url"):
        payment_intents.refuse_redirects(intent)
    if intent["payment_method"] is None:
        message = (
            "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a "
            "payment method and then confirm it again."
        )
        raise _unexpected_state(intent, message)
    payment_method = call.objects.get("payment_method", intent["payment_method"])
    if payment_method.object["type"] not in intent["payment_method_types"]:
        message = f"The PaymentMethod provided ({payment_method.object['type']}) is not allowed for this SetupIntent."
        raise invalid(message, param="payment_method")
    attempt(call, record, payment_method, return_url=params.get("return_url"))


def attempt(call: Call, intent: Record, payment_method: Record, *, return_url: str | None = None) -> None:
    """Keeps a payment method, after its bank has asked where it does, or the buyer was on another page.

    Afterwards the intent is `succeeded`, or `requires_action` meanwhile.

    Raises:
        StripeError: 400 for a way to pay that redirects with nowhere to come back to. 402 when the bank won't have it
            kept; the intent then waits for another one.
    """
    type = payment_method.object["type"]
    if type in payment_method_types.REDIRECTING and not return_url:
        message = f"A `return_url` must be provided to confirm a SetupIntent with a payment method of type `{type}`."
        raise invalid(message, param="return_url")
    intent.object.update(payment_method=payment_method.id, last_setup_error=None)
    if type in payment_method_types.REDIRECTING:
        next_actions.ask(call, intent, next_actions.REDIRECT, return_url)
    elif _must_ask(intent, payment_method):
        next_actions.ask(call, intent, next_actions.CHALLENGE, return_url)
    else:
        go_on(call, intent, payment_method)


def _must_ask(intent: Record, payment_method: Record) -> bool:
    challenge, is_set_up = payment_method.inner["challenge"], payment_method.inner.get("set_up")
    if next_actions.is_wanted(intent.object) and challenge != "never":
        return True
    return challenge == "always" or (challenge == "unless_set_up" and not is_set_up)


def go_on(call: Call, intent: Record, payment_method: Record) -> None:
    """Goes on after the bank said yes, or had nothing to ask.

    Raises:
        StripeError: 402, as for a charge.
    """
    intent.object["next_action"] = None
    reason = payment_method.inner["decline"]
    if reason is not None and not payment_method.inner.get("kept_first"):
        raise _fail(call, intent, payment_method, cards.decline(reason))
    _succeed(call, intent, payment_method)


def _succeed(call: Call, record: Record, payment_method: Record) -> None:
    customer = record.object["customer"]
    payment_methods.keep_for_later(call, payment_method, customer)
    record.object["status"] = "succeeded"
    call.objects.save(record)
    events.note(call, "setup_intent.succeeded", record.object)


def _fail(call: Call, record: Record, payment_method: Record, error: StripeError) -> StripeError:
    """Notes that a setup failed and gives the error back, with the intent in it."""
    refuse(call, record, payment_method, error)
    error.body["setup_intent"] = dict(record.object)
    error.body["payment_method"] = payment_method.object
    return error


def refuse(call: Call, intent: Record, payment_method: Record, error: StripeError) -> None:
    """Sends an intent back to wait for another payment method. Notes `setup_intent.setup_failed`."""
    names = ("code", "decline_code", "doc_url", "message", "param", "type")
    said = {name: error.body[name] for name in names if name in error.body}
    intent.object.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_setup_error={**said, "payment_method": payment_method.object},
    )
    call.objects.save(intent)
    events.note(call, "setup_intent.setup_failed", intent.object)


def _cancel(call: Call, params: p.SetupIntentCancelParams, id: str) -> Resource:
    record = _open(call, id, "cancel")
    _refuse_of_session(record, "cancel")
    end(call, record, params.get("cancellation_reason"))
    return record.object


def end(call: Call, record: Record, reason: str | None) -> None:
    """Cancels an intent, unless it has come to its end. Notes `setup_intent.canceled`."""
    if record.object["status"] not in _OPEN:
        return
    record.inner["challenge"] = None
    record.object.update(status="canceled", cancellation_reason=reason, next_action=None)
    call.objects.save(record)
    events.note(call, "setup_intent.canceled", record.object)


def _open(call: Call, id: str, verb: str) -> Record:
    """An intent that has not come to its end."""
    record = _SETUP_INTENTS.get(call, id)
    _refuse_after_the_end(record, verb)
    return record


def _refuse_after_the_end(record: Record, verb: str) -> None:
    status = record.object["status"]
    if status not in _OPEN:
        message = f"You cannot {verb} this SetupIntent because it has a status of {status}."
        raise _unexpected_state(record.object, message)


def _refuse_of_session(record: Record, verb: str) -> None:
    if "checkout_session" in record.inner:
        raise _unexpected_state(record.object, f"You cannot {verb} SetupIntents created by Checkout.")


def _unexpected_state(intent: Resource, message: str) -> StripeError:
    error = invalid(message, code="setup_intent_unexpected_state")
    error.body["setup_intent"] = intent
    return error


def _parameters(type: type) -> Parameters:
    return Parameters(type, before=payment_method_types.refuse_former)


ROUTES = [
    Route("POST", _SETUP_INTENTS.url, _create, _parameters(p.SetupIntentCreateParams)),
    _SETUP_INTENTS.listing(p.SetupIntentListParams, by("payment_method", lookup="customer")),
    _SETUP_INTENTS.retrieval(p.SetupIntentRetrieveParams),
    Route("POST", _SETUP_INTENTS.url + "/{}", _update, _parameters(p.SetupIntentUpdateParams)),
    Route("POST", _SETUP_INTENTS.url + "/{}/confirm", _confirm, _parameters(p.SetupIntentConfirmParams)),
    _SETUP_INTENTS.action("cancel", _cancel, p.SetupIntentCancelParams),
]
