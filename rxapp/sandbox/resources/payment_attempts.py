"""An attempt to pay a payment intent: the bank's question, the charge or the decline."""

from __future__ import annotations

from ..rules import cards, identifiers
from ..rules.errors import StripeError
from ..rules.shapes import Resource
from ..store import Record
from . import charges, events, payment_methods
from .call import Call

CHALLENGE = "three_d_secure"


def attempt(call: Call, intent: Record, payment_method: Record, *, return_url: str | None = None) -> None:
    """Pays an intent with a payment method.

    Afterwards the intent is `succeeded`, `requires_capture`, or `requires_action` while the buyer's bank asks.

    Raises:
        StripeError: 402 when the card is declined. The intent then waits for another payment method.
    """
    intent.object["payment_method"] = payment_method.id
    intent.object["last_payment_error"] = None
    if _must_ask(intent, payment_method):
        _ask(call, intent, return_url)
    else:
        settle(call, intent, payment_method)


def settle(call: Call, intent: Record, payment_method: Record) -> None:
    """Charges, or declines as the card does."""
    intent.object["next_action"] = None
    reason = payment_method.inner["decline"]
    if reason is not None:
        raise fail(call, intent, payment_method, cards.decline(reason))
    charge = charges.add(call, intent.object, payment_method.object)
    intent.object["latest_charge"] = charge["id"]
    _keep_for_later(call, intent.object, payment_method)
    if intent.object["capture_method"] == "manual":
        intent.object.update(status="requires_capture", amount_capturable=intent.object["amount"])
        call.objects.save(intent)
        events.note(call, "payment_intent.amount_capturable_updated", intent.object)
        return
    intent.object.update(status="succeeded", amount_received=intent.object["amount"])
    call.objects.save(intent)
    events.note(call, "payment_intent.succeeded", intent.object)


def fail(call: Call, intent: Record, payment_method: Record, error: StripeError) -> StripeError:
    """Notes that the attempt failed and gives the error back, with the intent in it."""
    charge = charges.add(call, intent.object, payment_method.object, error=error)
    refuse_payment(call, intent, payment_method, error, charge["id"])
    error.body["charge"] = charge["id"]
    error.body["payment_intent"] = dict(intent.object)
    error.body["payment_method"] = payment_method.object
    return error


def refuse_payment(
    call: Call, intent: Record, payment_method: Record, error: StripeError, charge: str | None = None
) -> None:
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


def abandon(intent: Record) -> None:
    """Gives up a challenge that is under way, as when what is paid for changes."""
    if intent.object["status"] == "requires_action":
        intent.object.update(status="requires_payment_method", payment_method=None, next_action=None)
        intent.inner["challenge"] = None


def challenge_url(intent: Resource) -> str | None:
    """Where the buyer's bank asks, if it does."""
    action = intent["next_action"]
    if action is None:
        return None
    return action["redirect_to_url"]["url"] if "redirect_to_url" in action else action["use_stripe_sdk"]["stripe_js"]


def _must_ask(intent: Record, payment_method: Record) -> bool:
    challenge = payment_method.inner["challenge"]
    options = intent.object["payment_method_options"].get("card") or {}
    if options.get("request_three_d_secure") in ("any", "challenge"):
        return True
    if challenge == "unless_set_up":
        return not (payment_method.inner.get("set_up") and intent.inner.get("off_session"))
    return challenge == "always"


def _ask(call: Call, intent: Record, return_url: str | None) -> None:
    challenge = {"id": identifiers.new("tds", 32), "object": CHALLENGE, "created": call.now, "status": "pending"}
    call.objects.add(challenge, {"payment_intent": intent.id})
    url = f"{call.origin}/_sandbox/three_d_secure/{challenge['id']}"
    if return_url:
        action: Resource = {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}
    else:
        details = {"type": "three_d_secure_redirect", "stripe_js": url, "challenge": challenge["id"]}
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": details}
    intent.inner["challenge"] = challenge["id"]
    intent.object.update(status="requires_action", next_action=action)
    call.objects.save(intent)
    events.note(call, "payment_intent.requires_action", intent.object)


def _keep_for_later(call: Call, intent: Resource, payment_method: Record) -> None:
    if intent["setup_future_usage"] is None or intent["customer"] is None:
        return
    payment_methods.keep_for_later(call, payment_method, intent["customer"])
