"""Tax rates: percentages on top of a price, or in it already."""

from __future__ import annotations

import stripe
from stripe import params as p

from ..rules import identifiers, metadata
from ..rules.errors import invalid
from ..rules.fields import taken
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from . import pagination
from .call import Call, Route

_KIND = "tax_rate"
_URL = "/v1/tax_rates"
_tax_rate = shape(stripe.TaxRate)
_FIELDS = ("active", "country", "description", "display_name", "jurisdiction", "state", "tax_type")


def _create(call: Call, params: p.TaxRateCreateParams) -> Resource:
    if not 0 <= params["percentage"] <= 100:
        raise invalid("Invalid percentage: must be between 0 and 100.", param="percentage")
    tax_rate = _tax_rate(
        id=identifiers.new("txr", 24),
        object=_KIND,
        active=True,
        created=call.now,
        inclusive=params["inclusive"],
        livemode=False,
        metadata=metadata.merged(None, params.get("metadata")),
        percentage=params["percentage"],
        effective_percentage=params["percentage"],
        rate_type="percentage",
    )
    tax_rate.update(taken(params, _FIELDS))
    call.objects.add(tax_rate)
    return tax_rate


def _retrieve(call: Call, params: p.TaxRateRetrieveParams, id: str) -> Resource:
    return call.objects.get(_KIND, id).object


def _update(call: Call, params: p.TaxRateUpdateParams, id: str) -> Resource:
    record = call.objects.get(_KIND, id)
    record.object.update(taken(params, _FIELDS))
    record.object["metadata"] = metadata.merged(record.object["metadata"], params.get("metadata"))
    call.objects.save(record)
    return record.object


def _list(call: Call, params: p.TaxRateListParams) -> Resource:
    return pagination.page(call, _KIND, _URL, dict(params), filters=("active", "inclusive"))


ROUTES = [
    Route("POST", _URL, _create, Parameters(p.TaxRateCreateParams)),
    Route("GET", _URL, _list, Parameters(p.TaxRateListParams)),
    Route("GET", _URL + "/{}", _retrieve, Parameters(p.TaxRateRetrieveParams)),
    Route("POST", _URL + "/{}", _update, Parameters(p.TaxRateUpdateParams)),
]
