"""All backward-incompatible changes, oldest first. Those of one release stand in no order."""

from __future__ import annotations

from . import (
    aggregate_usage,
    asynchronous_capture,
    billing_cycle_anchor,
    billing_thresholds,
    discount_source,
    dynamic_tax_rates,
    flexible_billing,
    invoice_of_payments,
    marketing_features,
    payment_method_types,
    portal_pauses,
    promotion_of_codes,
    refunds_of_charges,
    shipping_details,
    stacked_discounts,
    subscription_periods,
    ui_modes,
)

CHANGES = (
    marketing_features.CHANGE,
    portal_pauses.ENDED,
    asynchronous_capture.CHANGE,
    refunds_of_charges.CHANGE,
    shipping_details.CHANGE,
    subscription_periods.CHANGE,
    stacked_discounts.CHANGE,
    invoice_of_payments.CHANGE,
    aggregate_usage.CHANGE,
    billing_thresholds.ENDED,
    billing_thresholds.RETURNED,
    promotion_of_codes.CHANGE,
    discount_source.CHANGE,
    flexible_billing.CHANGE,
    ui_modes.CHANGE,
    dynamic_tax_rates.CHANGE,
    payment_method_types.CHANGE,
    billing_cycle_anchor.CHANGE,
    portal_pauses.RETURNED,
)
