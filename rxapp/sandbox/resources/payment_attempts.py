"""An attempt to pay a payment intent: the bank's question, the charge or the decline, or a debit that takes days."""

from __future__ import annotations

from ..rules import bank_accounts, cards, payment_method_types
from ..rules.errors import StripeError, invalid
from ..rules.shapes import Resource
from ..store import Record
from . import charges, events, next_actions, payment_methods
from .call import Call

_DAYS = 4 * 24 * 3600
"""How long a debit takes, docs.stripe.com/payments/ach-direct-debit."""


def attempt(call: Call, intent: Record, payment_method: Record, *, return_url: str | None = None) -> None:
    """Pays an intent with a payment method.

    Afterwards the intent is `succeeded`, `requires_capture`, `processing` while a debit is under way, or
    `requires_action` while the buyer's bank asks or the buyer is on another page. Who is not there can't be asked.

    Raises:
        StripeError: 400 for a way to pay that isn't allowed, or one that redirects with nowhere to come back to. 402
            when the card is declined; the intent then waits for another payment method.
    """
    _check_type(intent.object, payment_method.object["type"])
    if _must_leave(intent, payment_method) and not return_url:
        type = payment_method.object["type"]
        message = f"A `return_url` must be provided to confirm a PaymentIntent with a payment method of type `{type}`."
        raise invalid(message, param="return_url", code="payment_intent_redirect_confirmation_without_return_url")
    intent.object["payment_method"] = payment_method.id
    intent.object["last_payment_error"] = None
    if _must_leave(intent, payment_method):
        next_actions.ask(call, intent, next_actions.REDIRECT, return_url)
    elif _must_ask(intent, payment_method):
        if intent.inner.get("off_session") or intent.inner.get("never_asks"):
            raise fail(call, intent, payment_method, cards.decline("authentication_required"))
        next_actions.ask(call, intent, next_actions.CHALLENGE, return_url)
    else:
        settle(call, intent, payment_method)


def _check_type(intent: Resource, type: str) -> None:
    if type not in intent["payment_method_types"]:
        allowed = ", ".join(intent["payment_method_types"])
        message = (
            f"The PaymentMethod provided ({type}) is not allowed for this PaymentIntent. This PaymentIntent is "
            f"configured to accept: {allowed}."
        )
        raise invalid(message, param="payment_method", code="payment_intent_incompatible_payment_method")
    if type in payment_method_types.DELAYED and intent["capture_method"] == "manual":
        raise invalid(
            f"`{type}` cannot be captured later: set `capture_method` to `automatic`.", param="capture_method"
        )


def go_on(call: Call, intent: Record, payment_method: Record) -> None:
    """Goes on after the buyer's bank said yes: pays, or waits for the server that wants to confirm again.

    Raises:
        StripeError: 402 when the card is declined.
    """
    if intent.object["confirmation_method"] == "manual":
        intent.inner["answered_for"] = payment_method.id
        intent.object.update(status="requires_confirmation", next_action=None)
        call.objects.save(intent)
    else:
        settle(call, intent, payment_method)


def settle(call: Call, intent: Record, payment_method: Record) -> None:
    """Charges, or declines as the card does."""
    intent.object["next_action"] = None
    reason = payment_method.inner["decline"]
    if reason is not None:
        raise fail(call, intent, payment_method, cards.decline(reason))
    if payment_method.object["type"] in payment_method_types.DELAYED:
        _debit(call, intent, payment_method)
        return
    charge = charges.add(call, intent.object, payment_method.object)
    intent.object["latest_charge"] = charge["id"]
    _keep_for_later(call, intent.object, payment_method)
    if intent.object["capture_method"] == "manual":
        intent.object.update(status="requires_capture", amount_capturable=intent.object["amount"])
        call.objects.save(intent)
        events.note(call, "payment_intent.amount_capturable_updated", intent.object)
        return
    _succeed(call, intent)


