"""Prices: what a product costs, once or again and again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import stripe
from stripe import params as p

from ..rules import currencies, identifiers, metadata
from ..rules.errors import exclusive_parameters, invalid, missing_parameter
from ..rules.fields import taken
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from . import pagination, products
from .call import Call, Route

_KIND = "price"
_URL = "/v1/prices"
_price = shape(stripe.Price, absent={"currency_options", "deleted", "tiers"})
_recurring = shape(stripe.Price.Recurring)
_MOST_DECIMALS = 12
# Refused rather than taken and not computed.
_NOT_DONE = ("currency_options", "custom_unit_amount", "tiers", "tiers_mode", "transform_quantity")
_LONGEST_INTERVAL = {"day": 1095, "week": 156, "month": 36, "year": 3}


def _create(call: Call, params: p.PriceCreateParams) -> Resource:
    for name in _NOT_DONE:
        if name in params:
            raise invalid(f"The local Stripe does not do `{name}`.", param=name)
    data = params.get("product_data")
    if data and "product" in params:
        raise exclusive_parameters("product", "product_data")
    if data:
        product = products.make(call, data.get("id") or identifiers.new("prod", 14), data)
        call.objects.add(product)
        product_id = product["id"]
    elif "product" in params:
        product_id = call.objects.refer("product", params["product"], "product").id
    else:
        raise missing_parameter("product")
    _free_lookup_key(call, params)
    price = make(call, params, product_id)
    # What Stripe lists under a product are the prices made for it on purpose, not those of inline `price_data`.
    call.objects.add(price, lookup=product_id)
    return price


def make(call: Call, params: Mapping[str, Any], product: str, *, param: str = "") -> Resource:
    """A price from the parameters of its creation, or from inline `price_data`. It is not stored yet.

    Args:
        product: Id of the product.
        param: Where the parameters stand in the call, for refusals.
    """
    currency = currencies.checked(params["currency"], _nested(param, "currency"))
    unit_amount, unit_amount_decimal = _amounts(params, param)
    if unit_amount is not None and currencies.must_be_whole(currency) and unit_amount % 100:
        raise invalid(
            f"Invalid amount: {currency} amounts must be divisible by 100.", param=_nested(param, "unit_amount")
        )
    recurring = params.get("recurring")
    return _price(
        id=identifiers.new("price", 24),
        object=_KIND,
        active=params.get("active", True),
        billing_scheme=params.get("billing_scheme", "per_unit"),
        created=call.now,
        currency=currency,
        livemode=False,
        lookup_key=params.get("lookup_key"),
        metadata=metadata.merged(None, params.get("metadata")),
        nickname=params.get("nickname"),
        product=product,
        recurring=_recurrence(recurring, _nested(param, "recurring")) if recurring else None,
        tax_behavior=params.get("tax_behavior", "unspecified"),
        type="recurring" if recurring else "one_time",
        unit_amount=unit_amount,
        unit_amount_decimal=str(unit_amount_decimal),
    )


def _amounts(params: Mapping[str, Any], param: str) -> tuple[int | None, Decimal]:
    """The price per unit in minor units, whole if it is, and exact."""
    whole: int | None = params.get("unit_amount")
    exact: Decimal | None = params.get("unit_amount_decimal")
    if whole is not None and exact is not None:
        raise exclusive_parameters(_nested(param, "unit_amount"), _nested(param, "unit_amount_decimal"))
    amount = exact if whole is None else Decimal(whole)
    if amount is None:
        raise missing_parameter(_nested(param, "unit_amount"))
    if amount < 0:
        message = "This value must be greater than or equal to 0."
        raise invalid(message, param=_nested(param, "unit_amount"), code="parameter_invalid_integer")
    if amount > currencies.LARGEST_CHARGE:
        message = "Invalid integer: amounts can have up to 8 digits."
        raise invalid(message, param=_nested(param, "unit_amount"), code="amount_too_large")
    if exact is not None and -int(exact.as_tuple().exponent) > _MOST_DECIMALS:
        message = f"Invalid decimal: {exact}; at most {_MOST_DECIMALS} decimal places are allowed."
        raise invalid(message, param=_nested(param, "unit_amount_decimal"))
    is_whole = amount == amount.to_integral_value()
    return (int(amount), Decimal(int(amount))) if is_whole else (None, amount.normalize())


def _recurrence(given: Mapping[str, Any], param: str) -> Resource:
    interval, count = given["interval"], given.get("interval_count", 1)
    if not 1 <= count <= _LONGEST_INTERVAL[interval]:
        message = f"Invalid interval_count: the longest interval is {_LONGEST_INTERVAL[interval]} {interval}s."
        raise invalid(message, param=f"{param}[interval_count]")
    return _recurring(interval=interval, interval_count=count, usage_type=given.get("usage_type", "licensed"))


def _free_lookup_key(call: Call, params: p.PriceCreateParams) -> None:
    """A lookup key names one price. `transfer_lookup_key` takes it from the one that has it."""
    key = params.get("lookup_key")
    for record in pagination.records(call, _KIND, "lookup_key", key) if key else ():
        if not params.get("transfer_lookup_key"):
            message = f"A price (`{record.id}`) already uses that lookup key."
            raise invalid(message, param="lookup_key", code="resource_already_exists")
        record.object["lookup_key"] = None
        call.objects.save(record)


def _nested(param: str, name: str) -> str:
    return f"{param}[{name}]" if param else name


def _retrieve(call: Call, params: p.PriceRetrieveParams, id: str) -> Resource:
    return call.objects.get(_KIND, id).object


def _update(call: Call, params: p.PriceUpdateParams, id: str) -> Resource:
    record = call.objects.get(_KIND, id)
    record.object.update(taken(params, ("active", "nickname", "lookup_key", "tax_behavior")))
    record.object["metadata"] = metadata.merged(record.object["metadata"], params.get("metadata"))
    call.objects.save(record)
    return record.object


def _list(call: Call, params: p.PriceListParams) -> Resource:
    filters: dict[str, Any] = dict(params)
    keys = filters.pop("lookup_keys", None)
    if keys:
        found = [record.object for key in keys for record in pagination.records(call, _KIND, "lookup_key", key)]
        return pagination.page_of(_URL, found, filters)
    filters.pop("recurring", None)
    if "product" in filters:
        filters["lookup"] = filters.pop("product")
    return pagination.page(
        call, _KIND, _URL, filters, filters=("active", "currency", "lookup", "type"), lookup="lookup"
    )


ROUTES = [
    Route("POST", _URL, _create, Parameters(p.PriceCreateParams)),
    Route("GET", _URL, _list, Parameters(p.PriceListParams)),
    Route("GET", _URL + "/{}", _retrieve, Parameters(p.PriceRetrieveParams)),
    Route("POST", _URL + "/{}", _update, Parameters(p.PriceUpdateParams)),
]
