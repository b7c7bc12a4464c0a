"""Tax rates: percentages on top of a price, or in it already."""

from __future__ import annotations

import stripe
from stripe import params as p

from ..rules import identifiers, metadata
from ..rules.errors import invalid
from ..rules.fields import taken
from ..rules.shapes import Resource, shape
from .call import Call
from .crud import Collection
from .pagination import by

_KIND = "tax_rate"
_TAX_RATES = Collection(_KIND, "/v1/tax_rates")
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


ROUTES = [
    _TAX_RATES.creation(_create, p.TaxRateCreateParams),
    _TAX_RATES.listing(p.TaxRateListParams, by("active", "inclusive")),
    _TAX_RATES.retrieval(p.TaxRateRetrieveParams),
    _TAX_RATES.update(p.TaxRateUpdateParams, _FIELDS),
]
