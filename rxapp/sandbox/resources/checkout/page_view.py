"""A session as Stripe.js shows it: `StripeCheckoutSession` of @stripe/stripe-js 10.2.1, but for `canConfirm`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ...rules import currencies, totals
from ...rules.shapes import Resource
from ...store import Record
from ..call import Call
from . import amounts, completion, creation, shipping

BUSINESS = "Local Stripe"
_DAY = 24 * 3600
_NO_PERMISSIONS = {
    "update_discounts": "client_only",
    "update_line_items": "client_only",
    "update_shipping_details": "client_only",
}


def page(call: Call, session: Record) -> Resource:
    """Everything that Stripe.js needs to know."""
    shown = session.object
    collection = shown["shipping_address_collection"]
    return {
        "session": _View(call, session).session(),
        "ui_mode": shown["ui_mode"],
        "return_url": creation.return_url(session),
        "cancel_url": shown["cancel_url"],
        "redirect_on_completion": shown.get("redirect_on_completion") or "always",
        "mode": shown["mode"],
        "submit_type": shown["submit_type"] or "auto",
        "custom_text": {name: text and text["message"] for name, text in shown["custom_text"].items()},
        "saved_cards": _saved_cards(call, session),
        "offers_saving": _offers_saving(shown),
        "display_name": (shown.get("branding_settings") or {}).get("display_name") or BUSINESS,
        "custom_fields": shown["custom_fields"],
        "consent_collection": shown["consent_collection"],
        "name_collection": shown.get("name_collection"),
        "email_is_fixed": completion.fixed_email(session) is not None,
        "allow_promotion_codes": bool(shown["allow_promotion_codes"]),
        "permissions": {**_NO_PERMISSIONS, **(shown["permissions"] or {})},
        "allowed_countries": collection["allowed_countries"] if collection else None,
        "billing_address_collection": shown["billing_address_collection"] or "auto",
        "collect_phone_number": bool((shown.get("phone_number_collection") or {}).get("enabled")),
        "payment_method_types": shown["payment_method_types"],
        "payment_method_required": completion.needs_payment_method(session),
        "last_payment_error_code": (session.inner["last_payment_error"] or {}).get("code"),
        "locale": shown["locale"],
        "livemode": False,
    }


def _saved_cards(call: Call, session: Record) -> list[Resource]:
    """Those that a page of Stripe's shows to a customer who comes back."""
    if session.object["customer"] is None:
        return []
    shown = (session.object["saved_payment_method_options"] or {}).get("allow_redisplay_filters", ["always"])
    kept = (record.object for record in call.objects.looked_up("payment_method", session.object["customer"]))
    return [_saved(method) for method in kept if "card" in method and method["allow_redisplay"] in shown]


def _offers_saving(shown: Resource) -> bool:
    options = shown["saved_payment_method_options"] or {}
    return (
        shown["mode"] == "payment" and shown["customer"] is not None and options.get("payment_method_save") == "enabled"
    )


