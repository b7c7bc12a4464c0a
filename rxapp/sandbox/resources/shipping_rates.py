"""Shipping rates: what bringing it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import stripe
from stripe import params as p

from ..rules import currencies, identifiers, metadata
from ..rules.errors import invalid, missing_parameter
from ..rules.fields import taken
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from . import pagination
from .call import Call, Route

_KIND = "shipping_rate"
_URL = "/v1/shipping_rates"
_shipping_rate = shape(stripe.ShippingRate)
_delivery_estimate = shape(stripe.ShippingRate.DeliveryEstimate)
_fixed_amount = shape(stripe.ShippingRate.FixedAmount, absent={"currency_options"})


def _create(call: Call, params: p.ShippingRateCreateParams) -> Resource:
    shipping_rate = make(call, params)
    call.objects.add(shipping_rate)
    return shipping_rate


def make(call: Call, params: Mapping[str, Any], *, param: str = "") -> Resource:
    """A shipping rate from the parameters of its creation, or from inline `shipping_rate_data`. It is not stored yet.

    Args:
        param: Where the parameters stand in the call, for refusals.
    """
    amount = params.get("fixed_amount")
    if amount is None:
        raise missing_parameter(f"{param}[fixed_amount]" if param else "fixed_amount")
    if amount["amount"] < 0:
        message = "This value must be greater than or equal to 0."
        raise invalid(message, param=f"{param}[fixed_amount][amount]" if param else "fixed_amount[amount]")
    path = f"{param}[fixed_amount][currency]" if param else "fixed_amount[currency]"
    currency = currencies.checked(amount["currency"], path)
    estimate = params.get("delivery_estimate")
    return _shipping_rate(
        id=identifiers.new("shr", 24),
        object=_KIND,
        active=True,
        created=call.now,
        delivery_estimate=_delivery_estimate(**estimate) if estimate else None,
        display_name=params["display_name"],
        fixed_amount=_fixed_amount(amount=amount["amount"], currency=currency),
        livemode=False,
        metadata=metadata.merged(None, params.get("metadata")),
        tax_behavior=params.get("tax_behavior", "unspecified"),
        tax_code=params.get("tax_code"),
        type="fixed_amount",
    )


def _retrieve(call: Call, params: p.ShippingRateRetrieveParams, id: str) -> Resource:
    return call.objects.get(_KIND, id).object


def _update(call: Call, params: p.ShippingRateUpdateParams, id: str) -> Resource:
    record = call.objects.get(_KIND, id)
    record.object.update(taken(params, ("active", "tax_behavior")))
    record.object["metadata"] = metadata.merged(record.object["metadata"], params.get("metadata"))
    call.objects.save(record)
    return record.object


def _list(call: Call, params: p.ShippingRateListParams) -> Resource:
    filters: dict[str, Any] = dict(params)
    if "currency" in filters:
        filters["fixed_amount.currency"] = filters.pop("currency")
    return pagination.page(call, _KIND, _URL, filters, filters=("active", "fixed_amount.currency"))


ROUTES = [
    Route("POST", _URL, _create, Parameters(p.ShippingRateCreateParams)),
    Route("GET", _URL, _list, Parameters(p.ShippingRateListParams)),
    Route("GET", _URL + "/{}", _retrieve, Parameters(p.ShippingRateRetrieveParams)),
    Route("POST", _URL + "/{}", _update, Parameters(p.ShippingRateUpdateParams)),
]
