"""The end of a session: paid, declined, expired."""

from __future__ import annotations

from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit, urlunsplit

from ...rules import cards, fields
from ...rules.errors import StripeError, card_error, invalid
from ...rules.shapes import Resource
from ...store import Record
from .. import customers, events, next_actions, payment_attempts, payment_intents, setup_intents, subscriptions
from ..call import Call
from . import creation, discounts, questions

_INTENT_FIELDS = (
    "capture_method", "description", "metadata", "receipt_email", "setup_future_usage", "statement_descriptor",
    "statement_descriptor_suffix", "transfer_group",
)  # fmt: skip
_KINDS = (payment_intents.KIND, setup_intents.KIND)
"""A session has one of each at most, under the name of its kind."""


def needs_payment_method(session: Record) -> bool:
    """Whether the buyer has to give a card: not for a free order, nor for a trial that asks for none."""
    shown = session.object
    if shown["mode"] == "setup" or amount_due(session) > 0:
        return True
    return shown["mode"] == "subscription" and shown["payment_method_collection"] == "always"


def amount_due(session: Record) -> int:
    """What is to be paid now, in minor units. A session in `mode=setup` shows no amounts."""
    return session.object["amount_total"] or 0


def confirm(
    call: Call, session: Record, payment_method: Record | None, *, expected_amount: int, return_url: str | None
) -> str | None:
    """Pays a session.

    Args:
        expected_amount: The total in minor units that the buyer saw.

    Returns:
        Where the buyer's bank asks, if it does. The session stays open until the buyer has answered.

    Raises:
        StripeError: 400 `amount_mismatch` if the total is another, 402 for a decline. The session stays open, also
            where nothing is due and the card is only to be kept.
    """
    _check(session, expected_amount)
    if payment_method is None:
        if needs_payment_method(session):
            raise invalid("Please provide a payment method.", param="payment_method")
        complete(call, session, None)
        return None
    _note_billing(session, payment_method)
    if not needs_payment_method(session):
        complete(call, session, payment_method)
        return None
    intent = _intent(call, session)
    try:
        _attempts(intent).attempt(call, intent, payment_method, return_url=return_url or creation.return_url(session))
    except StripeError as error:
        note_failure(call, intent, error)
        raise
    url = next_actions.url_of(intent.object)
    if url is None:
        complete(call, session, payment_method)
    else:
        call.objects.save(session)
    return url


class _Attempts(Protocol):
    def attempt(self, call: Call, intent: Record, payment_method: Record, *, return_url: str | None = None) -> None: ...
    def go_on(self, call: Call, intent: Record, payment_method: Record) -> None: ...
    def refuse(self, call: Call, intent: Record, payment_method: Record, error: StripeError) -> None: ...


def _attempts(intent: Record) -> _Attempts:
    """What there is to do for an intent of this kind: to pay it, or to keep a card with it."""
    return payment_attempts if intent.object["object"] == payment_intents.KIND else setup_intents


def _check(session: Record, expected_amount: int) -> None:
    check_open(session)
    shown = session.object
    if expected_amount != amount_due(session):
        message = "The total has changed since the page was loaded. Please check it and try again."
        raise invalid(message, param="expected_amount", code="amount_mismatch")
    if not email(session):
        raise invalid("Please provide an email address.", param="email", code="email_invalid")
    needs_address = shown["shipping_address_collection"] is not None
    if needs_address and not _shipping_details(session):
        raise invalid("Please provide a shipping address.", param="shipping_address", code="shipping_address_invalid")
    collection = shown.get("phone_number_collection") or {}
    if collection.get("enabled") and not session.inner["buyer"].get("phone_number"):
        raise invalid("Please provide a phone number.", param="phone_number")


def check_open(session: Record) -> None:
    """Refuses what only an open session takes from a buyer."""
    status = session.object["status"]
    if status != "open":
        what = "has expired" if status == "expired" else "was already completed"
        raise invalid(f"This Checkout Session {what}.")


def email(session: Record) -> str | None:
    """The buyer's email address, whoever gave it."""
    return fixed_email(session) or session.inner["buyer"].get("email")


def fixed_email(session: Record) -> str | None:
    """The email address that the buyer can't change: the shop's word, or that of the customer's account."""
    details = session.object["customer_details"] or {}
    return session.object["customer_email"] or details.get("email")


def _shipping_details(session: Record) -> Resource | None:
    return (session.object["collected_information"] or {}).get("shipping_details")