class _View:
    def __init__(self, call: Call, session: Record) -> None:
        self._call = call
        self._shown = session.object
        self._inner = session.inner
        self._record = session
        self._currency = session.object["currency"]
        self._total = amounts.total(session)

    def session(self) -> Resource:
        shown, buyer = self._shown, self._inner["buyer"]
        names = {"individualName": buyer.get("individual_name"), "businessName": buyer.get("business_name")}
        return {
            "id": shown["id"],
            "livemode": False,
            "currency": self._currency,
            "minorUnitsAmountDivisor": currencies.divisor(self._currency),
            "status": self._status(),
            "businessName": BUSINESS,
            "nameCollection": names if shown.get("name_collection") or any(names.values()) else None,
            "email": completion.email(self._record),
            "phoneNumber": buyer.get("phone_number"),
            "billingAddress": buyer.get("billing_address"),
            "shippingAddress": self._shipping_address(),
            "taxIdInfo": buyer.get("tax_id_info"),
            "lineItems": [
                self._line_item(entry, cost)
                for entry, cost in zip(self._inner["items"], self._total.items, strict=True)
            ],
            "optionalItems": [self._optional_item(entry) for entry in self._inner["optional_items"]] or None,
            "discountAmounts": self._discount_amounts(self._total.discount),
            "taxAmounts": self._tax_amounts(),
            "tax": {"status": "ready"},
            "total": self._total_summary(),
            "shipping": self._shipping(),
            "shippingOptions": [self._shipping_option(rate) for rate in self._inner["shipping_rates"]],
            "currencyOptions": None,
            "recurring": self._recurring(),
            "savedPaymentMethods": self._saved_payment_methods(),
            "surcharge": None,
            "lastPaymentError": _without_code(self._inner["last_payment_error"]),
        }

    def _amount(self, amount: int | Decimal) -> Resource:
        return {"minorUnitsAmount": amount, "amount": currencies.display(amount, self._currency)}

    def _status(self) -> Resource:
        status = self._shown["status"]
        if status == "complete":
            return {"type": "complete", "paymentStatus": self._shown["payment_status"]}
        return {"type": status}

    def _shipping_address(self) -> Resource | None:
        details = (self._shown["collected_information"] or {}).get("shipping_details")
        return {"name": details["name"], "address": details["address"]} if details else None

    def _line_item(self, entry: Resource, cost: totals.ItemTotal) -> Resource:
        item, product = entry["item"], entry["product"]
        price, bounds = item["price"], item["adjustable_quantity"]
        return {
            "id": item["id"],
            "name": item["description"],
            "description": product["description"],
            "images": product["images"],
            "quantity": item["quantity"],
            "unitLabel": product["unit_label"],
            "unitAmount": self._amount(totals.rounded(Decimal(price["unit_amount_decimal"]))),
            "unitAmountDecimal": self._exact_amount(price),
            "subtotal": self._amount(cost.subtotal),
            "discount": self._amount(cost.discount),
            "taxExclusive": self._amount(cost.tax_exclusive),
            "taxInclusive": self._amount(cost.tax_inclusive),
            "total": self._amount(cost.total),
            "discountAmounts": self._discount_amounts(cost.discount),
            "taxAmounts": self._taxes(zip(cost.taxes, entry["tax_rates"], strict=True)),
            "recurring": _recurrence(price),
            "adjustableQuantity": bounds and {"minimum": bounds["minimum"], "maximum": bounds["maximum"]},
            "priceId": price["id"],
            "isRemovable": any(item["id"] == other["item"]["id"] for other in self._inner["optional_items"]),
            "pricing": None,
            "transformQuantity": None,
        }

    def _exact_amount(self, price: Resource) -> Resource | None:
        exact = Decimal(price["unit_amount_decimal"])
        if price["unit_amount"] is not None:
            return None
        return {"minorUnitsAmount": float(exact), "amount": currencies.display(exact, self._currency)}

    def _optional_item(self, entry: Resource) -> Resource:
        item, product = entry["item"], entry["product"]
        bounds = entry["adjustable_quantity"]
        recurrence = _recurrence(item["price"])
        chosen = any(item["id"] == other["item"]["id"] for other in self._inner["items"])
        return {
            "priceId": item["price"]["id"],
            "name": item["description"],
            "description": product["description"],
            "images": product["images"],
            "unitLabel": product["unit_label"],
            "unitAmount": self._amount(totals.rounded(Decimal(item["price"]["unit_amount_decimal"]))),
            "unitAmountDecimal": self._exact_amount(item["price"]),
            "quantity": item["quantity"],
            "adjustableQuantity": {"minimum": bounds.get("minimum", 0), "maximum": bounds.get("maximum", 99)}
            if bounds and bounds["enabled"]
            else None,
            "recurring": recurrence and {name: recurrence[name] for name in ("interval", "intervalCount")},
            "isSelected": chosen,
        }

    def _discount_amounts(self, amount: int) -> list[Resource] | None:
        discount = self._inner["discount"]
        if discount is None or amount == 0:
            return None
        coupon = discount["coupon"]
        recurring = {
            "once": None,
            "forever": {"type": "forever"},
            "repeating": {"type": "repeating", "durationInMonths": coupon["duration_in_months"]},
        }[coupon["duration"]]
        return [
            {
                **self._amount(amount),
                "displayName": discount["code"] or coupon["name"] or "Discount",
                "promotionCode": discount["code"],
                "recurring": recurring if self._shown["mode"] == "subscription" else None,
                "percentOff": coupon["percent_off"],
            }
        ]

    def _taxes(self, taxes: Iterable[tuple[totals.Tax, Resource]]) -> list[Resource] | None:
        lines = [
            {
                **self._amount(tax.amount),
                "inclusive": rate["inclusive"],
                "displayName": rate["display_name"],
                "percentage": rate["percentage"],
            }
            for tax, rate in taxes
        ]
        return lines or None

    def _tax_amounts(self) -> list[Resource] | None:
        """The taxes of all items, one line for each rate."""
        sums: dict[str, int] = {}
        rates: dict[str, Resource] = {}
        for entry, cost in zip(self._inner["items"], self._total.items, strict=True):
            for tax, rate in zip(cost.taxes, entry["tax_rates"], strict=True):
                sums[rate["id"]] = sums.get(rate["id"], 0) + tax.amount
                rates[rate["id"]] = rate
        together = ((totals.Tax(totals.as_rate(rates[id]), amount, 0), rates[id]) for id, amount in sums.items())
        return self._taxes(together)

    def _total_summary(self) -> Resource:
        total = self._total
        parts = {
            "appliedBalance": 0,
            "discount": total.discount,
            "shippingRate": total.shipping.subtotal,
            "subtotal": total.subtotal,
            "surcharge": 0,
            "taxExclusive": total.tax_exclusive,
            "taxInclusive": total.tax_inclusive,
            "total": total.total,
        }
        return {**{name: self._amount(amount) for name, amount in parts.items()}, "balanceAppliedToNextInvoice": False}

    def _shipping(self) -> Resource | None:
        rate = shipping.chosen(self._record)
        return {"shippingOption": self._shipping_option(rate), "taxAmounts": None} if rate else None

    def _shipping_option(self, rate: Resource) -> Resource:
        return {
            **self._amount(rate["fixed_amount"]["amount"]),
            "id": rate["id"],
            "currency": rate["fixed_amount"]["currency"],
            "displayName": rate["display_name"],
            "deliveryEstimate": rate["delivery_estimate"],
        }

    def _recurring(self) -> Resource | None:
        recurring = [entry["item"]["price"] for entry in self._inner["items"] if entry["item"]["price"]["recurring"]]
        if self._shown["mode"] != "subscription" or not recurring:
            return None
        following = amounts.next_invoice(self._record)
        due = {
            "subtotal": following.subtotal,
            "discount": following.discount,
            "taxExclusive": following.tax_exclusive,
            "taxInclusive": following.tax_inclusive,
            "total": following.total,
        }
        return {
            "interval": recurring[0]["recurring"]["interval"],
            "intervalCount": recurring[0]["recurring"]["interval_count"],
            "isProrated": False,
            "dueNext": {**{name: self._amount(amount) for name, amount in due.items()}, "billingCycleAnchor": None},
            "trial": self._trial(),
        }

    def _trial(self) -> Resource | None:
        if not amounts.has_trial(self._record):
            return None
        data = self._inner["subscription_data"]
        end = data.get("trial_end") or self._call.now + data["trial_period_days"] * _DAY
        days = data.get("trial_period_days") or -(-(end - self._call.now) // _DAY)
        return {"trialEnd": end, "trialPeriodDays": days}

    def _saved_payment_methods(self) -> list[Resource] | None:
        customer = self._shown["customer"]
        if customer is None:
            return None
        saved = self._call.objects.looked_up("payment_method", customer)
        return [_saved(record.object) for record in saved if "card" in record.object] or None


def _without_code(error: Resource | None) -> Resource | None:
    return error and {"message": error["message"]}


def _saved(payment_method: Resource) -> Resource:
    card, billing = payment_method["card"], payment_method["billing_details"]
    return {
        "id": payment_method["id"],
        "type": "card",
        "card": {
            "brand": card["brand"],
            "expMonth": card["exp_month"],
            "expYear": card["exp_year"],
            "last4": card["last4"],
        },
        "billingDetails": {name: billing[name] for name in ("email", "name", "phone", "address")},
    }


def _recurrence(price: Resource) -> Resource | None:
    given = price["recurring"]
    if given is None:
        return None
    return {
        "interval": given["interval"],
        "intervalCount": given["interval_count"],
        "usageType": given["usage_type"],
    }
