"""What the drawer under the hood says of each step: a title, one sentence, the same call from a terminal."""

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any, TypedDict

from rxapp.recording import Step
from rxapp.settings import settings
from rxapp.shop.money import written

STRIPE_FILES = {"checkout": "rxapp/payments/sessions.py", "payment_intents": "rxapp/payments/intents.py"}

USE_CASES = {
    "change": "The rule of the change is applied to the cart, and the cart is priced.",
    "change_ahead": "The rule is applied and the cart priced; the write at Stripe begins without waiting for the form.",
    "sync": "The payment form asks for Stripe to be at the cart's revision; a write that is under way is joined.",
    "_write": "Stripe is brought to the latest cart; per checkout one write at a time.",
    "open_session": "The payment form opens: its session is made, or come back to.",
    "open_ahead": "The cart is looked at: its payment is opened at Stripe before the form is asked for.",
    "place": "Pay was pressed: only what the shopper saw, and what Stripe would charge, may be paid.",
    "release": "The payment may not have come about: Stripe is asked, and the cart opens again if it didn't.",
    "adopt": "Stripe.js has another total than the page: Stripe is asked which is right.",
    "choose_flow": "The other way to pay is chosen: the payment of the old one is ended first.",
    "order_for": "The receipt asks for the order; where nobody has reported the payment yet, Stripe is asked.",
    "settle_session": "Stripe is asked what became of the payment, whoever reported it.",
}
ENDPOINTS = {
    "sync": "sync",
    "_write": "sync",
    "open_session": "open",
    "place": "place",
    "release": "release",
    "adopt": "adopt-quantities",
    "choose_flow": "choose-flow",
}
TRANSACTIONS = {
    "begin_write": "The one right to write this checkout at Stripe is taken.",
    "fail_write": "The write has failed: the right is given back, and the next try has a key of its own.",
    "doubt": "Stripe may not be where it was left: the next write asks it first.",
    "start_session": "The session is noted with the checkout.",
    "place": "The cart is shut while the payment runs, and its goods are held.",
    "confirm": "The shopper has confirmed: nothing changes any more, though the money may come later.",
    "move": "The checkout moves on.",
    "release": "The cart is open again.",
    "replace_session": "A session that has ended is let go of; the cart stays.",
    "choose_flow": "The other way to pay is noted, as a new revision.",
    "settle": "The order is written, once, whoever reports it first.",
}


class StepView(TypedDict):
    """A step as it is drawn; times in milliseconds since 1970 by the server's clock, `ended` 0 while it runs."""

    id: int
    kind: str
    title: str
    sentence: str
    file: str
    began: float
    ended: float
    outcome: str
    failed: bool
    details: str
    curl: str


def view(step: Step) -> StepView:
    """A step in words."""
    title, sentence = _words(step)
    if step.said:
        sentence = f"{sentence} Refused: “{step.said}”"
    return {
        "id": step.id,
        "kind": step.kind.replace("_", " "),
        "title": title,
        "sentence": sentence,
        "file": _file(step),
        "began": step.began,
        "ended": step.ended or 0,
        "outcome": step.outcome,
        "failed": _failed(step),
        "details": _details(step),
        "curl": step.about.get("curl") or _curl(step),
    }


def _words(step: Step) -> tuple[str, str]:
    match step.kind:
        case "handler":
            return _spaced(step.name), "The page's handler takes the change and shows what came of it."
        case "stripe":
            return _short(step.about), _of_a_call(step.about)
        case "webhook":
            return "webhook", "Stripe reports something: it is kept first, then acted upon once."
        case "transaction":
            return _of_a_transaction(step)
        case _:
            return step.name.strip("_").replace("_", " "), USE_CASES.get(step.name, "")


def _short(about: Mapping[str, Any]) -> str:
    """The method and the address without the version, and with no more of an id than its end."""
    path = re.sub(r"(?<=/)[a-z]+_\w*\d\w*(?=\w{4}(/|$))", "…", about["path"].removeprefix("/v1/"))
    return f"{about['method']} {path}"


