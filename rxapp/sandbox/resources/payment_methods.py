"""Payment methods, made by the payment form, by a number, or by a test name such as `pm_card_visa`."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, NotRequired

import stripe
from stripe import params as p
from typing_extensions import TypedDict

from ..rules import bank_accounts, cards, fields, identifiers, metadata, payment_method_types
from ..rules.bank_accounts import BankAccount
from ..rules.card_list import Card
from ..rules.errors import invalid, missing_parameter
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from ..store import Record
from . import card_parts, events
from .call import Call, Route
from .crud import Collection
from .pagination import by

_KIND = "payment_method"
_PAYMENT_METHODS = Collection(_KIND, "/v1/payment_methods")
_TYPES = frozenset(
    name for name in stripe.PaymentMethod.__annotations__
    if name in stripe.PaymentMethod._inner_class_types and name != "billing_details"
)  # fmt: skip
_payment_method = shape(stripe.PaymentMethod, absent=_TYPES)
_card = shape(stripe.PaymentMethod.Card)
_bank_account = shape(stripe.PaymentMethod.UsBankAccount)


class _BrowserCard(TypedDict):
    number: NotRequired[str]
    exp_month: NotRequired[int]
    exp_year: NotRequired[int]
    cvc: NotRequired[str | None]
    parts: NotRequired[list[str]]
    token: NotRequired[str]


class _BrowserPaymentMethod(TypedDict):
    """What the payment form sends."""

    type: str
    card: NotRequired[_BrowserCard]
    us_bank_account: NotRequired[dict[str, str]]
    billing_details: NotRequired[dict[str, Any] | None]
    metadata: NotRequired[dict[str, Any] | None]
    client_secret: NotRequired[str]


def create(call: Call, params: p.PaymentMethodCreateParams) -> Resource:
    return _redisplayed(call, _make(call, {**params}), params)


def _make(call: Call, params: dict[str, Any]) -> Record:
    type = params.get("type")
    if type not in payment_method_types.HERE:
        known = ", ".join(f"`{name}`" for name in payment_method_types.HERE)
        raise invalid(f"The local Stripe knows payment methods of these types: {known}.", param="type")
    details: Mapping[str, Any] = params.get(type) or {}
    said = (params.get("billing_details"), params.get("metadata"))
    if type == "amazon_pay":
        return _keep(call, type, {}, *said)
    if type == "us_bank_account":
        return _add_bank_account(call, details, *said)
    return _add_tokened(call, details["token"], *said) if details.get("token") else _add_numbered(call, details, *said)


def _redisplayed(call: Call, record: Record, params: Mapping[str, Any]) -> Resource:
    """Takes whether the payment method may be shown again."""
    if "allow_redisplay" in params:
        record.object["allow_redisplay"] = params["allow_redisplay"]
        call.objects.save(record)
    return record.object


def _add_tokened(call: Call, token: str, billing: Any, given_metadata: Any) -> Record:
    card = cards.named("pm_card_" + token.removeprefix("tok_"))
    if card is None:
        raise invalid(f"No such token: '{token}'", param="card[token]", code="resource_missing")
    return _add(call, card, _next_year(call), billing, given_metadata)


def _add_numbered(call: Call, details: Mapping[str, Any], billing: Any, given_metadata: Any) -> Record:
    _require(details, "card", ("number", "exp_month", "exp_year"))
    number = details["number"].replace(" ", "")
    month, year = details["exp_month"], details["exp_year"]
    year = year + 2000 if year < 100 else year
    today = time.gmtime(call.now)
    cards.check(number, month, year, details.get("cvc"), year=today.tm_year, month=today.tm_mon)
    return _add(call, cards.numbered(number), (month, year), billing, given_metadata)


def _add_bank_account(call: Call, details: Mapping[str, Any], billing: Any, given_metadata: Any) -> Record:
    _require(details, "us_bank_account", ("account_holder_type", "account_number", "routing_number"))
    if not (billing or {}).get("name"):
        raise missing_parameter("billing_details[name]")
    account = bank_accounts.numbered(details["routing_number"], details["account_number"])
    return _keep_bank_account(call, account, details, billing, given_metadata)


def _require(details: Mapping[str, Any], type: str, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in details:
            raise missing_parameter(f"{type}[{name}]")


def resolve(call: Call, id: str, param: str = "payment_method") -> Record:
    """The payment method behind an id, or a new one for a test name such as `pm_card_visa`."""
    card, account = cards.named(id), bank_accounts.named(id)
    if card is not None:
        return _add(call, card, _next_year(call), None, None)
    if account is not None:
        return _keep_bank_account(call, account, {"account_holder_type": "individual"}, {"name": "Jenny Rosen"}, None)
    return call.objects.refer(_KIND, id, param)


def _next_year(call: Call) -> tuple[int, int]:
    today = time.gmtime(call.now)
    return today.tm_mon, today.tm_year + 1


def _add(call: Call, card: Card, expiry: tuple[int, int], billing: Any, given_metadata: Any) -> Record:
    # Only what the bank will do is kept of the number.
    kept_first = card.kept_first or card.challenge != "never"
    inner = {
        "decline": card.decline, "challenge": card.challenge, "kept_first": kept_first, "refund": card.refund,
        "set_up": card.set_up, "risk": card.risk, "pays_at_once": card.pays_at_once,
    }  # fmt: skip
    return _keep(call, "card", _card_details(card, expiry, billing), billing, given_metadata, inner)


def _keep_bank_account(
    call: Call, account: BankAccount, details: Mapping[str, Any], billing: Any, given_metadata: Any
) -> Record:
    shown = _bank_account(
        account_holder_type=details["account_holder_type"],
        account_type=details.get("account_type", "checking"),
        bank_name="STRIPE TEST BANK",
        fingerprint=_fingerprint(account.number),
        last4=account.number[-4:],
        networks={"preferred": "ach", "supported": ["ach"]},
        routing_number=details.get("routing_number", bank_accounts.ROUTING_NUMBER),
    )
    inner = {"failure": account.failure, "ends": account.ends}
    return _keep(call, "us_bank_account", shown, billing, given_metadata, inner)


def _keep(
    call: Call, type: str, details: Resource, billing: Any, given_metadata: Any, inner: Resource | None = None
) -> Record:
    """Stores a payment method, with how it behaves."""
    given = billing or {}
    payment_method = _payment_method(
        id=identifiers.new("pm", 24),
        object=_KIND,
        allow_redisplay="unspecified",
        billing_details={
            "address": fields.address(given.get("address") or {"country": None}),
            **{name: given.get(name) or None for name in ("email", "name", "phone", "tax_id")},
        },
        created=call.now,
        livemode=False,
        metadata=metadata.merged(None, given_metadata),
        type=type,
        **{type: details},
    )
    return call.objects.add(
        payment_method, {"decline": None, "challenge": "never", "kept_first": True, **(inner or {})}
    )


def _card_details(card: Card, expiry: tuple[int, int], billing: Any) -> Resource:
    address = (billing or {}).get("address") or {}
    return _card(
        brand=card.brand,
        checks={
            "address_line1_check": card.checks.get("address_line1") if address.get("line1") else None,
            "address_postal_code_check": card.checks.get("address_postal_code") if address.get("postal_code") else None,
            "cvc_check": card.checks.get("cvc", "pass"),
        },
        country=card.country,
        display_brand=card.brand,
        exp_month=expiry[0],
        exp_year=expiry[1],
        fingerprint=_fingerprint(card.number),
        funding=card.funding,
        last4=card.number[-4:],
        networks={"available": [card.brand], "preferred": None},
        regulated_status="unregulated",
        three_d_secure_usage={"supported": True},
    )


def _fingerprint(number: str) -> str:
    return hashlib.blake2b(number.encode(), digest_size=8).hexdigest()


def _retrieve(call: Call, params: p.PaymentMethodRetrieveParams, id: str) -> Resource:
    known = cards.named(id) or bank_accounts.named(id)
    return resolve(call, id, "id").object if known else _PAYMENT_METHODS.get(call, id).object


def _attach(call: Call, params: p.PaymentMethodAttachParams, id: str) -> Resource:
    if "customer" not in params:
        raise missing_parameter("customer")
    call.objects.refer("customer", params["customer"], "customer")
    return attach_to(call, id, params["customer"]).object


def attach_to(call: Call, id: str, customer: str) -> Record:
    """Keeps a payment method for a customer. Notes `payment_method.attached` if it is new.

    Raises:
        StripeError: 402 where its bank won't have it kept, 400 if it is another customer's.
    """
    record = resolve(call, id)
    if record.object["customer"] not in (None, customer):
        raise invalid("The payment method you provided has already been attached to a customer.", param="customer")
    if record.object["customer"] is None:
        if record.inner["decline"] is not None and not record.inner.get("kept_first"):
            raise cards.decline(record.inner["decline"])
        record.object["customer"] = record.lookup = customer
        call.objects.save(record)
        events.note(call, "payment_method.attached", record.object)
    return record


def check_kept(call: Call, id: str, customer: str, param: str) -> None:
    """Refuses a payment method that is not this customer's."""
    found = call.objects.find(_KIND, id)
    if found is None or found.object["customer"] != customer:
        message = (
            f"The customer does not have a payment method with the ID {id}. The payment method must be attached to the "
            "customer."
        )
        raise invalid(message, param=param, code="resource_missing")