def _note_billing(session: Record, payment_method: Record) -> None:
    """What the card form knows of the buyer, unless the buyer said it elsewhere."""
    billing = payment_method.object["billing_details"]
    buyer = session.inner["buyer"]
    address = billing["address"]
    if not buyer.get("billing_address") and address and address.get("country"):
        buyer["billing_address"] = {"name": billing["name"], "address": address}


def _intent(call: Call, session: Record) -> Record:
    """The intent with which the session is paid, or a card kept where nothing is due."""
    if amount_due(session) > 0:
        return _payment_intent(call, session)
    intent = setup_intents.of_session(call, session, _customer(call, session))
    call.objects.save(session)
    return intent


def _payment_intent(call: Call, session: Record) -> Record:
    """The intent of the session, in its present amount. Made at the first attempt, as with Stripe."""
    shown, data = session.object, session.inner["payment_intent_data"]
    given: dict[str, Any] = {
        **{name: data[name] for name in _INTENT_FIELDS if name in data},
        "amount": amount_due(session),
        "currency": shown["currency"],
        "customer": _customer(call, session),
        "automatic_payment_methods": None,
        "payment_method_types": shown["payment_method_types"],
        "payment_method_options": payment_intents.options(shown["payment_method_options"]),
    }
    details = _shipping_details(session)
    shipping = data.get("shipping") or (details and {**details, "phone": session.inner["buyer"].get("phone_number")})
    if session.inner["payment_intent"] is None:
        inner = {"checkout_session": session.id}
        intent = payment_intents.add(call, {**given, "shipping": shipping}, inner)
        intent.object["payment_method_types"] = shown["payment_method_types"]
        session.inner["payment_intent"] = intent.id
        if shown["mode"] == "payment":
            # A subscription's first payment belongs to its invoice, so that the session does not show it.
            shown["payment_intent"] = session.lookup = intent.id
    else:
        intent = call.objects.get(payment_intents.KIND, session.inner["payment_intent"])
        next_actions.abandon(intent)
        intent.object.update(given)
        intent.object["shipping"] = fields.shipping(shipping) if shipping else None
    call.objects.save(session)
    return intent


def _customer(call: Call, session: Record) -> str | None:
    """The session's customer. Made now if the session is to have one and has none."""
    shown = session.object
    later = session.inner["payment_intent_data"].get("setup_future_usage")
    if shown["customer"] is None and (shown["customer_creation"] == "always" or later):
        buyer = session.inner["buyer"]
        billing = buyer.get("billing_address") or {}
        known = {"email": email(session), "name": billing.get("name"), "phone": buyer.get("phone_number")}
        given = {name: value for name, value in known.items() if value}
        customer = customers.make(call, {**given, "address": billing.get("address")})
        call.objects.add(customer, lookup=customer["email"])
        events.note(call, "customer.created", customer)
        shown["customer"] = customer["id"]
    return shown["customer"]


def complete(call: Call, session: Record, payment_method: Record | None) -> None:
    """Ends a session that is paid, is being paid, or had nothing to pay. Notes `checkout.session.completed`."""
    shown = session.object
    shown["status"] = "complete"
    shown["payment_status"] = _payment_status(call, session)
    shown["url"] = None
    session.inner["last_payment_error"] = None
    customer = _customer(call, session)
    if shown["mode"] == "subscription" and customer is not None:
        entries, data = session.inner["items"], session.inner["subscription_data"]
        discount = discounts.kept_on(call, session)
        shown["subscription"] = subscriptions.start(call, customer, entries, data, discount, payment_method)["id"]
    shown["customer_details"] = _customer_details(session)
    questions.note_answers(session)
    discounts.redeem(call, session.inner["discount"])
    call.timers.cancel(call.namespace, session.id, shown["expires_at"])
    call.objects.save(session)
    events.note(call, "checkout.session.completed", shown)


def _payment_status(call: Call, session: Record) -> str:
    if amount_due(session) == 0:
        return "no_payment_required"
    intent = call.objects.get(payment_intents.KIND, session.inner["payment_intent"]).object
    return "unpaid" if intent["status"] == "processing" else "paid"


def _customer_details(session: Record) -> Resource:
    buyer = session.inner["buyer"]
    billing = buyer.get("billing_address") or {}
    known = session.object["customer_details"] or {}
    details = _shipping_details(session) or {}
    tax_id = (buyer.get("tax_id_info") or {}).get("taxId")
    return creation.customer_details(
        {
            "address": fields.address(billing.get("address")) or known.get("address"),
            "business_name": buyer.get("business_name"),
            "email": email(session),
            "individual_name": buyer.get("individual_name"),
            "name": billing.get("name") or known.get("name") or details.get("name"),
            "phone": buyer.get("phone_number") or known.get("phone"),
            "tax_ids": [tax_id] if tax_id else [],
        }
    )