def _of_a_call(about: Mapping[str, Any]) -> str:
    if about["method"] == "GET":
        said = "Stripe is asked how it has it."
    else:
        revision = dict(about["sent"]).get("metadata[revision]")
        said = f"Stripe is told all of the cart at revision {revision}." if revision else "Stripe is told to do this."
    again = f" Try {about['tries']} with the same key, so that nothing is done twice." if about["tries"] > 1 else ""
    replayed = " It had done it already, and repeats its answer." if about.get("replayed") else ""
    return said + again + replayed


def _of_a_transaction(step: Step) -> tuple[str, str]:
    about = step.about
    before, after = about.get("revision", (0, 0))
    if step.name == "finish_write" and "synced_revision" in about:
        was, is_now = about["synced_revision"]
        carried = f"one write carried {is_now - was} changes" if is_now - was > 1 else "quote and session agree"
        return f"synced {was} → {is_now}", f"Stripe has confirmed revision {is_now}: {carried}."
    if before != after:
        total = written(about["amount"], about["currency"])
        return f"revision {before} → {after}", f"One transaction: rules checked, cart and quote kept. Total {total}."
    if step.name == "settle" and "number" in about:
        paid = written(about["paid"], about["currency"])
        flagged = f" A person has to look at it: {about['flag']}." if about["flag"] else ""
        return f"order {about['number']}", f"{TRANSACTIONS['settle']} Paid: {paid}.{flagged}"
    said = TRANSACTIONS.get(step.name, "One transaction in which nothing had to change.")
    return step.name.replace("_", " "), said


def _failed(step: Step) -> bool:
    if step.kind == "stripe":
        return step.ended is not None and step.outcome != "200"
    return step.outcome not in ("", "done")


def _file(step: Step) -> str:
    if step.kind != "stripe":
        return step.file
    return next((file for part, file in STRIPE_FILES.items() if f"/{part}" in step.name), step.file)


def _details(step: Step) -> str:
    """What was sent and what came back."""
    if step.kind == "handler":
        return _pretty(step.about["sent"])
    if step.kind != "stripe":
        return ""
    sent = "\n".join(f"{name} = {value}" for name, value in step.about["sent"])
    shown = _pretty(step.about["answer_shown"]) if "answer_shown" in step.about else "No answer."
    key = step.about["idempotency_key"]
    call = f"{step.about['method']} {step.about['path']}" + (f"\nIdempotency-Key: {key}" if key else "")
    return "\n\n".join(filter(None, [call, sent, shown if step.ended else ""]))


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def _spaced(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def _curl(step: Step) -> str:
    """The store's own HTTP interface: the same once more, or what it says of the checkout now."""
    cookie = '-b "kettle_cart=$CART_COOKIE"'
    address = _address(step)
    if not address:
        named = f"?checkout_session_id={step.session_id}" if step.session_id else ""
        return f"curl '{settings.origin}/api/checkout{named}' {cookie}"
    ends_it = step.name == "choose_flow"
    named = {"checkout_session_id": step.session_id} if step.session_id and not ends_it else {}
    body = shlex.quote(json.dumps(step.about["sent"] | named, ensure_ascii=False, default=str))
    return f"curl {settings.origin}/api/{address} {cookie} \\\n  -H 'Content-Type: application/json' \\\n  -d {body}"


def _address(step: Step) -> str:
    """Where the HTTP interface takes the same; empty where it has no such thing."""
    if step.kind == "use_case":
        return f"checkout/{ENDPOINTS[step.name]}" if step.name in ENDPOINTS else ""
    if step.kind != "handler":
        return ""
    room = "plans" if step.name in ("ChooseTerm", "SetReferral", "RemoveReferral") else "checkout"
    return f"{room}/{_spaced(step.name).replace(' ', '-')}"
