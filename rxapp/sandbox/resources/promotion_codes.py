"""Promotion codes: what a buyer types to get a coupon."""

from __future__ import annotations

from typing import Any

import stripe
from stripe import params as p

from ..rules import identifiers, limits, metadata
from ..rules.errors import invalid, missing_parameter
from ..rules.fields import taken
from ..rules.parameters import Parameters
from ..rules.shapes import Resource, shape
from ..store import Record
from . import coupons, pagination
from .call import Call, Route
from .crud import Collection

_KIND = "promotion_code"
_promotion_code = shape(stripe.PromotionCode)
_restrictions = shape(stripe.PromotionCode.Restrictions, absent={"currency_options"})


def _create(call: Call, params: p.PromotionCodeCreateParams) -> Resource:
    promotion = params["promotion"]
    if "coupon" not in promotion:
        raise missing_parameter("promotion[coupon]")
    coupon = call.objects.refer("coupon", promotion["coupon"], "promotion[coupon]")
    coupons.check_redeemable(call, coupon, "promotion[coupon]")
    _check_limits(call, params, coupon.object)
    if "customer" in params:
        call.objects.refer("customer", params["customer"], "customer")
    code = params.get("code") or identifiers.random_text(8).upper()
    if params.get("active", True):
        _check_unique(call, code, params.get("customer"))
    given: dict[str, Any] = {**params.get("restrictions", {})}
    currency_options = given.pop("currency_options", None)
    if {"minimum_amount", "minimum_amount_currency"} <= set(given):
        currency = given["minimum_amount_currency"].lower()
        limits.check_whole(given["minimum_amount"], currency, "restrictions[minimum_amount]")
    if ("minimum_amount" in given) != ("minimum_amount_currency" in given):
        raise missing_parameter("restrictions[minimum_amount_currency]")
    promotion_code = _promotion_code(
        id=identifiers.new("promo", 24),
        object=_KIND,
        active=params.get("active", True),
        code=code,
        created=call.now,
        customer=params.get("customer"),
        expires_at=params.get("expires_at"),
        livemode=False,
        max_redemptions=params.get("max_redemptions"),
        metadata=metadata.merged(None, params.get("metadata")),
        promotion={"type": "coupon", "coupon": coupon.id},
        restrictions=_restrictions(**{"first_time_transaction": False, **given}),
        times_redeemed=0,
    )
    call.objects.add(promotion_code, {"currency_options": currency_options}, lookup=code.lower())
    return promotion_code


def _check_limits(call: Call, params: p.PromotionCodeCreateParams, coupon: Resource) -> None:
    """A code can be narrower than its coupon, never wider."""
    expires_at, redeem_by = params.get("expires_at"), coupon["redeem_by"]
    if expires_at is not None and expires_at <= call.now:
        raise invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", param="expires_at")
    if expires_at is not None and redeem_by is not None and expires_at > redeem_by:
        raise invalid("A promotion code cannot expire after its coupon's `redeem_by`.", param="expires_at")
    most, coupon_most = params.get("max_redemptions"), coupon["max_redemptions"]
    if most is not None and (most < 1 or (coupon_most is not None and most > coupon_most)):
        message = "A promotion code's `max_redemptions` must be at least 1 and at most its coupon's."
        raise invalid(message, param="max_redemptions")


def _check_unique(call: Call, code: str, customer: str | None) -> None:
    for record in call.objects.looked_up(_KIND, code.lower()):
        if is_active(call, record) and record.object["customer"] == customer:
            raise invalid(f"An active promotion code with `code: {code}` already exists.", param="code")


def find_active(call: Call, code: str, customer: str | None) -> Record | None:
    """The code as a buyer types it, in whatever case. One made for this customer goes before one for all."""
    found = [record for record in call.objects.looked_up(_KIND, code.lower()) if is_active(call, record)]
    for owner in (customer, None):
        for record in found:
            if record.object["customer"] == owner:
                return record
    return None


def is_active(call: Call, record: Record) -> bool:
    """Whether the code can be used: switched on, in time, not used up, and so is its coupon."""
    code = record.object
    in_time = code["expires_at"] is None or call.now <= code["expires_at"]
    unused = code["max_redemptions"] is None or code["times_redeemed"] < code["max_redemptions"]
    coupon = call.objects.find("coupon", code["promotion"]["coupon"])
    return code["active"] and in_time and unused and coupon is not None and coupons.is_valid(call, coupon.object)


def minimum_amount(record: Record, currency: str) -> int | None:
    """The least a cart must come to, in minor units of a currency."""
    restrictions = record.object["restrictions"]
    if restrictions["minimum_amount_currency"] == currency:
        return restrictions["minimum_amount"]
    options = record.inner.get("currency_options") or {}
    return options.get(currency, {}).get("minimum_amount")


def redeem(call: Call, id: str) -> None:
    """Counts a use, and ends the code for ever with the last."""
    record = call.objects.find(_KIND, id)
    if record is not None:
        record.object["times_redeemed"] += 1
        record.object["active"] = record.object["active"] and is_active(call, record)
        call.objects.save(record)


def _change(call: Call, record: Record, params: p.PromotionCodeUpdateParams) -> None:
    if params.get("active") and not record.object["active"]:
        record.object["active"] = True
        if not is_active(call, record):
            raise invalid("This promotion code cannot be activated.", param="active")
        _check_unique(call, record.object["code"], record.object["customer"])
    record.object.update(taken(params, ("active",)))


def _shown(call: Call, record: Record) -> Resource:
    return {**record.object, "active": is_active(call, record)}


_PROMOTION_CODES = Collection(_KIND, "/v1/promotion_codes", shown=_shown)
_FILTERS = pagination.by("active", "customer", lookup="code", coupon="promotion.coupon")


def _list(call: Call, params: p.PromotionCodeListParams) -> Resource:
    given: dict[str, Any] = {**params}
    if "code" in given:
        given["code"] = given["code"].lower()
    return _PROMOTION_CODES.page(call, given, _FILTERS)


ROUTES = [
    _PROMOTION_CODES.creation(_create, p.PromotionCodeCreateParams),
    Route("GET", _PROMOTION_CODES.url, _list, Parameters(p.PromotionCodeListParams)),
    _PROMOTION_CODES.retrieval(p.PromotionCodeRetrieveParams),
    _PROMOTION_CODES.update(p.PromotionCodeUpdateParams, change=_change),
]
