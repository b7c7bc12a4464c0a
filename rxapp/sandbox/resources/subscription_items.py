"""What a subscription consists of: prices, and how many of each, in one period."""

from __future__ import annotations

import calendar
import time
from collections.abc import Mapping, Sequence
from typing import Any

import stripe

from ..rules import identifiers, metadata
from ..rules.errors import invalid, missing_parameter
from ..rules.fields import taken
from ..rules.shapes import Resource, shape
from .call import Call

_DAY = 24 * 3600
_item = shape(stripe.SubscriptionItem, absent={"billed_until", "deleted"})
_plan = shape(stripe.Plan, absent={"deleted", "tiers"})


def started(
    call: Call, subscription: str, item: Resource, tax_rates: Sequence[Resource], trial_end: int | None
) -> Resource:
    """A new item, whose first period begins now."""
    return _item(
        id=identifiers.new("si", 14),
        object="subscription_item",
        created=call.now,
        current_period_end=trial_end or following(call.now, item["price"]["recurring"], call.now),
        current_period_start=call.now,
        discounts=[],
        metadata=item["metadata"],
        plan=_plan_of(item["price"]),
        price=item["price"],
        quantity=item["quantity"],
        subscription=subscription,
        tax_rates=tax_rates,
    )


def _plan_of(price: Resource) -> Resource:
    """The older form of a price, which items still show."""
    names = ("active", "billing_scheme", "created", "currency", "id", "livemode", "metadata", "nickname", "product")
    recurring = price["recurring"]
    return _plan(
        **{name: price[name] for name in names},
        object="plan",
        amount=price["unit_amount"],
        amount_decimal=price["unit_amount_decimal"],
        interval=recurring["interval"],
        interval_count=recurring["interval_count"],
        usage_type=recurring["usage_type"],
    )


def following(start: int, recurring: Resource, anchor: int) -> int:
    """The end of a period that ends on the day of the anchor. A month that lacks the day ends on its last."""
    interval, count = recurring["interval"], recurring["interval_count"]
    if interval in ("day", "week"):
        return start + count * _DAY * (7 if interval == "week" else 1)
    then = time.gmtime(start)
    months = then.tm_year * 12 + then.tm_mon - 1 + count * (12 if interval == "year" else 1)
    year, month = months // 12, months % 12 + 1
    day = min(time.gmtime(anchor).tm_mday, calendar.monthrange(year, month)[1])
    return calendar.timegm((year, month, day, *then[3:6]))


def interval_of(item: Resource) -> tuple[str, int]:
    """How often an item is billed: a unit of time, and how many."""
    recurring = item["price"]["recurring"]
    return recurring["interval"], recurring["interval_count"]


def changed(call: Call, subscription: Resource, given: Sequence[Mapping[str, Any]]) -> list[Resource]:
    """A subscription's items after a change: those that are named have another price or quantity, or go; others come.

    Raises:
        StripeError: 400 for an item that isn't the subscription's, a price that can't go with it, or none left.
    """
    items = {item["id"]: {**item} for item in subscription["items"]["data"]}
    for position, change in enumerate(given):
        path, id = f"items[{position}]", change.get("id")
        if id is None:
            item = _added(call, subscription, change, path)
            items[item["id"]] = item
        elif id not in items:
            raise invalid(f"No such subscription item: '{id}'", param=f"{path}[id]", code="resource_missing")
        elif change.get("deleted"):
            del items[id]
        else:
            _change(call, subscription, items[id], change, path)
    _check_together(list(items.values()))
    return list(items.values())


def _added(call: Call, subscription: Resource, given: Mapping[str, Any], path: str) -> Resource:
    price = _price(call, subscription, given, path)
    item = {
        "price": price,
        "quantity": given.get("quantity", 1),
        "metadata": metadata.merged(None, given.get("metadata")),
    }
    added = started(call, subscription["id"], item, [], subscription["trial_end"])
    period = subscription["items"]["data"][0]
    added.update(taken(period, ("current_period_start", "current_period_end")))
    return added


def _change(call: Call, subscription: Resource, item: Resource, given: Mapping[str, Any], path: str) -> None:
    if "price" in given:
        price = _price(call, subscription, given, path)
        item.update(price=price, plan=_plan_of(price))
    item.update(taken(given, ("quantity",)))
    item["metadata"] = metadata.merged(item["metadata"], given.get("metadata"))


def _price(call: Call, subscription: Resource, given: Mapping[str, Any], path: str) -> Resource:
    param = f"{path}[price]"
    if "price" not in given:
        raise missing_parameter(param)
    price = call.objects.refer("price", given["price"], param).object
    if price["type"] != "recurring":
        message = (
            "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`."
        )
        raise invalid(message, param=param)
    if price["currency"] != subscription["currency"]:
        raise invalid("All prices of a subscription must have its currency.", param=param)
    return price


def _check_together(items: list[Resource]) -> None:
    if not items:
        raise invalid("A subscription must keep one item at least. To end it, cancel it.", param="items")
    prices = [item["price"]["id"] for item in items]
    if len(set(prices)) < len(prices):
        raise invalid("A subscription can't have two items with the same price. Change the quantity.", param="items")
    intervals = {
        (item["price"]["recurring"]["interval"], item["price"]["recurring"]["interval_count"]) for item in items
    }
    if len(intervals) > 1:
        raise invalid("The local Stripe does not do prices of several intervals in one subscription.", param="items")
