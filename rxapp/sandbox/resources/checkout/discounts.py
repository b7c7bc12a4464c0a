"""The discount of a session: at most one, from a coupon, a promotion code, or data given on the spot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import stripe

from ...rules import identifiers, totals
from ...rules.errors import StripeError, exclusive_parameters, invalid, missing_parameter
from ...rules.shapes import Resource, shape
from ...store import Record
from .. import coupons, promotion_codes
from ..call import Call

_discount = shape(stripe.Discount, absent={"deleted"})


def resolve(call: Call, given: Any, customer: str | None, currency: str) -> Resource | None:
    """The discount that a call gave: none for an empty text or array.

    Returns:
        What a session keeps of it: the coupon, its products, and the promotion code if it came by one.
    """
    if not given:
        return None
    if len(given) > 1:
        raise invalid("You can only apply one discount to a Checkout Session.", param="discounts")
    return _one(call, given[0], customer, currency)


def _one(call: Call, given: Mapping[str, Any], customer: str | None, currency: str) -> Resource:
    names = [name for name in ("coupon", "coupon_data", "promotion_code") if name in given]
    if len(names) > 1:
        raise exclusive_parameters(f"discounts[0][{names[0]}]", f"discounts[0][{names[1]}]")
    if not names:
        raise missing_parameter("discounts[0][coupon]")
    param = f"discounts[0][{names[0]}]"
    if "coupon" in given:
        coupon = call.objects.refer("coupon", given["coupon"], param)
        coupons.check_redeemable(call, coupon, param)
        return _kept(coupon, None, currency, param)
    if "coupon_data" in given:
        made = coupons.make(call, identifiers.random_text(8), given["coupon_data"], param=param)
        return _kept(call.objects.add(made, {"applies_to": None, "currency_options": None}), None, currency, param)
    code = call.objects.refer("promotion_code", given["promotion_code"], param)
    if not promotion_codes.is_active(call, code) or code.object["customer"] not in (None, customer):
        raise invalid("This promotion code is not active.", param=param, code="resource_missing")
    return of_code(call, code, customer, currency, param)


def of_code(call: Call, code: Record, customer: str | None, currency: str, param: str) -> Resource:
    """The discount of an active promotion code.

    Raises:
        StripeError: 400 if it is for first orders only and the customer has paid before, or in another currency.
    """
    if code.object["restrictions"]["first_time_transaction"] and _has_paid(call, customer):
        raise invalid("This promotion code is for first-time customers only.", param=param)
    coupon = call.objects.refer("coupon", code.object["promotion"]["coupon"], param)
    return _kept(coupon, code, currency, param)


def _kept(coupon: Record, code: Record | None, currency: str, param: str) -> Resource:
    options = coupon.inner.get("currency_options") or {}
    if coupon.object["amount_off"] and currency not in (coupon.object["currency"], *options):
        message = (
            f"The coupon {coupon.id} is in {coupon.object['currency']} and cannot be applied to a Checkout Session "
            f"in {currency}."
        )
        raise invalid(message, param=param)
    return {
        "id": identifiers.new("di", 24),
        "coupon": coupon.object,
        "currency_options": options,
        "products": (coupon.inner.get("applies_to") or {}).get("products"),
        "promotion_code": code.id if code else None,
        "code": code.object["code"] if code else None,
        "minimum_amount": promotion_codes.minimum_amount(code, currency) if code else None,
    }


def _has_paid(call: Call, customer: str | None) -> bool:
    """Whether a known customer has paid before. Of a guest nobody can say."""
    intents = call.objects.looked_up("payment_intent", customer) if customer else []
    return any(intent.object["status"] == "succeeded" for intent in intents)


def check_applies(discount: Resource, entries: Sequence[Resource], subtotal: int, currency: str) -> None:
    """Refuses a discount whose conditions a cart does not meet.

    Args:
        subtotal: Of the items, in minor units.

    Raises:
        StripeError: 400 with `promotionCodeAmountInsufficient` or `couponAppliesToNothing`.
    """
    minimum = discount["minimum_amount"]
    if minimum is not None and subtotal < minimum:
        error = StripeError(
            400,
            "The order does not come to the minimum amount of this promotion code.",
            code="promotionCodeAmountInsufficient",
            param="discounts",
        )
        error.body.update(minimum_amount=minimum, minimum_amount_currency=currency)
        raise error
    products = discount["products"]
    if products is not None and not any(entry["product"]["id"] in products for entry in entries):
        message = "This discount does not apply to any item of the order."
        raise StripeError(400, message, code="couponAppliesToNothing", param="discounts")


def effect(discount: Resource | None, currency: str) -> totals.Discount | None:
    """What the arithmetic needs to know of a kept discount."""
    if discount is None:
        return None
    coupon = {**discount["coupon"], "currency_options": discount["currency_options"]}
    return totals.as_discount(coupon, currency, discount["products"])


def shown(discount: Resource | None) -> list[Resource]:
    """A session's `discounts`."""
    if discount is None:
        return []
    code = discount["promotion_code"]
    return [{"coupon": None if code else discount["coupon"]["id"], "promotion_code": code}]


def resource(session: Resource, discount: Resource) -> Resource:
    """The Discount object that stands in breakdowns."""
    return _discount(
        id=discount["id"],
        object="discount",
        checkout_session=session["id"],
        customer=session["customer"],
        promotion_code=discount["promotion_code"],
        source={"type": "coupon", "coupon": discount["coupon"]["id"]},
        start=session["created"],
    )


def kept_on(call: Call, session: Record) -> Resource | None:
    """Stores the discount that a session's subscription goes on with, unless it was for the first payment alone."""
    discount = session.inner["discount"]
    if discount is None or discount["coupon"]["duration"] == "once":
        return None
    return call.objects.add(resource(session.object, discount)).object


def redeem(call: Call, discount: Resource | None) -> None:
    """Counts the use of a discount by a completed session."""
    if discount is None:
        return
    coupons.redeem(call, discount["coupon"]["id"])
    if discount["promotion_code"]:
        promotion_codes.redeem(call, discount["promotion_code"])
