"""Shipping of a session: up to five options, of which one is chosen, and the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...rules import fields
from ...rules.errors import exclusive_parameters, invalid, missing_parameter
from ...rules.shapes import Resource
from ...store import Record
from .. import shipping_rates
from ..call import Call

_MOST_OPTIONS = 5


def set_options(call: Call, session: Record, given: Any) -> None:
    """Replaces the options. The first is chosen; rates given as data get new ids each time, as with Stripe."""
    if len(given) > _MOST_OPTIONS:
        raise invalid(f"Checkout Sessions can have up to {_MOST_OPTIONS} shipping options.", param="shipping_options")
    chosen = [_rate(call, option, f"shipping_options[{position}]") for position, option in enumerate(given or ())]
    currency = session.object["currency"]
    for position, rate in enumerate(chosen):
        if rate["fixed_amount"]["currency"] != currency:
            message = f"Shipping rates must be in the currency of the Checkout Session ({currency})."
            raise invalid(message, param=f"shipping_options[{position}]")
    session.inner["shipping_rates"] = chosen
    session.inner["shipping_rate"] = chosen[0]["id"] if chosen else None


def _rate(call: Call, option: Mapping[str, Any], param: str) -> Resource:
    if "shipping_rate" in option and "shipping_rate_data" in option:
        raise exclusive_parameters(f"{param}[shipping_rate]", f"{param}[shipping_rate_data]")
    if "shipping_rate" in option:
        rate = call.objects.refer("shipping_rate", option["shipping_rate"], f"{param}[shipping_rate]").object
        if not rate["active"]:
            raise invalid("The shipping rate is not active.", param=f"{param}[shipping_rate]")
        return rate
    if "shipping_rate_data" not in option:
        raise missing_parameter(f"{param}[shipping_rate]")
    rate = shipping_rates.make(call, option["shipping_rate_data"], param=f"{param}[shipping_rate_data]")
    call.objects.add(rate)
    return rate


def choose(session: Record, id: str) -> None:
    """Chooses one of the options, as a buyer does."""
    if all(rate["id"] != id for rate in session.inner["shipping_rates"]):
        raise invalid(f"No such shipping option: '{id}'", param="shipping_option", code="resource_missing")
    session.inner["shipping_rate"] = id


def chosen(session: Record) -> Resource | None:
    """The chosen rate."""
    id = session.inner["shipping_rate"]
    return next((rate for rate in session.inner["shipping_rates"] if rate["id"] == id), None)


def amount(session: Record) -> int:
    """What the chosen option costs, in minor units."""
    rate = chosen(session)
    return rate["fixed_amount"]["amount"] if rate else 0


def options_shown(session: Record) -> list[Resource]:
    """A session's `shipping_options`."""
    return [
        {"shipping_amount": rate["fixed_amount"]["amount"], "shipping_rate": rate["id"]}
        for rate in session.inner["shipping_rates"]
    ]


def set_details(session: Record, details: Mapping[str, Any], param: str) -> None:
    """Sets the name and the address that the order goes to.

    Raises:
        StripeError: 400 `shipping_address_invalid` for a country that the session does not ship to.
    """
    check_country(session, details["address"].get("country"), param)
    session.object["collected_information"] = {
        "business_name": None,
        "individual_name": None,
        "shipping_details": {"address": fields.address(details["address"]), "name": details["name"]},
    }


def check_country(session: Record, country: str | None, param: str) -> None:
    """Refuses a country that the session does not ship to."""
    collection = session.object["shipping_address_collection"]
    if collection is not None and country not in collection["allowed_countries"]:
        message = f"The country {country} is not one of the allowed countries of this Checkout Session."
        raise invalid(message, param=param, code="shipping_address_invalid")
