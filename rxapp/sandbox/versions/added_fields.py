"""The fields that objects got without breaking anything.

Paths have a dot between names. What belongs to ways to pay that aren't here isn't listed.
"""

from __future__ import annotations

FIELDS: dict[str, dict[str, str]] = {
    "2024-04-10": {
        "checkout.session": (
            "custom_fields.dropdown.default_value custom_fields.numeric.default_value "
            "custom_fields.text.default_value saved_payment_method_options"
        ),
        "payment_method": "allow_redisplay card.generated_from",
        "subscription": "invoice_settings",
        "confirmation_token": "payment_method_preview.allow_redisplay payment_method_preview.card.generated_from",
    },
    "2024-06-20": {
        "checkout.session": "tax_id_collection.required",
        "charge": "payment_method_details.card.authorization_code",
        "customer": "invoice_settings.rendering_options.template",
        "confirmation_token": "payment_method_options payment_method_preview.customer",
    },
    "2024-10-28.acacia": {
        "billing_portal.configuration": "features.subscription_update.schedule_at_period_end",
        "tax_rate": "flat_amount rate_type",
    },
    "2024-11-20.acacia": {
        "checkout.session": "adaptive_pricing",
    },
    "2024-12-18.acacia": {
        "payment_intent": ("last_payment_error.network_advice_code last_payment_error.network_decline_code"),
        "charge": (
            "outcome.network_advice_code outcome.network_decline_code "
            "payment_method_details.amazon_pay.funding "
            "payment_method_details.card.network_transaction_id payment_method_details.card.regulated_status"
        ),
        "payment_method": "card.regulated_status",
        "confirmation_token": "payment_method_preview.card.regulated_status",
        "setup_intent": "last_setup_error.network_advice_code last_setup_error.network_decline_code",
        "subscription": "automatic_tax.disabled_reason",
    },
    "2025-01-27.acacia": {
        "checkout.session": "discounts",
        "payment_intent": "last_payment_error.advice_code",
        "charge": "outcome.advice_code",
        "setup_intent": "last_setup_error.advice_code",
    },
    "2025-02-24.acacia": {
        "checkout.session": "collected_information",
    },
    "2025-03-31.basil": {
        "checkout.session": "optional_items permissions presentment_details",
        "payment_intent": "presentment_details",
        "charge": "presentment_details",
        "refund": "presentment_details",
    },
    "2025-04-30.basil": {
        "checkout.session": "automatic_tax.provider wallet_options",
        "charge": "billing_details.tax_id",
        "refund": "pending_reason",
        "payment_method": "billing_details.tax_id",
        "event": "context",
        "account": "business_profile.minority_owned_business_designation",
        "confirmation_token": "payment_method_preview.billing_details.tax_id",
    },
    "2025-05-28.basil": {
        "balance_transaction": "balance_type",
    },
    "2025-06-30.basil": {
        "subscription": "billing_mode",
    },
    "2025-07-30.basil": {
        "billing_portal.configuration": "features.subscription_update.products.adjustable_quantity",
        "checkout.session": "invoice_creation.invoice_data.rendering_options.template origin_context",
    },
    "2025-08-27.basil": {
        "billing_portal.configuration": "name",
        "payment_intent": "excluded_payment_method_types",
        "charge": "payment_method_details.amazon_pay.transaction_id",
    },
    "2025-09-30.clover": {
        "billing_portal.configuration": "features.subscription_update.trial_update_behavior",
        "checkout.session": (
            "branding_settings collected_information.business_name "
            "collected_information.individual_name customer_details.business_name "
            "customer_details.individual_name excluded_payment_method_types name_collection"
        ),
        "customer": "business_name individual_name",
        "subscription": "billing_mode.flexible",
    },
    "2025-10-29.clover": {
        "payment_intent": (
            "amount_details.discount_amount amount_details.line_items amount_details.shipping "
            "amount_details.tax payment_details"
        ),
        "customer": "tax.provider",
        "setup_intent": "excluded_payment_method_types",
    },
    "2025-11-17.clover": {
        "billing_portal.configuration": "features.payment_method_update.payment_method_configuration",
        "payment_intent": "hooks",
    },
    "2025-12-15.clover": {
        "billing_portal.session": "customer_account",
        "billing_portal.configuration": "features.subscription_update.billing_cycle_anchor",
        "checkout.session": "customer_account",
        "payment_intent": "customer_account",
        "payment_method": "customer_account",
        "charge": "payment_method_details.us_bank_account.expected_debit_date",
        "customer": "customer_account",
        "promotion_code": "customer_account",
        "setup_intent": "customer_account",
        "subscription": "customer_account",
        "item": "metadata",
        "discount": "customer_account",
        "confirmation_token": "payment_method_preview.customer_account",
    },
    "2026-01-28.clover": {
        "payment_intent": "amount_details.error",
        "item": "adjustable_quantity",
    },
    "2026-03-25.dahlia": {
        "checkout.session": "integration_identifier",
        "subscription": "presentment_details",
    },
    "2026-04-22.dahlia": {
        "checkout.session": "managed_payments",
        "payment_intent": "managed_payments",
        "setup_intent": "managed_payments",
        "subscription": "managed_payments",
    },
    "2026-05-27.dahlia": {
        "payment_intent": ("transfer_data.description transfer_data.metadata transfer_data.payment_data"),
        "subscription": "billing_schedules",
        "subscription_item": "billed_until",
    },
    "2026-06-24.dahlia": {
        "charge": "payment_method_details.card.transaction_link_id",
        "subscription": ("invoice_settings.custom_fields invoice_settings.description invoice_settings.footer"),
    },
    "2026-07-29.dahlia": {
        "payment_intent": "allowed_payment_method_types",
        "refund": "customer customer_account payment_method",
        "setup_intent": "allowed_payment_method_types",
    },
    "2026-08-26.dahlia": {
        "billing_portal.configuration": "features.subscription_cancel.cancellation_reason.feedback_options",
        "confirmation_token": "metadata",
        "subscription": "cancellation_details.feedback_option",
    },
    "2026-09-30.endive": {
        "account": "business_profile.specified_commercial_transactions_act_url",
        "charge": "payment_method_details.card.electronic_commerce_indicator",
        "checkout.session": "allowed_payment_method_types",
        "payment_intent": "payment_record",
        "product": "tax_details",
        "subscription": "status_details trial_settings.end_behavior.billing_cycle_anchor",
        "subscription_item": "current_trial",
    },
}
"""By release and kind of object."""