def keep_for_later(call: Call, payment_method: Record, customer: str | None) -> None:
    """Makes a payment method ready for charges that the customer isn't there for, and keeps it for them if known."""
    kept = attach_to(call, payment_method.id, customer) if customer else payment_method
    kept.inner["set_up"] = True
    call.objects.save(kept)


def _detach(call: Call, params: p.PaymentMethodDetachParams, id: str) -> Resource:
    record = _PAYMENT_METHODS.get(call, id)
    if record.object["customer"] is None:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise invalid(message)
    before = {**record.object}
    record.object["customer"] = record.lookup = None
    call.objects.save(record)
    events.note_change(call, "payment_method.detached", before, record.object)
    _forget_default(call, record.id, before["customer"])
    return record.object


def _forget_default(call: Call, id: str, customer: str) -> None:
    """What a customer no longer has can't be what they usually pay with."""
    record = call.objects.find("customer", customer)
    if record is None or record.object["invoice_settings"]["default_payment_method"] != id:
        return
    before = deepcopy(record.object)
    record.object["invoice_settings"]["default_payment_method"] = None
    call.objects.save(record)
    events.note_change(call, "customer.updated", before, record.object)


def _create_by_either(call: Call, params: Any) -> Resource:
    if not call.from_browser:
        return create(call, params)
    card = params.get("card")
    return _make(call, {**params, "card": card_parts.join(call, card)} if card else params).object


