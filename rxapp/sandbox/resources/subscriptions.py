"""Subscriptions: a session in `mode=subscription` starts one; its periods pass, and it ends. It is not billed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import stripe
from stripe import params as p

from ..rules import identifiers, metadata
from ..rules.errors import invalid
from ..rules.fields import taken
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from ..store import Record
from . import events, pagination, payment_methods, subscription_items
from .call import Call, Route
from .crud import Collection

KIND = "subscription"
_SUBSCRIPTIONS = Collection(KIND, "/v1/subscriptions")
_FIELDS = ("default_payment_method", "description")
_DAY = 24 * 3600
_GOING_ON = ("active", "incomplete", "past_due", "paused", "trialing", "unpaid")
_OVER = ("canceled", "incomplete_expired")
_HAS_STATUS = f"{pagination.place_of('status')} = ?"


def of_items(field: str) -> str:
    """The condition, in SQL, that one of a subscription's items has a value in a field."""
    items = "json_each(CAST(body AS TEXT), '$.items.data')"
    return f"EXISTS (SELECT 1 FROM {items} WHERE json_extract(json_each.value, '$.{field}') = ?)"  # noqa: S608


_HAS_PRICE = of_items("price.id")
_subscription = shape(
    stripe.Subscription,
    absent={"default_tax_rates", "presentment_details", "status_details"},
)


def start(
    call: Call,
    customer: str,
    entries: Sequence[Resource],
    data: Resource,
    discount: Resource | None,
    payment_method: Record | None,
) -> Resource:
    """The subscription of a completed session. Notes `customer.subscription.created`.

    Args:
        entries: The session's items; the recurring ones go on.
        data: The session's `subscription_data`.
        discount: One that goes on, stored.
    """
    if payment_method is not None:
        payment_methods.keep_for_later(call, payment_method, customer)
    recurring = [entry for entry in entries if entry["item"]["price"]["type"] == "recurring"]
    trial_end = _trial_end(call, data)
    id = identifiers.new("sub", 23, start="1")
    items = [subscription_items.started(call, id, entry["item"], entry["tax_rates"], trial_end) for entry in recurring]
    subscription = _subscription(
        id=id,
        object=KIND,
        automatic_tax={"disabled_reason": None, "enabled": False, "liability": None},
        billing_cycle_anchor=trial_end or call.now,
        billing_mode=_billing_mode(data.get("billing_mode") or {}),
        billing_schedules=[],
        cancel_at_period_end=False,
        cancellation_details={"comment": None, "feedback": None, "feedback_option": None, "reason": None},
        collection_method="charge_automatically",
        created=call.now,
        currency=recurring[0]["item"]["currency"],
        customer=customer,
        default_payment_method=payment_method.id if payment_method else None,
        description=data.get("description"),
        discounts=[discount["id"]] if discount else [],
        invoice_settings={
            **dict.fromkeys(("account_tax_ids", "custom_fields", "description", "footer")), "issuer": {"type": "self"},
        },
        items=pagination.listing(f"/v1/subscription_items?subscription={id}", items),
        livemode=False,
        metadata=metadata.merged(None, data.get("metadata")),
        payment_settings={
            "payment_method_options": None, "payment_method_types": None, "save_default_payment_method": "off",
        },
        pending_invoice_item_interval=data.get("pending_invoice_item_interval"),
        start_date=call.now,
        status="trialing" if trial_end else "active",
        trial_end=trial_end,
        trial_settings=_trial_settings(data),
        trial_start=call.now if trial_end else None,
    )  # fmt: skip
    call.objects.add(subscription, lookup=customer)
    call.timers.set(call.namespace, id, _period_end(subscription))
    events.note(call, "customer.subscription.created", subscription)
    return subscription


def _billing_mode(given: Resource) -> Resource:
    """How it is billed: flexibly, if nothing else is said."""
    if given.get("type") == "classic":
        return {"flexible": None, "type": "classic"}
    return {
        "flexible": {"proration_discounts": "included", **given.get("flexible", {})},
        "type": "flexible",
    }


def _trial_settings(data: Resource) -> Resource:
    """What becomes of a subscription whose trial ends without a way to pay."""
    said = (data.get("trial_settings") or {}).get("end_behavior") or {}
    return {"end_behavior": {"billing_cycle_anchor": None, "missing_payment_method": "create_invoice", **said}}


def _trial_end(call: Call, data: Resource) -> int | None:
    if data.get("trial_end"):
        return data["trial_end"]
    days = data.get("trial_period_days")
    return call.now + days * _DAY if days else None


def cancel(call: Call, params: p.SubscriptionCancelParams, id: str) -> Resource:
    record = _SUBSCRIPTIONS.get(call, id)
    if record.object["status"] == "canceled":
        raise invalid(f"No such subscription: '{id}'", param="id", code="resource_missing")
    record.object["canceled_at"] = call.now
    _note_reason(record.object, params.get("cancellation_details", {}), "cancellation_requested")
    _end(call, record, call.now)
    return record.object


def going_on(call: Call, customer: str) -> list[Record]:
    """A customer's subscriptions that have not ended, oldest first."""
    found = call.objects.looked_up(KIND, customer)
    return [record for record in found if record.object["status"] in _GOING_ON]


def end_all(call: Call, customer: str) -> None:
    """Ends all subscriptions of a customer who is deleted. Notes `customer.subscription.deleted` of each."""
    for record in going_on(call, customer):
        record.object["canceled_at"] = call.now
        _end(call, record, call.now)


