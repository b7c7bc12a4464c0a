"""Sessions as Stripe.js works on them. Stripe's own addresses for this are private; these are ours, see README.md."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from ...rules import fields
from ...rules.errors import StripeError, invalid, missing_resource
from ...rules.parameters import Parameters
from ...rules.shapes import Resource
from ...store import Record
from .. import payment_methods, promotion_codes
from ..call import Call, Route
from . import amounts, completion, creation, discounts, line_items, page_view, questions, shipping
from .creation import KIND

_URL = "/v1/payment_pages/{}"


class _Nothing(TypedDict):
    """The publishable key is enough."""


class _Init(TypedDict):
    client_secret: str


class _Opening(_Init):
    """A page's first look. It may say who the buyer is likely to be, which counts where nobody has said so yet."""

    default_email: NotRequired[str | None]


class _LineItemQuantity(TypedDict):
    id: str
    quantity: int


class _OptionalItemQuantity(TypedDict):
    price: str
    quantity: int


class _Address(TypedDict):
    country: NotRequired[str | None]
    line1: NotRequired[str | None]
    line2: NotRequired[str | None]
    city: NotRequired[str | None]
    postal_code: NotRequired[str | None]
    state: NotRequired[str | None]


class _Contact(TypedDict):
    name: NotRequired[str | None]
    phone: NotRequired[str | None]
    address: _Address


class _TaxId(TypedDict):
    type: str
    value: str


class _TaxIdInfo(TypedDict):
    taxId: _TaxId
    businessName: str


class _Consent(TypedDict):
    terms_of_service: NotRequired[bool]
    promotions: NotRequired[bool]


class _Buyer(_Init):
    """What a buyer says of himself. None clears."""

    email: NotRequired[str | None]
    phone_number: NotRequired[str | None]
    billing_address: NotRequired[_Contact | None]
    shipping_address: NotRequired[_Contact | None]


class _Change(_Buyer):
    individual_name: NotRequired[str | None]
    business_name: NotRequired[str | None]
    tax_id_info: NotRequired[_TaxIdInfo | None]
    custom_fields: NotRequired[dict[str, str]]
    consent: NotRequired[_Consent]
    line_item: NotRequired[_LineItemQuantity]
    shipping_option: NotRequired[str]
    promotion_code: NotRequired[str]
    optional_item: NotRequired[_OptionalItemQuantity]


class _Confirmation(_Buyer):
    expected_amount: int
    payment_method: NotRequired[str | None]
    return_url: NotRequired[str | None]
    save_payment_method: NotRequired[bool | None]


def _init(call: Call, params: _Opening, id: str) -> Resource:
    session = _session(call, id, params)
    page = page_view.page(call, session)
    email = params.get("default_email")
    if not email or page["session"]["email"] or session.object["status"] != "open":
        return page
    return _change(call, {"client_secret": params["client_secret"], "email": email}, id)


def _address(call: Call, params: _Nothing, id: str) -> Resource:
    """Where the hosted page is, for `redirectToCheckout()`, which knows the session's id alone."""
    session = call.objects.get(KIND, id, "session")
    completion.check_open(session)
    if session.object["url"] is None:
        raise invalid("This Checkout Session has no hosted page: its `ui_mode` is another.")
    return {"url": session.object["url"]}


def _change(call: Call, params: _Change, id: str) -> Resource:
    """Changes what is the buyer's to change."""
    session = _open_session(call, id, params)
    _note_buyer(session, params)
    buyer = session.inner["buyer"]
    for name in ("individual_name", "business_name"):
        if name in params:
            buyer[name] = params.get(name) or None
    if "tax_id_info" in params:
        buyer["tax_id_info"] = _checked_tax_id(params["tax_id_info"])
    for name in ("custom_fields", "consent"):
        if name in params:
            buyer[name] = params.get(name)
    if "line_item" in params:
        _set_quantity(session, params["line_item"])
    if "optional_item" in params:
        _set_optional_item(session, params["optional_item"])
    if "shipping_option" in params:
        shipping.choose(session, params["shipping_option"])
    if "promotion_code" in params:
        _set_promotion_code(call, session, params["promotion_code"].strip())
    amounts.recompute(session)
    completion.abandon_attempt(call, session)
    call.objects.save(session)
    return page_view.page(call, session)


def _confirm(call: Call, params: _Confirmation, id: str) -> Resource:
    session = _session(call, id, params)
    if session.object["status"] == "open":
        _note_buyer(session, params)
        questions.check_answers(session)
    if params.get("save_payment_method"):
        session.inner["payment_intent_data"].setdefault("setup_future_usage", "on_session")
    return_url = params.get("return_url")
    known = creation.return_url(session)
    if return_url and known:
        message = "You cannot pass `returnUrl` when the Checkout Session has a `return_url` already."
        raise invalid(message, param="return_url")
    name = params.get("payment_method")
    payment_method = payment_methods.resolve(call, name) if name else None
    if payment_method is not None and params.get("save_payment_method"):
        payment_method.object["allow_redisplay"] = "always"
        call.objects.save(payment_method)
    expected_amount = params["expected_amount"]
    url = completion.confirm(call, session, payment_method, expected_amount=expected_amount, return_url=return_url)
    return {
        "page": page_view.page(call, session),
        "return_url": _filled(known or return_url, session.id),
        "next_action": {"url": url} if url else None,
    }


