"""What a buyer still has to do for an intent of either kind: answer their bank, or go to another page and come back."""

from __future__ import annotations

from ..rules import identifiers
from ..rules.shapes import Resource
from ..store import Record
from . import events
from .call import Call

CHALLENGE = "three_d_secure"
REDIRECT = "redirect"


def ask(call: Call, intent: Record, kind: str, return_url: str | None) -> None:
    """Waits for what the buyer says on a page of their bank, or of another way to pay."""
    object = intent.object["object"]
    challenge = {"id": identifiers.new("tds", 32), "object": kind, "created": call.now, "status": "pending"}
    call.objects.add(challenge, {"intent": [object, intent.id], "return_url": return_url})
    url = f"{call.origin}/_sandbox/{kind}/{challenge['id']}"
    if return_url:
        action: Resource = {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}
    else:
        details = {"type": "three_d_secure_redirect", "stripe_js": url, "challenge": challenge["id"]}
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": details}
    intent.inner["challenge"] = challenge["id"]
    intent.object.update(status="requires_action", next_action=action)
    call.objects.save(intent)
    events.note(call, f"{object}.requires_action", intent.object)


def abandon(intent: Record) -> None:
    """Gives up a challenge that is under way, as when what is paid for changes."""
    if intent.object["status"] == "requires_action":
        intent.object.update(status="requires_payment_method", payment_method=None, next_action=None)
        intent.inner["challenge"] = None


def url_of(intent: Resource) -> str | None:
    """Where the buyer's bank asks, if it does."""
    action = intent["next_action"]
    if action is None:
        return None
    return action["redirect_to_url"]["url"] if "redirect_to_url" in action else action["use_stripe_sdk"]["stripe_js"]


def is_wanted(intent: Resource) -> bool:
    """Whether the shop wants the bank to ask, whatever the card."""
    options = intent["payment_method_options"].get("card") or {}
    return options.get("request_three_d_secure") in ("any", "challenge")
