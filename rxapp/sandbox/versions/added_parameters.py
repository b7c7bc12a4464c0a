"""The parameters, and values of parameters, that calls got without breaking anything.

Paths have a dot between names. What belongs to ways to pay that aren't here isn't listed.
"""

from __future__ import annotations

PARAMETERS: dict[str, dict[str, str]] = {
    "2024-04-10": {
        "POST /v1/checkout/sessions": (
            "custom_fields.dropdown.default_value custom_fields.numeric.default_value "
            "custom_fields.text.default_value payment_method_data "
            "saved_payment_method_options"
        ),
        "POST /v1/payment_intents*": "payment_method_data.allow_redisplay payment_method_data.amazon_pay",
        "POST /v1/payment_methods": "allow_redisplay amazon_pay",
        "POST /v1/payment_methods/{}": "allow_redisplay",
        "GET /v1/customers/{}/payment_methods": "allow_redisplay",
        "POST /v1/products*": "marketing_features",
    },
    "2024-06-20": {
        "POST /v1/checkout/sessions": "tax_id_collection.required",
        "POST /v1/customers*": "invoice_settings.rendering_options.template",
    },
    "2024-09-30.acacia": {
        "POST /v1/products": "default_price_data.custom_unit_amount",
    },
    "2024-10-28.acacia": {
        "POST /v1/billing_portal/configurations*": "features.subscription_update.schedule_at_period_end",
    },
    "2024-11-20.acacia": {
        "POST /v1/checkout/sessions": (
            "adaptive_pricing "
            "payment_method_options.card.request_extended_authorization "
            "payment_method_options.card.request_incremental_authorization "
            "payment_method_options.card.request_multicapture "
            "payment_method_options.card.request_overcapture"
        ),
    },
    "2025-02-24.acacia": {
        "POST /v1/checkout/sessions": "payment_method_options.card.restrictions",
        "POST /v1/checkout/sessions/{}": "collected_information",
        "POST /v1/products": "default_price_data.metadata",
    },
    "2025-03-31.basil": {
        "POST /v1/checkout/sessions": "optional_items permissions",
        "POST /v1/checkout/sessions/{}": "shipping_options line_items",
    },
    "2025-04-30.basil": {
        "POST /v1/checkout/sessions": "wallet_options",
        "POST /v1/payment_intents*": "payment_method_data.billing_details.tax_id",
        "POST /v1/payment_methods*": "billing_details.tax_id",
    },
    "2025-05-28.basil": {
        "POST /v1/checkout/sessions": "saved_payment_method_options.payment_method_remove",
    },
    "2025-06-30.basil": {
        "POST /v1/checkout/sessions": "subscription_data.billing_mode",
    },
    "2025-07-30.basil": {
        "POST /v1/billing_portal/configurations*": "features.subscription_update.products.adjustable_quantity",
        "POST /v1/checkout/sessions": ("invoice_creation.invoice_data.rendering_options.template origin_context"),
    },
    "2025-08-27.basil": {
        "POST /v1/billing_portal/configurations*": "name",
        "POST /v1/payment_intents": "excluded_payment_method_types",
        "POST /v1/subscriptions/{}": "add_invoice_items.metadata add_invoice_items.period",
    },
    "2025-09-30.clover": {
        "POST /v1/billing_portal/configurations*": "features.subscription_update.trial_update_behavior",
        "POST /v1/checkout/sessions": (
            "branding_settings excluded_payment_method_types "
            "line_items.price_data.product_data.unit_label name_collection "
            "payment_method_options.card.capture_method "
            "subscription_data.billing_mode.flexible"
        ),
        "POST /v1/payment_intents/{}": "excluded_payment_method_types",
        "POST /v1/payment_intents/{}/confirm": "excluded_payment_method_types",
        "POST /v1/customers*": "business_name individual_name",
        "POST /v1/promotion_codes": "promotion",
    },
    "2025-10-29.clover": {
        "POST /v1/billing_portal/configurations*": "features.payment_method_update.payment_method_configuration",
        "POST /v1/payment_intents*": "amount_details payment_details",
        "POST /v1/setup_intents*": "excluded_payment_method_types",
    },
    "2025-11-17.clover": {
        "POST /v1/payment_intents*": "hooks",
    },
    "2025-12-15.clover": {
        "POST /v1/billing_portal/sessions": "customer_account",
        "POST /v1/billing_portal/configurations*": "features.subscription_update.billing_cycle_anchor",
        "POST /v1/checkout/sessions": "customer_account",
        "GET /v1/checkout/sessions": "customer_account",
        "POST /v1/payment_intents": "customer_account",
        "GET /v1/payment_intents": "customer_account",
        "POST /v1/payment_intents/{}": "customer_account",
        "GET /v1/payment_methods": "customer_account allow_redisplay",
        "POST /v1/payment_methods/{}/attach": "customer_account",
        "POST /v1/promotion_codes": "customer_account",
        "GET /v1/promotion_codes": "customer_account",
        "GET /v1/setup_intents": "customer_account",
        "GET /v1/subscriptions": "customer_account",
        "POST /v1/checkout/sessions*": "line_items.metadata",
    },
    "2026-01-28.clover": {
        "POST /v1/payment_intents*": "amount_details.enforce_arithmetic_validation",
    },
    "2026-03-25.dahlia": {
        "POST /v1/checkout/sessions": ("integration_identifier subscription_data.pending_invoice_item_interval"),
    },
    "2026-04-22.dahlia": {
        "POST /v1/checkout/sessions": "managed_payments",
        "POST /v1/payment_intents/{}/confirm": "amount_to_confirm",
    },
    "2026-05-27.dahlia": {
        "POST /v1/payment_intents*": ("transfer_data.description transfer_data.metadata transfer_data.payment_data"),
        "POST /v1/subscriptions/{}": "add_invoice_items.discountable billing_schedules",
    },
    "2026-06-24.dahlia": {
        "POST /v1/checkout/sessions": "subscription_data.billing_cycle_anchor_config",
        "POST /v1/subscriptions/{}": (
            "invoice_settings.custom_fields invoice_settings.description invoice_settings.footer"
        ),
    },
    "2026-07-29.dahlia": {
        "POST /v1/payment_intents*": "allowed_payment_method_types radar_options.referrer",
        "POST /v1/setup_intents*": "allowed_payment_method_types",
    },
    "2026-08-26.dahlia": {
        "POST /v1/billing_portal/configurations*": "features.subscription_cancel.cancellation_reason.feedback_options",
        "POST /v1/checkout/sessions": ("payment_method_options.card.restrictions.funding_types_blocked"),
        "POST /v1/subscriptions/{}": "cancellation_details.feedback_option",
        "DELETE /v1/subscriptions/{}": "cancellation_details.feedback_option",
    },
    "2026-09-30.endive": {
        "POST /v1/checkout/sessions": "allowed_payment_method_types",
        "POST /v1/checkout/sessions*": "line_items.price_data.product_data.tax_details",
        "POST /v1/products*": "tax_details",
        "POST /v1/prices": "product_data.tax_details",
        "POST /v1/subscriptions/{}": ("items.current_trial trial_settings.end_behavior.billing_cycle_anchor"),
    },
    "2026-10-28.endive": {
        "POST /v1/billing_portal/sessions": "after_expiration",
        "POST /v1/checkout/sessions": (
            "subscription_data.invoice_settings.account_tax_ids "
            "subscription_data.invoice_settings.custom_fields "
            "subscription_data.invoice_settings.description "
            "subscription_data.invoice_settings.footer"
        ),
        "POST /v1/checkout/sessions/{}": "payment_intent_data",
        "POST /v1/payment_intents*": (
            "payment_method_options.card.setup_credential_usage payment_method_options.card.stored_credential_usage"
        ),
    },
}
"""By release and call, in which `*` stands for whatever follows."""

