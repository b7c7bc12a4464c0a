"""Shipping rates: what bringing it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import stripe
from stripe import params as p

from ..rules import currencies, identifiers, limits, metadata
from ..rules.errors import missing_parameter
from ..rules.shapes import Resource, shape
from .call import Call
from .crud import Collection, nested
from .pagination import by

_KIND = "shipping_rate"
_SHIPPING_RATES = Collection(_KIND, "/v1/shipping_rates")
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
    path = nested(param, "fixed_amount")
    amount = params.get("fixed_amount")
    if amount is None:
        raise missing_parameter(path)
    limits.check_at_least(0, amount["amount"], nested(path, "amount"), code=None)
    currency = currencies.checked(amount["currency"], nested(path, "currency"))
    limits.check_whole(amount["amount"], currency, nested(path, "amount"))
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


ROUTES = [
    _SHIPPING_RATES.creation(_create, p.ShippingRateCreateParams),
    _SHIPPING_RATES.listing(p.ShippingRateListParams, by("active", currency="fixed_amount.currency")),
    _SHIPPING_RATES.retrieval(p.ShippingRateRetrieveParams),
    _SHIPPING_RATES.update(p.ShippingRateUpdateParams, ("active", "tax_behavior")),
]
