"""What a page of Stripe's asks besides: the shop's own fields, the buyer's names, and whether the buyer agrees."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...rules.errors import invalid, missing_parameter
from ...rules.shapes import Resource
from ...store import Record

PAGES = ("hosted_page", "embedded_page")
_MOST_FIELDS = 3
_MOST_OPTIONS = 200
_ALPHANUMERIC = re.compile("[A-Za-z0-9]+")
_LIMITS = ("maximum_length", "minimum_length")


def fields_shown(given: Sequence[Mapping[str, Any]]) -> list[Resource]:
    """A session's `custom_fields`, without answers yet.

    Raises:
        StripeError: 400 for more than three, for a key or an option that is there twice or isn't alphanumeric, or for a
            prefilled value that the field would not take.
    """
    if len(given) > _MOST_FIELDS:
        raise invalid(f"You can have up to {_MOST_FIELDS} custom fields.", param="custom_fields")
    _check_names([field["key"] for field in given], "custom_fields", "key")
    return [_field(field, f"custom_fields[{position}]") for position, field in enumerate(given)]


def consent_shown(given: Mapping[str, Any] | None) -> Resource | None:
    """A session's `consent_collection`."""
    names = ("payment_method_reuse_agreement", "promotions", "terms_of_service")
    return {name: given.get(name) for name in names} if given else None


def names_shown(given: Mapping[str, Any]) -> Resource:
    """A session's `name_collection`."""
    return {
        name: {"enabled": asked["enabled"], "optional": bool(asked.get("optional"))} for name, asked in given.items()
    }


def saving_shown(given: Mapping[str, Any] | None) -> Resource | None:
    """A session's `saved_payment_method_options`."""
    usual = {"allow_redisplay_filters": ["always"], "payment_method_remove": "disabled", "payment_method_save": None}
    return {**usual, **given} if given else None


def _field(given: Mapping[str, Any], param: str) -> Resource:
    kind = given["type"]
    own: Mapping[str, Any] = given.get(kind, {})
    answer: Resource = {"default_value": own.get("default_value"), "value": None}
    if kind == "dropdown":
        if "dropdown" not in given:
            raise missing_parameter(f"{param}[dropdown]")
        _check_options(own["options"], f"{param}[dropdown][options]")
        answer["options"] = own["options"]
    else:
        answer |= {name: own.get(name) for name in _LIMITS}
    field: Resource = {name: given[name] for name in ("key", "label", "type")}
    field |= {"optional": bool(given.get("optional")), kind: answer}
    problem = answer["default_value"] and _problem(field, answer["default_value"])
    if problem:
        raise invalid(problem, param=f"{param}[{kind}][default_value]")
    return field


def _check_options(options: Sequence[Mapping[str, Any]], param: str) -> None:
    if len(options) > _MOST_OPTIONS:
        raise invalid(f"A dropdown can have up to {_MOST_OPTIONS} options.", param=param)
    _check_names([option["value"] for option in options], param, "value")


def _check_names(names: list[str], param: str, what: str) -> None:
    for position, name in enumerate(names):
        if not _ALPHANUMERIC.fullmatch(name):
            raise invalid(f"The {what} must be alphanumeric.", param=f"{param}[{position}][{what}]")
        if name in names[:position]:
            raise invalid(f"The {what} '{name}' is there twice.", param=f"{param}[{position}][{what}]")


def check_answers(session: Record) -> None:
    """Refuses a payment on a page of Stripe's before the buyer has answered what it asks.

    Raises:
        StripeError: 400 for an answer that is missing or that its field does not take.
    """
    if session.object["ui_mode"] not in PAGES:
        return
    shown, buyer = session.object, session.inner["buyer"]
    for field in shown["custom_fields"]:
        problem = _problem(field, _answer(buyer, field))
        if problem:
            raise invalid(problem, param=f"custom_fields[{field['key']}]")
    for name, asked in (shown.get("name_collection") or {}).items():
        if asked and asked["enabled"] and not asked["optional"] and not buyer.get(f"{name}_name"):
            raise invalid(f"Please give your {name} name.", param=f"{name}_name")
    if _asks_for_terms(shown) and not buyer.get("consent", {}).get("terms_of_service"):
        raise invalid("Please accept the terms of service.", param="consent[terms_of_service]")


def _answer(buyer: Resource, field: Resource) -> str:
    return buyer.get("custom_fields", {}).get(field["key"], "").strip()


def _asks_for_terms(shown: Resource) -> bool:
    return (shown["consent_collection"] or {}).get("terms_of_service") == "required"


def _problem(field: Resource, value: str) -> str | None:
    """What is wrong with an answer, if anything is."""
    name, kind = field["label"]["custom"], field["type"]
    own = field[kind]
    if not value:
        return None if field["optional"] else f"{name}: please answer."
    if kind == "dropdown":
        return None if any(value == option["value"] for option in own["options"]) else f"{name}: no such option."
    if kind == "numeric" and not (value.isascii() and value.isdecimal()):
        return f"{name}: digits only."
    if own["maximum_length"] and len(value) > own["maximum_length"]:
        return f"{name}: {own['maximum_length']} characters at most."
    if own["minimum_length"] and len(value) < own["minimum_length"]:
        return f"{name}: {own['minimum_length']} characters at least."
    return None


def note_answers(session: Record) -> None:
    """Shows what the buyer answered, now that the session is complete."""
    shown, buyer = session.object, session.inner["buyer"]
    for field in shown["custom_fields"]:
        field[field["type"]]["value"] = _answer(buyer, field) or None
    if shown.get("name_collection"):
        names = {name: buyer.get(name) for name in ("business_name", "individual_name")}
        shown["collected_information"] = {"shipping_details": None, **(shown["collected_information"] or {}), **names}
    asked, agreed = shown["consent_collection"], buyer.get("consent", {})
    if asked:
        offered = asked["promotions"] == "auto" and "promotions" in agreed
        shown["consent"] = {
            "promotions": ("opt_in" if agreed["promotions"] else "opt_out") if offered else None,
            "terms_of_service": "accepted" if _asks_for_terms(shown) and agreed.get("terms_of_service") else None,
        }
