"""The items of a session: the whole array in, the whole array out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import stripe

from ...rules import identifiers, limits, metadata
from ...rules.errors import (
    StripeError,
    empty_parameter,
    exclusive_parameters,
    invalid,
    missing_parameter,
    missing_resource,
)
from ...rules.shapes import Resource, shape
from .. import price_data, products
from ..call import Call

_line_item = shape(stripe.LineItem, absent={"discounts", "taxes"})
_MOST_ITEMS = 100
_MOST_OF_A_KIND = 20
_LARGEST_QUANTITY = 999_999
_DEFAULT_MAXIMUM = 99


def resolve(call: Call, kept: Sequence[Resource], given: Sequence[Mapping[str, Any]], *, mode: str) -> list[Resource]:
    """The items after a call gave an array of them.

    An item with an `id` is kept and changed, one without is new, a kept one that is not given again is gone.

    Args:
        kept: The items so far, as a session keeps them: what Stripe shows as `item`, its `product` and its `tax_rates`.

    Raises:
        StripeError: 400 for an unknown or repeated id, an empty array, too many items, or several currencies.
    """
    if not given:
        raise empty_parameter("line_items")
    known = {entry["item"]["id"]: entry for entry in kept}
    used: set[str] = set()
    entries: list[Resource] = []
    for position, data in enumerate(given):
        param = f"line_items[{position}]"
        id = data.get("id")
        if id is None:
            entries.append(_new(call, data, param))
            continue
        if id in used:
            raise invalid(f"The line item '{id}' is given more than once.", param=f"{param}[id]")
        if id not in known:
            raise missing_resource("item", id, f"{param}[id]", status=400)
        used.add(id)
        entries.append(_changed(call, known[id], data, param))
    _check_together(entries, mode)
    return entries


def with_quantity(entry: Resource, quantity: int) -> Resource:
    """An item in another quantity, as a buyer may set it.

    Raises:
        StripeError: 400 if the quantity is not the buyer's to set, or not within its bounds.
    """
    bounds = entry["item"]["adjustable_quantity"]
    if bounds is None:
        raise invalid("This line item's quantity cannot be adjusted.", param="line_item")
    if not bounds["minimum"] <= quantity <= bounds["maximum"]:
        message = f"The quantity must be between {bounds['minimum']} and {bounds['maximum']}."
        raise invalid(message, param="line_item")
    return {**entry, "item": {**entry["item"], "quantity": quantity}}


def of_price(call: Call, price: Resource, quantity: int, adjustable: Any = None) -> Resource:
    """An item for a stored price."""
    product = call.objects.refer("product", price["product"], "price")
    return _entry(identifiers.new("li", 24), price, product.object, quantity, adjustable, {}, [])


def _new(call: Call, data: Mapping[str, Any], param: str) -> Resource:
    price, product = _price(call, data, param)
    if "quantity" not in data:
        raise missing_parameter(f"{param}[quantity]")
    return _entry(
        identifiers.new("li", 24),
        price,
        product,
        _quantity(data["quantity"], param),
        _adjustable(data.get("adjustable_quantity"), param),
        metadata.merged(None, data.get("metadata")),
        _tax_rates(call, data.get("tax_rates"), param),
    )


def _changed(call: Call, entry: Resource, data: Mapping[str, Any], param: str) -> Resource:
    item = entry["item"]
    price, product = item["price"], entry["product"]
    if "price" in data or "price_data" in data:
        price, product = _price(call, data, param)
    adjustable = item["adjustable_quantity"]
    if "adjustable_quantity" in data:
        adjustable = _adjustable(data["adjustable_quantity"], param)
    return _entry(
        item["id"],
        price,
        product,
        _quantity(data["quantity"], param) if "quantity" in data else item["quantity"],
        adjustable,
        metadata.merged(item["metadata"], data.get("metadata")),
        _tax_rates(call, data["tax_rates"], param) if "tax_rates" in data else entry["tax_rates"],
    )


def _entry(
    id: str,
    price: Resource,
    product: Resource,
    quantity: int,
    adjustable: Any,
    given_metadata: dict[str, str],
    tax_rates: list[Resource],
) -> Resource:
    item = _line_item(
        id=id,
        object="item",
        adjustable_quantity=adjustable,
        amount_discount=0,
        amount_subtotal=0,
        amount_tax=0,
        amount_total=0,
        currency=price["currency"],
        description=product["name"],
        metadata=given_metadata,
        price=price,
        quantity=quantity,
    )
    shown = {name: product[name] for name in ("id", "name", "description", "images", "unit_label")}
    return {"item": item, "product": shown, "tax_rates": tax_rates}


def _price(call: Call, data: Mapping[str, Any], param: str) -> tuple[Resource, Resource]:
    """The price and the product that an item names, or brings along as `price_data`."""
    if "price" in data and "price_data" in data:
        raise exclusive_parameters(f"{param}[price]", f"{param}[price_data]")
    if "price" in data:
        price = call.objects.refer("price", data["price"], f"{param}[price]").object
        if not price["active"]:
            raise invalid("The price specified is inactive. This field only accepts active prices.", param=param)
        return price, call.objects.refer("product", price["product"], f"{param}[price]").object
    if "price_data" not in data:
        raise missing_parameter(f"{param}[price]")
    return _inline_price(call, data["price_data"], f"{param}[price_data]")


def _inline_price(call: Call, data: Mapping[str, Any], param: str) -> tuple[Resource, Resource]:
    if "product" in data and "product_data" in data:
        raise exclusive_parameters(f"{param}[product]", f"{param}[product_data]")
    if "product" in data:
        product = call.objects.refer("product", data["product"], f"{param}[product]").object
    elif "product_data" in data:
        if data["product_data"]["name"] == "":
            raise empty_parameter(f"{param}[product_data][name]")
        product = products.make(call, identifiers.new("prod", 14), {**data["product_data"], "active": False})
    else:
        raise missing_parameter(f"{param}[product]")
    # Prices made inline are good for this session only.
    price = price_data.make(call, {**data, "active": False}, product["id"], param=param)
    if "product_data" in data:
        call.objects.add(product)
    call.objects.add(price)
    return price, product


def _quantity(quantity: int, param: str) -> int:
    limits.check_at_least(1, quantity, f"{param}[quantity]")
    if quantity > _LARGEST_QUANTITY:
        raise invalid(f"This value must be less than or equal to {_LARGEST_QUANTITY}.", param=f"{param}[quantity]")
    return quantity


def _adjustable(given: Mapping[str, Any] | None, param: str) -> Resource | None:
    if not given or not given["enabled"]:
        return None
    minimum, maximum = given.get("minimum", 0), given.get("maximum", _DEFAULT_MAXIMUM)
    if not 0 <= minimum <= maximum <= _LARGEST_QUANTITY:
        raise invalid("Invalid adjustable_quantity: the minimum must not exceed the maximum.", param=param)
    return {"enabled": True, "maximum": maximum, "minimum": minimum}


def _tax_rates(call: Call, given: Any, param: str) -> list[Resource]:
    if not given:
        return []
    return [call.objects.refer("tax_rate", id, f"{param}[tax_rates]").object for id in given]


def _check_together(entries: Sequence[Resource], mode: str) -> None:
    currencies = {entry["item"]["currency"] for entry in entries}
    if len(currencies) > 1:
        message = "All prices on a Checkout Session must be in the same currency."
        raise invalid(message, param="line_items")
    recurring = [entry for entry in entries if entry["item"]["price"]["type"] == "recurring"]
    if mode == "subscription":
        _check_recurring(recurring, len(entries))
    elif recurring:
        message = (
            "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use "
            "only one-time prices."
        )
        raise invalid(message, param="line_items")
    if len(entries) > _MOST_ITEMS:
        raise _too_many(_MOST_ITEMS, "line items")


def _check_recurring(recurring: Sequence[Resource], count: int) -> None:
    if not recurring:
        message = "You must provide at least one recurring price in `subscription` mode when using prices."
        raise invalid(message, param="line_items")
    intervals = {
        tuple(entry["item"]["price"]["recurring"][name] for name in ("interval", "interval_count"))
        for entry in recurring
    }
    if len(intervals) > 1:
        raise invalid("Checkout does not support multiple prices with different billing intervals.", param="line_items")
    if max(len(recurring), count - len(recurring)) > _MOST_OF_A_KIND:
        raise _too_many(_MOST_OF_A_KIND, "recurring and one-time line items each")


def _too_many(most: int, what: str) -> StripeError:
    return invalid(f"A Checkout Session can have up to {most} {what}.", param="line_items")
