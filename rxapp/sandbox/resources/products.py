"""Products: what is sold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import stripe
from stripe import params as p

from ..rules import identifiers, metadata
from ..rules.errors import existing_resource, invalid
from ..rules.fields import taken
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from . import pagination, prices
from .call import Call, Route

_KIND = "product"
_URL = "/v1/products"
_product = shape(stripe.Product, absent={"deleted"})
_FIELDS = (
    "active", "description", "images", "marketing_features", "name", "package_dimensions", "shippable",
    "statement_descriptor", "tax_code", "tax_details", "unit_label", "url",
)  # fmt: skip


def _create(call: Call, params: p.ProductCreateParams) -> Resource:
    id = params.get("id") or identifiers.new("prod", 14)
    if call.objects.find(None, id):
        raise existing_resource(_KIND, id)
    product = make(call, id, params)
    price_data = params.get("default_price_data")
    if price_data:
        price = prices.make(call, price_data, id)
        call.objects.add(price, lookup=id)
        product["default_price"] = price["id"]
    call.objects.add(product)
    return product


def make(call: Call, id: str, params: Mapping[str, Any]) -> Resource:
    """A product from the parameters of its creation, or from a price's `product_data`. It is not stored yet."""
    product = _product(
        id=id,
        object=_KIND,
        active=True,
        created=call.now,
        images=[],
        livemode=False,
        marketing_features=[],
        metadata=metadata.merged(None, params.get("metadata")),
        type="service",
        updated=call.now,
    )
    product.update(taken(params, _FIELDS))
    return product


def _retrieve(call: Call, params: p.ProductRetrieveParams, id: str) -> Resource:
    return call.objects.get(_KIND, id).object


def _update(call: Call, params: p.ProductUpdateParams, id: str) -> Resource:
    record = call.objects.get(_KIND, id)
    product = record.object
    product.update(taken(params, _FIELDS))
    product["images"] = product["images"] or []
    product["marketing_features"] = product["marketing_features"] or []
    product["metadata"] = metadata.merged(product["metadata"], params.get("metadata"))
    product["updated"] = call.now
    if "default_price" in params:
        product["default_price"] = call.objects.refer("price", params["default_price"], "default_price").id
    call.objects.save(record)
    return product


def _delete(call: Call, params: p.ProductDeleteParams, id: str) -> Resource:
    record = call.objects.get(_KIND, id)
    if call.objects.looked_up("price", id):
        raise invalid("This product cannot be deleted because it has one or more user-created prices.")
    call.objects.delete(record)
    return {"id": id, "object": _KIND, "deleted": True}


def _list(call: Call, params: p.ProductListParams) -> Resource:
    return pagination.page(call, _KIND, _URL, dict(params), filters=("active", "shippable", "url"))


ROUTES = [
    Route("POST", _URL, _create, Parameters(p.ProductCreateParams)),
    Route("GET", _URL, _list, Parameters(p.ProductListParams)),
    Route("GET", _URL + "/{}", _retrieve, Parameters(p.ProductRetrieveParams)),
    Route("POST", _URL + "/{}", _update, Parameters(p.ProductUpdateParams)),
    Route("DELETE", _URL + "/{}", _delete, Parameters(p.ProductDeleteParams)),
]