def _end(call: Call, record: Record, at: int) -> None:
    call.timers.cancel(call.namespace, record.id, _period_end(record.object))
    record.object.update(status="canceled", ended_at=at)
    call.objects.save(record)
    events.note(call, "customer.subscription.deleted", record.object)


def update(call: Call, params: p.SubscriptionUpdateParams, id: str) -> Resource:
    record = _SUBSCRIPTIONS.get(call, id)
    subscription, before = record.object, deepcopy(record.object)
    _check_open(subscription, params)
    subscription.update(taken(params, _FIELDS))
    if (default := subscription["default_payment_method"]) and "default_payment_method" in params:
        payment_methods.check_kept(call, default, subscription["customer"], "default_payment_method")
    if items := params.get("items"):
        _change_items(call, record, items)
    if "cancellation_details" in params:
        _note_reason(subscription, params["cancellation_details"], subscription["cancellation_details"]["reason"])
    if "cancel_at_period_end" in params:
        _set_end(call, subscription, params["cancel_at_period_end"])
    subscription["metadata"] = metadata.merged(subscription["metadata"], params.get("metadata"))
    call.objects.save(record)
    events.note_change(call, "customer.subscription.updated", before, subscription)
    return subscription


def _change_items(call: Call, record: Record, given: Sequence[Mapping[str, Any]]) -> None:
    """Changes what is subscribed to. Prices of another interval begin a period of their own, but for a trial."""
    subscription = record.object
    over, before = _period_end(subscription), subscription["items"]["data"]
    after = subscription_items.changed(call, subscription, given)
    subscription["items"]["data"] = after
    intervals = {subscription_items.interval_of(item) for item in (before[0], after[0])}
    if len(intervals) == 1 or subscription["status"] == "trialing":
        return
    subscription["billing_cycle_anchor"] = call.now
    _begin_period(subscription, call.now)
    call.timers.cancel(call.namespace, record.id, over)
    call.timers.set(call.namespace, record.id, _period_end(subscription))


def change(call: Call, record: Record, items: Sequence[Mapping[str, Any]]) -> None:
    """Changes what is subscribed to, and nothing else. Notes `customer.subscription.updated`."""
    before = deepcopy(record.object)
    _check_open(record.object, {"items": items})
    _change_items(call, record, items)
    call.objects.save(record)
    events.note_change(call, "customer.subscription.updated", before, record.object)


def _check_open(subscription: Resource, params: Mapping[str, Any]) -> None:
    if subscription["status"] == "canceled" and set(params) - {"cancellation_details", "expand", "metadata"}:
        raise invalid("A canceled subscription can only update its cancellation_details and metadata.")


def _set_end(call: Call, subscription: Resource, ends: bool) -> None:
    """Has it end with its period, or go on. Saying it again is no news, but the time of the latest saying is kept."""
    subscription.update(
        cancel_at_period_end=ends,
        cancel_at=_period_end(subscription) if ends else None,
        canceled_at=call.now if ends else None,
    )
    subscription["cancellation_details"]["reason"] = "cancellation_requested" if ends else None


def _note_reason(subscription: Resource, given: Mapping[str, Any], reason: str | None) -> None:
    said = {name: text or None for name, text in given.items()}
    subscription["cancellation_details"] = {**subscription["cancellation_details"], **said, "reason": reason}


def pass_period(call: Call, id: str) -> None:
    """Goes on with a subscription whose period is over, or ends it; nothing is billed for the new one."""
    record = call.objects.find(KIND, id)
    while record is not None and record.object["status"] != "canceled":
        subscription = record.object
        over = _period_end(subscription)
        if over > call.now:
            return
        if subscription["cancel_at_period_end"]:
            _end(call, record, over)
            return
        before = deepcopy(subscription)
        _begin_period(subscription, over)
        call.timers.cancel(call.namespace, id, over)
        call.timers.set(call.namespace, id, _period_end(subscription))
        call.objects.save(record)
        events.note_change(call, "customer.subscription.updated", before, subscription)


def _begin_period(subscription: Resource, start: int) -> None:
    subscription["status"] = "active"
    for item in subscription["items"]["data"]:
        following = subscription_items.following(
            start, item["price"]["recurring"], subscription["billing_cycle_anchor"]
        )
        item.update(current_period_start=start, current_period_end=following)


def _period_end(subscription: Resource) -> int:
    """All items of a subscription have the same period here."""
    return subscription["items"]["data"][0]["current_period_end"]


def _list(call: Call, params: p.SubscriptionListParams) -> Resource:
    price = [params["price"]] if "price" in params else []
    any_of = [(_HAS_PRICE, price), (_HAS_STATUS, _statuses(params.get("status")))]
    return _SUBSCRIPTIONS.page(call, {**params}, pagination.by(lookup="customer"), any_of=any_of)


def _statuses(wanted: str | None) -> list[str]:
    """Which are meant: those that go on if nothing is said; none where any is."""
    if wanted == "all":
        return []
    if wanted == "ended":
        return [*_OVER]
    return [wanted] if wanted else [*_GOING_ON]


ROUTES = [
    Route("GET", _SUBSCRIPTIONS.url, _list, Parameters(p.SubscriptionListParams)),
    _SUBSCRIPTIONS.retrieval(p.SubscriptionRetrieveParams),
    Route("POST", _SUBSCRIPTIONS.url + "/{}", update, Parameters(p.SubscriptionUpdateParams)),
    Route("DELETE", _SUBSCRIPTIONS.url + "/{}", cancel, Parameters(p.SubscriptionCancelParams)),
]
