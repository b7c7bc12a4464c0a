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
from ..store import Record
from . import events, price_data
from .call import Call, Route
from .crud import Collection
from .pagination import by

_KIND = "product"
_PRODUCTS = Collection(_KIND, "/v1/products")
_product = shape(stripe.Product, absent={"deleted"})
_FIELDS = (
    "active", "description", "images", "marketing_features", "name", "package_dimensions", "shippable",
    "statement_descriptor", "tax_code", "tax_details", "unit_label", "url",
)  # fmt: skip


def _create(call: Call, params: p.ProductCreateParams) -> Resource:
    id = params.get("id") or identifiers.new("prod", 14)
    if call.objects.find(None, id):
        raise existing_resource(_KIND)
    product = make(call, id, params)
    data = params.get("default_price_data")
    if data:
        price = price_data.make(call, data, id)
        call.objects.add(price, lookup=id)
        events.note(call, "price.created", price)
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


def _change(call: Call, record: Record, params: p.ProductUpdateParams) -> None:
    product = record.object
    product["images"] = product["images"] or []
    product["marketing_features"] = product["marketing_features"] or []
    product["updated"] = call.now
    if "default_price" in params:
        product["default_price"] = call.objects.refer("price", params["default_price"], "default_price").id


def _check_unused(call: Call, id: str) -> None:
    if call.objects.looked_up("price", id):
        raise invalid("This product cannot be deleted because it has one or more user-created prices.")


def _list(call: Call, params: p.ProductListParams) -> Resource:
    ids = params.get("ids") or []
    return _PRODUCTS.page(call, {**params}, by("active", "shippable", "url"), any_of=[("id = ?", ids)])


ROUTES = [
    _PRODUCTS.creation(_create, p.ProductCreateParams),
    Route("GET", _PRODUCTS.url, _list, Parameters(p.ProductListParams)),
    _PRODUCTS.retrieval(p.ProductRetrieveParams),
    _PRODUCTS.update(p.ProductUpdateParams, _FIELDS, change=_change),
    _PRODUCTS.deletion(p.ProductDeleteParams, check=_check_unused),
]