def _change(call: Call, record: Record, params: p.PaymentMethodUpdateParams) -> None:
    billing = params.get("billing_details")
    if billing:
        details = record.object["billing_details"]
        details.update(fields.taken(billing, ("email", "name", "phone", "tax_id")))
        if "address" in billing:
            details["address"] = fields.address(billing["address"] or {"country": None})
    card = params.get("card")
    if card and "card" in record.object:
        record.object["card"].update(fields.taken(card, ("exp_month", "exp_year")))


ROUTES = [
    Route(
        "POST",
        _PAYMENT_METHODS.url,
        _create_by_either,
        Parameters(p.PaymentMethodCreateParams),
        access="both",
        browser=Parameters(_BrowserPaymentMethod, form=False),
    ),
    _PAYMENT_METHODS.listing(p.PaymentMethodListParams, by("type", lookup="customer")),
    Route("GET", _PAYMENT_METHODS.url + "/{}", _retrieve, Parameters(p.PaymentMethodRetrieveParams)),
    _PAYMENT_METHODS.update(p.PaymentMethodUpdateParams, ("allow_redisplay",), change=_change),
    _PAYMENT_METHODS.action("attach", _attach, p.PaymentMethodAttachParams),
    _PAYMENT_METHODS.action("detach", _detach, p.PaymentMethodDetachParams),
]