VALUES: dict[str, dict[str, dict[str, str]]] = {
    "2024-04-10": {
        "POST /v1/checkout/sessions": {
            "payment_method_types": "amazon_pay",
        },
        "POST /v1/payment_intents*": {
            "payment_method_data.type": "amazon_pay",
            "payment_method_types": "amazon_pay",
        },
        "POST /v1/payment_methods": {
            "type": "amazon_pay",
        },
        "POST /v1/customers": {
            "tax_id_data.type": "bh_vat de_stn kz_bin ng_tin om_vat",
        },
    },
    "2024-06-20": {
        "POST /v1/payment_intents*": {
            "payment_method_options.card.network": "girocard",
        },
        "POST /v1/customers": {
            "tax_id_data.type": "ch_uid hr_oib",
        },
        "POST /v1/subscriptions/{}": {
            "payment_settings.payment_method_options.card.network": "girocard",
        },
    },
    "2024-10-28.acacia": {
        "POST /v1/customers": {
            "tax_id_data.type": "by_tin ma_vat md_vat tz_vat uz_tin uz_vat",
        },
        "POST /v1/customers/{}": {
            "tax.validate_location": "auto",
        },
        "POST /v1/tax_rates*": {
            "tax_type": "retail_delivery_fee",
        },
    },
    "2024-11-20.acacia": {
        "POST /v1/checkout/sessions": {
            "submit_type": "subscribe",
        },
        "POST /v1/customers": {
            "tax_id_data.type": "li_vat",
        },
        "POST /v1/tax_rates*": {
            "tax_type": "service_tax",
        },
    },
    "2024-12-18.acacia": {
        "POST /v1/customers": {
            "tax_id_data.type": (
                "al_tin am_tin ao_tin ba_tin bb_tin bs_tin cd_nif gn_nif kh_tin me_pib mk_vat mr_nif np_pan "
                "sn_ninea sr_fin tj_tin ug_tin zm_tin zw_tin"
            ),
        },
    },
    "2025-03-31.basil": {
        "POST /v1/checkout/sessions": {
            "ui_mode": "custom elements embedded_page hosted_page",
        },
    },
    "2025-04-30.basil": {
        "POST /v1/customers": {
            "tax_id_data.type": "aw_tin az_tin bd_bin bf_ifu bj_ifu cm_niu cv_nif et_tin kg_tin la_tin",
        },
    },
    "2025-06-30.basil": {
        "POST /v1/payment_intents*": {
            "payment_method_options.card.installments.plan.type": "bonus revolving",
        },
    },
    "2026-01-28.clover": {
        "POST /v1/payment_intents*": {
            "payment_method_options.card.three_d_secure.version": "2.3.0 2.3.1",
        },
        "POST /v1/customers": {
            "tax_id_data.type": "pl_nip",
        },
    },
    "2026-02-25.clover": {
        "POST /v1/customers": {
            "tax_id_data.type": "lk_vat",
        },
    },
    "2026-03-25.dahlia": {
        "POST /v1/checkout/sessions": {
            "ui_mode": "form",
        },
    },
    "2026-04-22.dahlia": {
        "POST /v1/customers": {
            "tax_id_data.type": "fo_vat gi_tin it_cf py_ruc",
        },
    },
    "2026-05-27.dahlia": {
        "POST /v1/subscriptions/{}": {
            "cancel_at": "max_billed_until",
        },
    },
    "2026-07-29.dahlia": {
        "POST /v1/customers": {
            "tax_id_data.type": "ic_nif",
        },
        "POST /v1/tax_rates*": {
            "tax_type": "mass_transit_parking_tax parking_tax",
        },
    },
    "2026-09-30.endive": {
        "POST /v1/tax_rates*": {
            "tax_type": "digital_excise_tax utility_users_tax",
        },
    },
    "2026-10-28.endive": {
        "POST /v1/customers": {
            "tax_id_data.type": (
                "au_acn au_wpn bw_vat ci_vat cz_dic fr_siren fr_siret fr_spi gh_tin is_kt md_cf mu_vat mz_nuit "
                "nz_bn pt_nif sm_coe tt_bir tt_vat"
            ),
        },
        "POST /v1/tax_rates*": {
            "tax_type": (
                "admissions_tax attendance_tax entertainment_tax get_fund gross_receipts_tax hospitality_tax "
                "luxury_tax nhil resort_tax tourism_tax"
            ),
        },
    },
}
"""By release, call and parameter."""