def _succeed(call: Call, intent: Record) -> None:
    intent.object.update(status="succeeded", amount_received=intent.object["amount"])
    call.objects.save(intent)
    events.note(call, "payment_intent.succeeded", intent.object)


def _debit(call: Call, intent: Record, payment_method: Record) -> None:
    """Asks the buyer's bank for the money, which comes or does not some days later."""
    charge = charges.add(call, intent.object, payment_method.object, pending=True)
    intent.object.update(status="processing", latest_charge=charge["id"])
    _keep_for_later(call, intent.object, payment_method)
    if payment_method.inner["ends"]:
        intent.inner["debit_ends"] = call.now + _DAYS
        call.timers.set(call.namespace, intent.id, intent.inner["debit_ends"])
    call.objects.save(intent)
    events.note(call, "payment_intent.processing", intent.object)


def end_debit(call: Call, intent: Record, failure: str | None) -> None:
    """Ends a debit that is under way: the money came, or it did not.

    Args:
        failure: Why it failed, one of those that bank accounts have.
    """
    _forget_debit(call, intent)
    error = bank_accounts.failed(failure) if failure else None
    charges.end(call, intent.object["latest_charge"], error)
    if error is None:
        _succeed(call, intent)
    else:
        payment_method = call.objects.get("payment_method", intent.object["payment_method"])
        refuse(call, intent, payment_method, error, intent.object["latest_charge"])


def give_up_debit(call: Call, intent: Record) -> None:
    """Stops a debit that is under way, as when its intent is canceled."""
    _forget_debit(call, intent)
    charges.end(call, intent.object["latest_charge"], invalid("The payment was canceled."))


def _forget_debit(call: Call, intent: Record) -> None:
    due = intent.inner.pop("debit_ends", None)
    if due is not None:
        call.timers.cancel(call.namespace, intent.id, due)


def fail(call: Call, intent: Record, payment_method: Record, error: StripeError) -> StripeError:
    """Notes that the attempt failed and gives the error back, with the intent in it."""
    charge = charges.add(call, intent.object, payment_method.object, error=error)
    refuse(call, intent, payment_method, error, charge["id"])
    error.body["charge"] = charge["id"]
    error.body["payment_intent"] = dict(intent.object)
    error.body["payment_method"] = payment_method.object
    return error


def refuse(call: Call, intent: Record, payment_method: Record, error: StripeError, charge: str | None = None) -> None:
    """Sends an intent back to wait for another payment method."""
    kept = {
        name: error.body[name] for name in ("code", "decline_code", "doc_url", "message", "param") if name in error.body
    }
    intent.object.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error={**kept, "type": error.body["type"], "payment_method": payment_method.object},
    )
    if charge is not None:
        intent.object["latest_charge"] = charge
        intent.object["last_payment_error"]["charge"] = charge
    call.objects.save(intent)
    events.note(call, "payment_intent.payment_failed", intent.object)


def _must_leave(intent: Record, payment_method: Record) -> bool:
    """Whether the buyer has to go to another page: not for what was set up for when they aren't there."""
    if payment_method.object["type"] not in payment_method_types.REDIRECTING:
        return False
    return not (intent.inner.get("off_session") and payment_method.inner.get("set_up"))


def _must_ask(intent: Record, payment_method: Record) -> bool:
    if intent.inner.get("answered_for") == payment_method.id:
        return False
    challenge = payment_method.inner["challenge"]
    if next_actions.is_wanted(intent.object) and challenge != "never":
        return True
    if challenge == "unless_set_up":
        return not (payment_method.inner.get("set_up") and intent.inner.get("off_session"))
    return challenge == "always"


def _keep_for_later(call: Call, intent: Resource, payment_method: Record) -> None:
    if intent["setup_future_usage"] is None or intent["customer"] is None:
        return
    payment_methods.keep_for_later(call, payment_method, intent["customer"])
