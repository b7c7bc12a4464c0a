"""Coupons: how much is taken off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import stripe
from stripe import params as p

from ..rules import currencies, identifiers, limits, metadata
from ..rules.errors import StripeError, existing_resource, invalid, missing_parameter
from ..rules.shapes import Resource, shape
from ..store import Record
from .call import Call
from .crud import Collection, nested
from .expansion import includable

_KIND = "coupon"
_coupon = shape(stripe.Coupon, absent={"applies_to", "currency_options", "deleted"})
_FARTHEST_REDEEM_BY = 5 * 366 * 24 * 3600


def _create(call: Call, params: p.CouponCreateParams) -> Resource:
    id = params.get("id") or identifiers.random_text(8)
    if call.objects.find(None, id):
        raise existing_resource(_KIND)
    coupon = make(call, id, params)
    inner = {
        "applies_to": params.get("applies_to"),
        "currency_options": params.get("currency_options"),
    }
    call.objects.add(coupon, inner)
    return coupon


def make(call: Call, id: str, params: Mapping[str, Any], *, param: str = "") -> Resource:
    """A coupon, not stored yet.

    Args:
        param: Where the parameters stand in the call, for refusals.
    """
    _check_reduction(params, param)
    duration = params.get("duration", "once")
    if duration == "repeating" and not params.get("duration_in_months"):
        raise missing_parameter("duration_in_months")
    if duration != "repeating" and params.get("duration_in_months"):
        raise invalid("You can only pass in duration_in_months if duration is repeating.", param="duration_in_months")
    redeem_by = params.get("redeem_by")
    if redeem_by is not None and not call.now < redeem_by <= call.now + _FARTHEST_REDEEM_BY:
        raise invalid("Invalid timestamp: must be in the future and within five years.", param="redeem_by")
    limits.check_at_least(1, params.get("max_redemptions", 1), "max_redemptions", code=None)
    return _coupon(
        id=id,
        object=_KIND,
        amount_off=params.get("amount_off"),
        created=call.now,
        currency=currencies.checked(params["currency"], nested(param, "currency"))
        if params.get("amount_off")
        else None,
        duration=duration,
        duration_in_months=params.get("duration_in_months"),
        livemode=False,
        max_redemptions=params.get("max_redemptions"),
        metadata=metadata.merged(None, params.get("metadata")),
        name=params.get("name"),
        percent_off=params.get("percent_off"),
        redeem_by=redeem_by,
        times_redeemed=0,
        valid=True,
    )


def _check_reduction(params: Mapping[str, Any], param: str) -> None:
    percent, amount = params.get("percent_off"), params.get("amount_off")
    if (percent is None) == (amount is None):
        raise invalid("You must pass either percent_off or amount_off, but not both.", param=param or None)
    if percent is not None and not 0 < percent <= 100:
        raise invalid(
            "Invalid percent_off: must be greater than 0 and at most 100.", param=nested(param, "percent_off")
        )
    if amount is not None and amount < 1:
        raise invalid("Invalid positive integer", param=nested(param, "amount_off"), code="parameter_invalid_integer")
    if amount is not None and not params.get("currency"):
        raise missing_parameter(nested(param, "currency"))
    if amount is not None:
        limits.check_whole(amount, params["currency"].lower(), nested(param, "amount_off"))


def check_redeemable(call: Call, record: Record, param: str) -> None:
    """Refuses a coupon that can no longer be used.

    Raises:
        StripeError: 400, `coupon_expired` once it is past its time or used up.
    """
    if not is_valid(call, record.object):
        raise StripeError(400, f"Coupon expired: {record.id}", code="coupon_expired", param=param)


def is_valid(call: Call, coupon: Resource) -> bool:
    """Whether a coupon is in time and not used up."""
    exhausted = coupon["max_redemptions"] is not None and coupon["times_redeemed"] >= coupon["max_redemptions"]
    return not exhausted and (coupon["redeem_by"] is None or call.now <= coupon["redeem_by"])


def _shown(call: Call, record: Record) -> Resource:
    return {**record.object, "valid": is_valid(call, record.object)}


def redeem(call: Call, id: str) -> None:
    """Counts a use. A coupon that was deleted meanwhile is not missed."""
    record = call.objects.find(_KIND, id)
    if record is not None:
        record.object["times_redeemed"] += 1
        record.object["valid"] = is_valid(call, record.object)
        call.objects.save(record)


@includable(_KIND, "applies_to")
def _applies_to(call: Call, coupon: Resource, rest: list[str]) -> object:
    return call.objects.get(_KIND, coupon["id"]).inner.get("applies_to")


@includable(_KIND, "currency_options")
def _currency_options(call: Call, coupon: Resource, rest: list[str]) -> object:
    options = call.objects.get(_KIND, coupon["id"]).inner.get("currency_options") or {}
    own = {coupon["currency"]: {"amount_off": coupon["amount_off"]}} if coupon["amount_off"] else {}
    return {**own, **options} or None


def _change(call: Call, record: Record, params: p.CouponUpdateParams) -> None:
    if "currency_options" in params:
        given: Any = params["currency_options"]
        record.inner["currency_options"] = {**(record.inner["currency_options"] or {}), **given}


_COUPONS = Collection(_KIND, "/v1/coupons", shown=_shown)

ROUTES = [
    _COUPONS.creation(_create, p.CouponCreateParams),
    _COUPONS.listing(p.CouponListParams),
    _COUPONS.retrieval(p.CouponRetrieveParams),
    _COUPONS.update(p.CouponUpdateParams, ("name",), change=_change),
    _COUPONS.deletion(p.CouponDeleteParams),
]
