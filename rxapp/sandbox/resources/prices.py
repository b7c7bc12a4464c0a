"""Prices: what a product costs, once or again and again."""

from __future__ import annotations

from stripe import params as p

from ..rules import identifiers
from ..rules.errors import exclusive_parameters, invalid, missing_parameter
from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from . import events, pagination, price_data, products
from .call import Call, Route
from .crud import Collection
from .price_data import KIND

_PRICES = Collection(KIND, "/v1/prices")
_FILTERS = pagination.by("active", "currency", "type", lookup="product")


def _create(call: Call, params: p.PriceCreateParams) -> Resource:
    data = params.get("product_data")
    if data and "product" in params:
        raise exclusive_parameters("product", "product_data")
    if data:
        product = products.make(call, data.get("id") or identifiers.new("prod", 14), data)
        call.objects.add(product)
        events.note(call, "product.created", product)
        product_id = product["id"]
    elif "product" in params:
        product_id = call.objects.refer("product", params["product"], "product").id
    else:
        raise missing_parameter("product")
    _free_lookup_key(call, params)
    price = price_data.make(call, params, product_id)
    # What Stripe lists under a product are the prices made for it on purpose, not those of inline `price_data`.
    call.objects.add(price, lookup=product_id)
    return price


def _free_lookup_key(call: Call, params: p.PriceCreateParams) -> None:
    """A lookup key names one price. `transfer_lookup_key` takes it from the one that has it."""
    key = params.get("lookup_key")
    for record in pagination.records(call, KIND, "lookup_key", key) if key else ():
        if not params.get("transfer_lookup_key"):
            message = f"A price (`{record.id}`) already uses that lookup key."
            raise invalid(message, param="lookup_key", code="resource_already_exists")
        record.object["lookup_key"] = None
        call.objects.save(record)


def _list(call: Call, params: p.PriceListParams) -> Resource:
    keys = params.get("lookup_keys")
    if keys:
        found = [record.object for key in keys for record in pagination.records(call, KIND, "lookup_key", key)]
        return pagination.page_of(_PRICES.url, found, {**params})
    return _PRICES.page(call, {**params}, _FILTERS)


ROUTES = [
    _PRICES.creation(_create, p.PriceCreateParams),
    Route("GET", _PRICES.url, _list, Parameters(p.PriceListParams)),
    _PRICES.retrieval(p.PriceRetrieveParams),
    _PRICES.update(p.PriceUpdateParams, ("active", "nickname", "lookup_key", "tax_behavior")),
]