def _filled(return_url: str | None, id: str) -> str | None:
    return return_url.replace("{CHECKOUT_SESSION_ID}", id) if return_url else None


def _session(call: Call, id: str, params: _Init) -> Record:
    session = call.objects.get(KIND, id, "session")
    if not creation.is_secret(session, params["client_secret"]):
        raise missing_resource(KIND, id, "session")
    return session


def _open_session(call: Call, id: str, params: _Init) -> Record:
    session = _session(call, id, params)
    completion.check_open(session)
    return session


def _note_buyer(session: Record, params: _Buyer) -> None:
    buyer = session.inner["buyer"]
    if "email" in params:
        buyer["email"] = _checked_email(session, params["email"])
    if "phone_number" in params:
        buyer["phone_number"] = params["phone_number"] or None
    if "billing_address" in params:
        buyer["billing_address"] = _contact(params["billing_address"])
    if "shipping_address" in params:
        _set_shipping_address(session, params["shipping_address"])


def _checked_email(session: Record, given: str | None) -> str | None:
    fixed = completion.fixed_email(session)
    if fixed is not None and given != fixed:
        raise invalid("The email address of this Checkout Session cannot be changed.", param="email")
    if not given:
        return None
    name, _, domain = given.partition("@")
    if not name or "." not in domain.strip(".") or " " in given:
        raise StripeError(400, "Your email address is invalid.", code="invalidEmail", param="email")
    return given


def _checked_tax_id(given: _TaxIdInfo | None) -> Any:
    if given and not given["taxId"]["value"].strip():
        raise StripeError(400, "Your tax ID is invalid.", code="invalidTaxId", param="tax_id_info")
    return given


def _contact(given: _Contact | None) -> Resource | None:
    if given is None:
        return None
    return {"name": given.get("name"), "address": fields.address(given["address"])}


def _set_shipping_address(session: Record, given: _Contact | None) -> None:
    if (session.object["permissions"] or {}).get("update_shipping_details") == "server_only":
        message = "The shipping address of this Checkout Session can only be set by its server."
        raise invalid(message, param="shipping_address")
    if given is None:
        session.inner["buyer"]["shipping_address"] = None
        if session.object["collected_information"]:
            session.object["collected_information"]["shipping_details"] = None
        return
    details = {"name": given.get("name") or "", "address": given["address"]}
    shipping.set_details(session, details, "shipping_address")
    session.inner["buyer"]["shipping_address"] = _contact(given)


def _set_quantity(session: Record, given: _LineItemQuantity) -> None:
    _check_line_items_permission(session)
    entries = session.inner["items"]
    if all(entry["item"]["id"] != given["id"] for entry in entries):
        raise missing_resource("item", given["id"], "line_item", status=400)
    changed = [
        line_items.with_quantity(entry, given["quantity"]) if entry["item"]["id"] == given["id"] else entry
        for entry in entries
    ]
    kept = [entry for entry in changed if entry["item"]["quantity"] > 0]
    if not kept:
        raise invalid("The last line item cannot be removed.", param="line_item")
    session.inner["items"] = kept


def _check_line_items_permission(session: Record) -> None:
    if (session.object["permissions"] or {}).get("update_line_items") == "server_only":
        message = "The line items of this Checkout Session can only be changed by its server."
        raise invalid(message, param="line_item")


def _set_optional_item(session: Record, given: _OptionalItemQuantity) -> None:
    offered = next(
        (entry for entry in session.inner["optional_items"] if entry["item"]["price"]["id"] == given["price"]), None
    )
    if offered is None:
        raise missing_resource("price", given["price"], "optional_item", status=400)
    others = [entry for entry in session.inner["items"] if entry["item"]["id"] != offered["item"]["id"]]
    if given["quantity"] < 1:
        session.inner["items"] = others
        return
    quantity = max(given["quantity"], offered["item"]["quantity"])
    chosen = {name: value for name, value in offered.items() if name != "adjustable_quantity"}
    session.inner["items"] = [*others, {**chosen, "item": {**offered["item"], "quantity": quantity}}]


def _set_promotion_code(call: Call, session: Record, given: str) -> None:
    if not session.object["allow_promotion_codes"]:
        raise invalid("This Checkout Session does not take promotion codes.", param="promotion_code")
    if (session.object["permissions"] or {}).get("update_discounts") == "server_only":
        message = "The discounts of this Checkout Session can only be changed by its server."
        raise invalid(message, param="promotion_code")
    if not given:
        session.inner["discount"] = None
        return
    code = promotion_codes.find_active(call, given, session.object["customer"])
    if code is None:
        raise StripeError(400, "This code is invalid.", code="invalidCode", param="promotion_code")
    customer, currency = session.object["customer"], session.object["currency"]
    try:
        session.inner["discount"] = discounts.of_code(call, code, customer, currency, "promotion_code")
    except StripeError as error:
        raise StripeError(400, "This code is invalid.", code="invalidCode", param="promotion_code") from error


ROUTES = [
    Route("POST", _URL + "/init", _init, Parameters(_Opening, form=False), access="browser"),
    Route("POST", _URL + "/address", _address, Parameters(_Nothing, form=False), access="browser"),
    Route("POST", _URL, _change, Parameters(_Change, form=False), access="browser"),
    Route("POST", _URL + "/confirm", _confirm, Parameters(_Confirmation, form=False), access="browser"),
]
