"""A price from its data: given with its own call, with the product it is for, or with an item of a session."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import stripe

from ..rules import currencies, identifiers, limits, metadata
from ..rules.errors import exclusive_parameters, invalid, missing_parameter
from ..rules.shapes import Resource, shape
from .call import Call
from .crud import nested

KIND = "price"
_price = shape(stripe.Price, absent={"currency_options", "deleted", "tiers"})
_recurring = shape(stripe.Price.Recurring)
_MOST_DECIMALS = 12
_LONGEST_INTERVAL = {"day": 1095, "week": 156, "month": 36, "year": 3}


def make(call: Call, params: Mapping[str, Any], product: str, *, param: str = "") -> Resource:
    """A price, not stored yet.

    Args:
        product: Id of the product.
        param: Where the parameters stand in the call, for refusals.
    """
    currency = currencies.checked(params["currency"], nested(param, "currency"))
    unit_amount, unit_amount_decimal = _amounts(params, param)
    if unit_amount is not None:
        limits.check_whole(unit_amount, currency, nested(param, "unit_amount"))
    if params.get("billing_scheme") == "tiered":
        raise invalid("The local Stripe does not do `tiered` prices.", param=nested(param, "billing_scheme"))
    recurring = params.get("recurring")
    return _price(
        id=identifiers.new("price", 24),
        object=KIND,
        active=params.get("active", True),
        billing_scheme=params.get("billing_scheme", "per_unit"),
        created=call.now,
        currency=currency,
        livemode=False,
        lookup_key=params.get("lookup_key"),
        metadata=metadata.merged(None, params.get("metadata")),
        nickname=params.get("nickname"),
        product=product,
        recurring=_recurrence(recurring, nested(param, "recurring")) if recurring else None,
        tax_behavior=params.get("tax_behavior", "unspecified"),
        type="recurring" if recurring else "one_time",
        unit_amount=unit_amount,
        unit_amount_decimal=f"{unit_amount_decimal:f}",
    )


def _amounts(params: Mapping[str, Any], param: str) -> tuple[int | None, Decimal]:
    """The price per unit in minor units, whole if it is, and exact."""
    whole: int | None = params.get("unit_amount")
    exact: Decimal | None = params.get("unit_amount_decimal")
    if whole is not None and exact is not None:
        raise exclusive_parameters(nested(param, "unit_amount"), nested(param, "unit_amount_decimal"))
    amount = exact if whole is None else Decimal(whole)
    if amount is None:
        raise missing_parameter(nested(param, "unit_amount"))
    limits.check_at_least(0, amount, nested(param, "unit_amount"))
    if amount > currencies.LARGEST_CHARGE:
        message = "Invalid integer: amounts can have up to 8 digits."
        raise invalid(message, param=nested(param, "unit_amount"), code="amount_too_large")
    if exact is not None and -int(exact.as_tuple().exponent) > _MOST_DECIMALS:
        message = f"Invalid decimal: {exact}; at most {_MOST_DECIMALS} decimal places are allowed."
        raise invalid(message, param=nested(param, "unit_amount_decimal"))
    is_whole = amount == amount.to_integral_value()
    return (int(amount), Decimal(int(amount))) if is_whole else (None, amount.normalize())


def _recurrence(given: Mapping[str, Any], param: str) -> Resource:
    interval, count = given["interval"], given.get("interval_count", 1)
    if given.get("usage_type") == "metered":
        raise invalid("The local Stripe does not do `metered` prices.", param=f"{param}[usage_type]")
    if not 1 <= count <= _LONGEST_INTERVAL[interval]:
        message = f"Invalid interval_count: the longest interval is {_LONGEST_INTERVAL[interval]} {interval}s."
        raise invalid(message, param=f"{param}[interval_count]")
    return _recurring(interval=interval, interval_count=count, usage_type=given.get("usage_type", "licensed"))
