"""Parameters of the dynamic-update preview, which the SDK's generally available version does not have.

From the public preview of the SDK, stripe 16.1.0b1, `SessionUpdateParams` and `SessionCreateParams`; and `customer`
from Stripe's guide "Update the customer during checkout", which no version of the SDK has yet.
"""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

_Permission = Literal["client_only", "server_only"]


class _CouponData(TypedDict):
    amount_off: NotRequired[int]
    currency: NotRequired[str]
    duration: NotRequired[Literal["forever", "once", "repeating"]]
    duration_in_months: NotRequired[int]
    metadata: NotRequired[Literal[""] | dict[str, str]]
    name: NotRequired[str]
    percent_off: NotRequired[float]


class _CreateDiscount(TypedDict):
    coupon: NotRequired[str]
    coupon_data: NotRequired[_CouponData]
    promotion_code: NotRequired[str]


class _UpdateDiscount(TypedDict):
    coupon: NotRequired[str]
    coupon_data: NotRequired[_CouponData]


class _PermissionsUpdate(TypedDict):
    line_items: NotRequired[_Permission]
    shipping_details: NotRequired[_Permission]


class _Permissions(TypedDict):
    update: NotRequired[_PermissionsUpdate]
    update_discounts: NotRequired[_Permission]
    update_line_items: NotRequired[_Permission]
    update_shipping_details: NotRequired[_Permission]


class _Issuer(TypedDict):
    account: NotRequired[str]
    type: Literal["account", "self"]


class _InvoiceSettings(TypedDict):
    issuer: NotRequired[_Issuer]


class _PendingInvoiceItemInterval(TypedDict):
    interval: Literal["day", "month", "week", "year"]
    interval_count: NotRequired[int]


class _UpdateSubscriptionData(TypedDict):
    invoice_settings: NotRequired[_InvoiceSettings]
    pending_invoice_item_interval: NotRequired[Literal[""] | _PendingInvoiceItemInterval]
    trial_end: NotRequired[Literal[""] | int]
    trial_period_days: NotRequired[Literal[""] | int]


class CreateParams(TypedDict):
    """What the preview adds to creating a session."""

    discounts: NotRequired[list[_CreateDiscount]]
    permissions: NotRequired[_Permissions]


class UpdateParams(TypedDict):
    """What the preview adds to updating a session."""

    customer: NotRequired[str]
    discounts: NotRequired[Literal[""] | list[_UpdateDiscount]]
    subscription_data: NotRequired[_UpdateSubscriptionData]