def after_challenge(call: Call, intent: Record, payment_method: Record) -> None:
    """Goes on after the buyer's bank said yes."""
    try:
        _attempts(intent).go_on(call, intent, payment_method)
    except StripeError as error:
        note_failure(call, intent, error)
        return
    id = intent.inner.get("checkout_session")
    if id is not None:
        complete(call, call.objects.get(creation.KIND, id), payment_method)


def after_refusal(call: Call, intent: Record, payment_method: Record) -> None:
    """Has an intent wait for another payment method after the buyer's bank said no, or the buyer did."""
    kind = intent.object["object"]
    error = card_error(f"{kind}_authentication_failure", cards.AUTHENTICATION_FAILED)
    error.body["type"] = "invalid_request_error"
    _attempts(intent).refuse(call, intent, payment_method, error)
    note_failure(call, intent, error)


def end_debit(call: Call, intent: Record, failure: str | None) -> None:
    """Ends a debit that is under way. Notes `checkout.session.async_payment_succeeded` or `…_failed`.

    Args:
        failure: Why it failed, one of those that bank accounts have.
    """
    payment_attempts.end_debit(call, intent, failure)
    id = intent.inner.get("checkout_session")
    if id is None:
        return
    session = call.objects.get(creation.KIND, id)
    if failure is None:
        session.object["payment_status"] = "paid"
        call.objects.save(session)
    events.note(call, f"checkout.session.async_payment_{'failed' if failure else 'succeeded'}", session.object)


def end_due_debit(call: Call, id: str) -> None:
    """Ends a debit whose time has come, as its account would."""
    intent = call.objects.find(payment_intents.KIND, id)
    if intent is not None and intent.object["status"] == "processing":
        payment_method = call.objects.get("payment_method", intent.object["payment_method"])
        end_debit(call, intent, payment_method.inner["failure"])


def return_address(call: Call, intent: Record, return_url: str) -> str:
    """Where a buyer comes back to from another page, with what Stripe adds to the address.

    Who did not pay comes back to the hosted page, where another way to pay can be tried.
    """
    id = intent.inner.get("checkout_session")
    if id is not None:
        session = call.objects.get(creation.KIND, id).object
        return session["url"] or return_url.replace("{CHECKOUT_SESSION_ID}", id)
    paid = intent.object["status"] in ("succeeded", "processing", "requires_capture", "requires_confirmation")
    kind = intent.object["object"]
    added = {
        kind: intent.id,
        f"{kind}_client_secret": intent.object["client_secret"],
        "redirect_status": "succeeded" if paid else "failed",
    }
    address = urlsplit(return_url)
    query = "&".join(part for part in (address.query, urlencode(added)) if part)
    return urlunsplit(address._replace(query=query))


def note_failure(call: Call, intent: Record, error: StripeError) -> None:
    """Tells the intent's session, if it has one, why the payment failed."""
    id = intent.inner.get("checkout_session")
    if id is not None:
        session = call.objects.get(creation.KIND, id)
        code = error.body.get("decline_code") or error.body.get("code")
        session.inner["last_payment_error"] = {"message": error.body["message"], "code": code}
        call.objects.save(session)


def abandon_attempt(call: Call, session: Record) -> None:
    """Gives up a challenge under way: what is paid for has changed."""
    for kind in _KINDS:
        id = session.inner.get(kind)
        if id is not None:
            intent = call.objects.get(kind, id)
            next_actions.abandon(intent)
            call.objects.save(intent)


def expire(call: Call, session: Record) -> None:
    """Ends a session that nobody paid. Notes `checkout.session.expired`."""
    shown = session.object
    shown.update(status="expired", url=None)
    call.timers.cancel(call.namespace, session.id, shown["expires_at"])
    if session.inner["payment_intent"] is not None:
        payment_intents.end(call, call.objects.get(payment_intents.KIND, session.inner["payment_intent"]), "automatic")
    if session.inner.get("setup_intent") is not None:
        setup_intents.end(call, call.objects.get(setup_intents.KIND, session.inner["setup_intent"]), None)
    call.objects.save(session)
    events.note(call, "checkout.session.expired", shown)


def expire_due(call: Call, id: str) -> None:
    """Ends a session whose time has come."""
    session = call.objects.find(creation.KIND, id)
    if session is not None and session.object["status"] == "open":
        expire(call, session)
