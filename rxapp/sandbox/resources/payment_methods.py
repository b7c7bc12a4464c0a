"""Payment methods: cards, made by the payment form, by their number, or by a test name such as `pm_card_visa`."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from typing import Any, NotRequired

import stripe
from stripe import params as p
from typing_extensions import TypedDict

from ..rules import cards, fields, identifiers, metadata
from ..rules.cards import Card
from ..rules.errors import invalid, missing_parameter
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from ..store import Record
from .call import Call, Route
from .crud import Collection
from .pagination import by

_KIND = "payment_method"
_PAYMENT_METHODS = Collection(_KIND, "/v1/payment_methods")
_OTHER_TYPES = frozenset(
    name for name in stripe.PaymentMethod.__annotations__
    if f"{name}" in stripe.PaymentMethod._inner_class_types and name not in ("billing_details", "card")
)  # fmt: skip
_payment_method = shape(stripe.PaymentMethod, absent=_OTHER_TYPES | {"customer_account"})
_card = shape(stripe.PaymentMethod.Card)


class _BrowserCard(TypedDict):
    number: str
    exp_month: int
    exp_year: int
    cvc: NotRequired[str | None]


class _BrowserPaymentMethod(TypedDict):
    """What the payment form sends."""

    type: str
    card: _BrowserCard
    billing_details: NotRequired[dict[str, Any] | None]
    client_secret: NotRequired[str]


def create(call: Call, params: p.PaymentMethodCreateParams) -> Resource:
    if params.get("type") != "card":
        raise invalid("The local Stripe knows payment methods of the type `card` only.", param="type")
    details: Mapping[str, Any] = params.get("card") or {}
    token = details.get("token")
    if token:
        card = cards.named("pm_card_" + token.removeprefix("tok_"))
        if card is None:
            raise invalid(f"No such token: '{token}'", param="card[token]", code="resource_missing")
        record = _add(call, card, _next_year(call), params.get("billing_details"), params.get("metadata"))
        return _redisplayed(call, record, params)
    for name in ("number", "exp_month", "exp_year"):
        if name not in details:
            raise missing_parameter(f"card[{name}]")
    record = _add_numbered(call, details, params.get("billing_details"), params.get("metadata"))
    return _redisplayed(call, record, params)


def _redisplayed(call: Call, record: Record, params: Mapping[str, Any]) -> Resource:
    """Takes whether the payment method may be shown again."""
    if "allow_redisplay" in params:
        record.object["allow_redisplay"] = params["allow_redisplay"]
        call.objects.save(record)
    return record.object


def _create_in_browser(call: Call, params: _BrowserPaymentMethod) -> Resource:
    if params["type"] != "card":
        raise invalid("The local Stripe knows payment methods of the type `card` only.", param="type")
    return _add_numbered(call, params["card"], params.get("billing_details"), None).object


def _add_numbered(call: Call, details: Mapping[str, Any], billing: Any, given_metadata: Any) -> Record:
    number = details["number"].replace(" ", "")
    month, year = details["exp_month"], details["exp_year"]
    year = year + 2000 if year < 100 else year
    today = time.gmtime(call.now)
    cards.check(number, month, year, details.get("cvc"), year=today.tm_year, month=today.tm_mon)
    return _add(call, cards.numbered(number), (month, year), billing, given_metadata)


def resolve(call: Call, id: str, param: str = "payment_method") -> Record:
    """The payment method behind an id, or a new one for a test name such as `pm_card_visa`."""
    card = cards.named(id)
    if card is not None:
        return _add(call, card, _next_year(call), None, None)
    return call.objects.refer(_KIND, id, param)


def _next_year(call: Call) -> tuple[int, int]:
    today = time.gmtime(call.now)
    return today.tm_mon, today.tm_year + 1


def _add(call: Call, card: Card, expiry: tuple[int, int], billing: Any, given_metadata: Any) -> Record:
    given = billing or {}
    payment_method = _payment_method(
        id=identifiers.new("pm", 24),
        object=_KIND,
        allow_redisplay="unspecified",
        billing_details={
            "address": fields.address(given.get("address") or {"country": None}),
            **{name: given.get(name) or None for name in ("email", "name", "phone", "tax_id")},
        },
        card=_card_details(card, expiry),
        created=call.now,
        livemode=False,
        metadata=metadata.merged(None, given_metadata),
        type="card",
    )
    # Only what the bank will do is kept of the number.
    kept_first = card.kept_first or card.challenge != "never"
    inner = {"decline": card.decline, "challenge": card.challenge, "kept_first": kept_first}
    return call.objects.add(payment_method, inner)


def _card_details(card: Card, expiry: tuple[int, int]) -> Resource:
    return _card(
        brand=card.brand,
        checks={"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        country=card.country,
        display_brand=card.brand,
        exp_month=expiry[0],
        exp_year=expiry[1],
        fingerprint=hashlib.blake2b(card.number.encode(), digest_size=8).hexdigest(),
        funding=card.funding,
        last4=card.number[-4:],
        networks={"available": [card.brand], "preferred": None},
        regulated_status="unregulated",
        three_d_secure_usage={"supported": True},
    )


def _retrieve(call: Call, params: p.PaymentMethodRetrieveParams, id: str) -> Resource:
    return resolve(call, id, "id").object if cards.named(id) else _PAYMENT_METHODS.get(call, id).object


def _attach(call: Call, params: p.PaymentMethodAttachParams, id: str) -> Resource:
    if "customer" not in params:
        raise missing_parameter("customer")
    call.objects.refer("customer", params["customer"], "customer")
    return attach_to(call, id, params["customer"]).object


def attach_to(call: Call, id: str, customer: str) -> Record:
    """Keeps a payment method for a customer."""
    record = resolve(call, id)
    if record.object["customer"] not in (None, customer):
        raise invalid("The payment method you provided has already been attached to a customer.", param="customer")
    record.object["customer"] = record.lookup = customer
    call.objects.save(record)
    return record


def keep_for_later(call: Call, payment_method: Record, customer: str) -> None:
    """Keeps a payment method for charges that the customer isn't there for."""
    kept = attach_to(call, payment_method.id, customer)
    kept.inner["set_up"] = True
    call.objects.save(kept)


def _detach(call: Call, params: p.PaymentMethodDetachParams, id: str) -> Resource:
    record = _PAYMENT_METHODS.get(call, id)
    if record.object["customer"] is None:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise invalid(message)
    record.object["customer"] = record.lookup = None
    call.objects.save(record)
    return record.object


def _create_by_either(call: Call, params: Any) -> Resource:
    return _create_in_browser(call, params) if call.from_browser else create(call, params)


def _change(call: Call, record: Record, params: p.PaymentMethodUpdateParams) -> None:
    billing = params.get("billing_details")
    if billing:
        details = record.object["billing_details"]
        details.update(fields.taken(billing, ("email", "name", "phone", "tax_id")))
        if "address" in billing:
            details["address"] = fields.address(billing["address"] or {"country": None})
    card = params.get("card")
    if card:
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
