"""Parameters of the dynamic-update preview, which the SDK's generally available version does not have.

From the public preview of the SDK, stripe 16.1.0b1, `SessionUpdateParams` and `SessionCreateParams`.
"""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

_Permission = Literal["client_only", "server_only"]


class CouponData(TypedDict):
    amount_off: NotRequired[int]
    currency: NotRequired[str]
    duration: NotRequired[Literal["forever", "once", "repeating"]]
    duration_in_months: NotRequired[int]
    metadata: NotRequired[Literal[""] | dict[str, str]]
    name: NotRequired[str]
    percent_off: NotRequired[float]


class CreateDiscount(TypedDict):
    coupon: NotRequired[str]
    coupon_data: NotRequired[CouponData]
    promotion_code: NotRequired[str]


class UpdateDiscount(TypedDict):
    coupon: NotRequired[str]
    coupon_data: NotRequired[CouponData]


class PermissionsUpdate(TypedDict):
    line_items: NotRequired[_Permission]
    shipping_details: NotRequired[_Permission]


class Permissions(TypedDict):
    update: NotRequired[PermissionsUpdate]
    update_discounts: NotRequired[_Permission]
    update_line_items: NotRequired[_Permission]
    update_shipping_details: NotRequired[_Permission]


class Issuer(TypedDict):
    account: NotRequired[str]
    type: Literal["account", "self"]


class InvoiceSettings(TypedDict):
    issuer: NotRequired[Issuer]


class PendingInvoiceItemInterval(TypedDict):
    interval: Literal["day", "month", "week", "year"]
    interval_count: NotRequired[int]


class UpdateSubscriptionData(TypedDict):
    invoice_settings: NotRequired[InvoiceSettings]
    pending_invoice_item_interval: NotRequired[Literal[""] | PendingInvoiceItemInterval]
    trial_end: NotRequired[Literal[""] | int]
    trial_period_days: NotRequired[Literal[""] | int]


class CreateParams(TypedDict):
    """What the preview adds to creating a session."""

    discounts: NotRequired[list[CreateDiscount]]
    permissions: NotRequired[Permissions]


class UpdateParams(TypedDict):
    """What the preview adds to updating a session."""

    discounts: NotRequired[Literal[""] | list[UpdateDiscount]]
    subscription_data: NotRequired[UpdateSubscriptionData]
