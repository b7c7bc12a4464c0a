"""The addresses of Checkout Sessions for the holder of the secret key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stripe.params import checkout as p

from ...rules import metadata
from ...rules.errors import invalid
from ...rules.parameters import Parameters
from ...rules.shapes import Resource
from ...store import Record
from .. import pagination
from ..call import Call, Route
from ..crud import Collection
from ..expansion import includable
from . import amounts, breakdown, completion, creation, discounts, line_items, preview, shipping
from .creation import KIND

_SESSIONS = Collection(KIND, "/v1/checkout/sessions", param="session")
_FILTERS = pagination.by(
    "customer", "payment_link", "status", "subscription", lookup="payment_intent", email="customer_details.email"
)


def _create(call: Call, params: p.SessionCreateParams) -> Resource:
    return creation.create(call, {**params}).object


def _update(call: Call, params: Mapping[str, Any], id: str) -> Resource:
    """Changes an open session: all of the given parameters, or none if one is refused."""
    session = _SESSIONS.get(call, id)
    _check_open(session, "updated")
    if "customer" in params:
        _attach_customer(call, session, params["customer"])
    if "line_items" in params:
        mode = session.object["mode"]
        session.inner["items"] = line_items.resolve(call, session.inner["items"], params["line_items"], mode=mode)
        _check_currency(session)
    if "shipping_options" in params:
        _check_mode(session, "payment", "shipping_options")
        shipping.set_options(call, session, params["shipping_options"])
    if "discounts" in params:
        customer, currency = session.object["customer"], session.object["currency"]
        session.inner["discount"] = discounts.resolve(call, params["discounts"], customer, currency)
    if "subscription_data" in params:
        _set_subscription_data(call, session, params["subscription_data"])
    if "payment_intent_data" in params:
        _set_payment_intent_data(session, params["payment_intent_data"])
    if "collected_information" in params:
        _set_collected_information(session, params["collected_information"])
    session.object["metadata"] = metadata.merged(session.object["metadata"], params.get("metadata"))
    amounts.recompute(session)
    completion.abandon_attempt(call, session)
    call.objects.save(session)
    return _as_updated(call, session.object)


def _as_updated(call: Call, session: Resource) -> Resource:
    """As the preview's page says, its answer shows the discounts only where they are expanded."""
    if not call.preview:
        return session
    return {name: value for name, value in session.items() if name != "discounts"}


def _check_open(session: Record, verb: str) -> None:
    status = session.object["status"]
    if status != "open":
        message = (
            f'Only Checkout Sessions with a status in ["open"] can be {verb}. This Checkout Session has a status of '
            f"`{status}`."
        )
        raise invalid(message)


def _attach_customer(call: Call, session: Record, id: str) -> None:
    """Gives a guest's session to a customer who has signed in. Their email address takes the place of a typed one."""
    if session.object["customer"] not in (None, id):
        raise invalid("This Checkout Session already has a customer, who can't be replaced.", param="customer")
    creation.set_customer(call, session, id)
    discount = session.inner["discount"]
    if discount and discount["promotion_code"]:
        code = call.objects.get("promotion_code", discount["promotion_code"])
        discounts.of_code(call, code, id, session.object["currency"], "customer")


def _check_mode(session: Record, mode: str, param: str) -> None:
    if session.object["mode"] != mode:
        raise invalid(f"You can not pass `{param}` in `{session.object['mode']}` mode.", param=param)


def _check_currency(session: Record) -> None:
    currency = session.inner["items"][0]["item"]["currency"]
    if currency != session.object["currency"]:
        message = f"The line items must be in the currency of the Checkout Session ({session.object['currency']})."
        raise invalid(message, param="line_items")


def _set_subscription_data(call: Call, session: Record, given: Mapping[str, Any]) -> None:
    _check_mode(session, "subscription", "subscription_data")
    data = {**session.inner["subscription_data"], **given}
    # A trial is either so many days or until a time: giving one anew takes the place of the other.
    for name, other in (("trial_period_days", "trial_end"), ("trial_end", "trial_period_days")):
        if given.get(name) and other not in given:
            data.pop(other, None)
    data = {name: value for name, value in data.items() if value != ""}
    creation.check_trial(call, data, "subscription_data")
    session.inner["subscription_data"] = data
    session.object["payment_status"] = "no_payment_required" if amounts.has_trial(session) else "unpaid"


def _set_payment_intent_data(session: Record, given: Mapping[str, Any]) -> None:
    _check_mode(session, "payment", "payment_intent_data")
    if session.object["ui_mode"] != "elements":
        message = "You can only update `payment_intent_data` when `ui_mode` is `elements`."
        raise invalid(message, param="payment_intent_data")
    data = {**session.inner["payment_intent_data"], **given}
    data["metadata"] = metadata.merged(session.inner["payment_intent_data"].get("metadata"), given.get("metadata"))
    session.inner["payment_intent_data"] = {name: value for name, value in data.items() if value != ""}


def _set_collected_information(session: Record, given: Mapping[str, Any]) -> None:
    param = "collected_information"
    if session.object["ui_mode"] not in ("elements", "embedded_page"):
        message = f"You can only update `{param}` when `ui_mode` is `elements` or `embedded_page`."
        raise invalid(message, param=param)
    details = given.get("shipping_details")
    if details:
        shipping.set_details(session, details, f"{param}[shipping_details][address][country]")


def _expire(call: Call, params: p.SessionExpireParams, id: str) -> Resource:
    session = _SESSIONS.get(call, id)
    _check_open(session, "expired")
    completion.expire(call, session)
    return session.object


def _list(call: Call, params: p.SessionListParams) -> Resource:
    given: dict[str, Any] = {**params}
    email = given.get("customer_details", {}).get("email")
    return _SESSIONS.page(call, {**given, "email": email} if email else given, _FILTERS)


def _list_line_items(call: Call, params: p.SessionLineItemListParams, id: str) -> Resource:
    session = _SESSIONS.get(call, id)
    items = breakdown.items(session, params.get("expand", []))
    return pagination.page_of(f"{_SESSIONS.url}/{id}/line_items", items, {**params})


@includable(KIND, "line_items")
def _line_items(call: Call, session: Resource, rest: list[str]) -> object:
    record = call.objects.get(KIND, session["id"])
    items = breakdown.items(record, rest)
    return pagination.page_of(f"{_SESSIONS.url}/{session['id']}/line_items", items, {})


ROUTES = [
    Route(
        "POST",
        _SESSIONS.url,
        _create,
        Parameters(p.SessionCreateParams, before=creation.refuse_former),
        preview=Parameters(p.SessionCreateParams, preview.CreateParams, before=creation.refuse_former),
    ),
    Route("GET", _SESSIONS.url, _list, Parameters(p.SessionListParams)),
    _SESSIONS.retrieval(p.SessionRetrieveParams),
    Route(
        "POST",
        _SESSIONS.url + "/{}",
        _update,
        Parameters(p.SessionUpdateParams),
        preview=Parameters(p.SessionUpdateParams, preview.UpdateParams),
    ),
    _SESSIONS.action("expire", _expire, p.SessionExpireParams),
    Route("GET", _SESSIONS.url + "/{}/line_items", _list_line_items, Parameters(p.SessionLineItemListParams)),
]
