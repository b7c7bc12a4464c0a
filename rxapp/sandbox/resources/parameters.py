"""The parameters of every call that are done, and those that are taken and ignored because they change nothing here.

What stands in neither table is refused with a sentence. A parameter that is named covers all within it.
"""

from __future__ import annotations

from ..rules.coverage import under

_LIST = "created ending_before limit starting_after"
_PRICE_DATA = "currency product recurring tax_behavior unit_amount unit_amount_decimal"
_PRODUCT_DATA = "description images metadata name tax_code tax_details unit_label"
_RATE_DATA = (
    "delivery_estimate display_name fixed_amount.amount fixed_amount.currency metadata tax_behavior tax_code type"
)
_ITEM = " ".join(
    (
        under("line_items", "adjustable_quantity metadata price quantity tax_rates"),
        under("line_items.price_data", _PRICE_DATA),
        under("line_items.price_data.product_data", _PRODUCT_DATA),
    )
)
_SHIPPING = " ".join(
    ("shipping_options.shipping_rate", under("shipping_options.shipping_rate_data", _RATE_DATA)),
)
_BANK_ACCOUNT = under("us_bank_account", "account_holder_type account_number account_type routing_number")
_METHOD_DATA = under("payment_method_data", f"amazon_pay billing_details metadata type {_BANK_ACCOUNT}")
_SECURE = "payment_method_options.card.request_three_d_secure"
_PORTAL = "business_profile default_return_url metadata name " + under(
    "features.subscription_cancel", "cancellation_reason.enabled cancellation_reason.options enabled mode"
)
_SEARCHED = ("charges", "customers", "payment_intents", "prices", "products", "subscriptions")

DONE = {
    "DELETE /v1/subscriptions/{}": "cancellation_details",
    **{f"GET /v1/{name}/search": "limit page query" for name in _SEARCHED},
    "GET /v1/balance_transactions": f"{_LIST} currency source type",
    "GET /v1/charges": f"{_LIST} customer payment_intent transfer_group",
    "GET /v1/checkout/sessions": f"{_LIST} customer customer_details payment_intent payment_link status subscription",
    "GET /v1/checkout/sessions/{}/line_items": "ending_before limit starting_after",
    "GET /v1/coupons": _LIST,
    "GET /v1/customers": f"{_LIST} email",
    "GET /v1/customers/{}/payment_methods": "ending_before limit starting_after type",
    "GET /v1/events": f"{_LIST} type types",
    "GET /v1/payment_intents": f"{_LIST} customer",
    "GET /v1/payment_methods": "customer ending_before limit starting_after type",
    "GET /v1/prices": f"{_LIST} active currency lookup_keys product type",
    "GET /v1/products": f"{_LIST} active ids shippable url",
    "GET /v1/promotion_codes": f"{_LIST} active code coupon customer",
    "GET /v1/refunds": f"{_LIST} charge payment_intent",
    "GET /v1/setup_intents": f"{_LIST} customer payment_method",
    "GET /v1/shipping_rates": f"{_LIST} active currency",
    "GET /v1/subscription_items": "ending_before limit starting_after subscription",
    "GET /v1/subscriptions": f"{_LIST} customer price status",
    "GET /v1/tax_rates": f"{_LIST} active inclusive",
    "GET /v1/webhook_endpoints": "ending_before limit starting_after",
    "GET /v1/billing_portal/configurations": "active ending_before is_default limit starting_after",
    "POST /v1/billing_portal/configurations": _PORTAL,
    "POST /v1/billing_portal/configurations/{}": f"active {_PORTAL}",
    "POST /v1/billing_portal/sessions": "configuration customer locale return_url",
    "POST /v1/charges/{}": "customer description metadata receipt_email shipping transfer_group",
    "POST /v1/checkout/sessions": " ".join(
        (
            "allow_promotion_codes allowed_payment_method_types billing_address_collection",
            "branding_settings.display_name cancel_url",
            "client_reference_id consent_collection currency custom_fields custom_text customer customer_creation",
            "customer_email discounts name_collection",
            "excluded_payment_method_types expires_at",
            "integration_identifier locale metadata mode optional_items payment_method_collection permissions",
            "phone_number_collection redirect_on_completion return_url shipping_address_collection",
            "submit_type success_url ui_mode",
            under("saved_payment_method_options", "allow_redisplay_filters payment_method_save"),
            _ITEM,
            _SHIPPING,
            _SECURE,
            under(
                "payment_intent_data", "capture_method description metadata receipt_email setup_future_usage shipping"
            ),
            under("payment_intent_data", "statement_descriptor statement_descriptor_suffix transfer_group"),
            under("setup_intent_data", "description metadata"),
            under("subscription_data", "billing_mode description metadata pending_invoice_item_interval"),
            under("subscription_data", "trial_end trial_period_days trial_settings"),
        )
    ),
    "POST /v1/checkout/sessions/{}": " ".join(
        (
            "collected_information customer discounts line_items.id metadata",
            _ITEM,
            _SHIPPING,
            under("payment_intent_data", "description metadata setup_future_usage statement_descriptor"),
            "payment_intent_data.statement_descriptor_suffix",
            under("subscription_data", "pending_invoice_item_interval trial_end trial_period_days"),
        )
    ),
    "POST /v1/coupons": "amount_off applies_to currency currency_options duration duration_in_months id "
    "max_redemptions metadata name percent_off redeem_by",
    "POST /v1/coupons/{}": "currency_options metadata name",
    "POST /v1/customers": "address balance business_name description email individual_name invoice_prefix "
    "invoice_settings metadata name next_invoice_sequence payment_method phone preferred_locales shipping tax_exempt",
    "POST /v1/customers/{}": "address balance business_name description email individual_name invoice_prefix "
    "invoice_settings metadata name next_invoice_sequence phone preferred_locales shipping tax_exempt",
    "POST /v1/payment_intents": " ".join(
        (
            "allowed_payment_method_types amount automatic_payment_methods capture_method confirm confirmation_method",
            "confirmation_token error_on_requires_action",
            "currency customer description excluded_payment_method_types metadata off_session payment_method",
            "receipt_email return_url",
            "setup_future_usage shipping statement_descriptor statement_descriptor_suffix transfer_group",
            _METHOD_DATA,
            _SECURE,
        )
    ),
    "POST /v1/payment_intents/{}": " ".join(
        (
            "allowed_payment_method_types amount capture_method currency customer description",
            "excluded_payment_method_types metadata payment_method receipt_email setup_future_usage shipping",
            "statement_descriptor statement_descriptor_suffix transfer_group",
            _METHOD_DATA,
            _SECURE,
        )
    ),
    "POST /v1/payment_intents/{}/cancel": "cancellation_reason",
    "POST /v1/payment_intents/{}/capture": "amount_to_capture metadata statement_descriptor "
    "statement_descriptor_suffix",
    "POST /v1/payment_intents/{}/confirm": " ".join(
        (
            "allowed_payment_method_types capture_method confirmation_token error_on_requires_action",
            "excluded_payment_method_types off_session",
            "payment_method receipt_email return_url",
            "setup_future_usage shipping",
            _METHOD_DATA,
            _SECURE,
        )
    ),
    "POST /v1/payment_methods": " ".join(
        (
            "allow_redisplay amazon_pay billing_details metadata type",
            under("card", "cvc exp_month exp_year number token"),
            _BANK_ACCOUNT,
        )
    ),
    "POST /v1/payment_methods/{}": "allow_redisplay billing_details card.exp_month card.exp_year metadata",
    "POST /v1/payment_methods/{}/attach": "customer",
    "POST /v1/prices": " ".join(
        (
            "active billing_scheme currency lookup_key metadata nickname product product_data tax_behavior",
            "transfer_lookup_key",
            "unit_amount unit_amount_decimal",
            under("recurring", "interval interval_count usage_type"),
        )
    ),
    "POST /v1/prices/{}": "active lookup_key metadata nickname tax_behavior",
    "POST /v1/products": " ".join(
        (
            "active description id images marketing_features metadata name package_dimensions shippable",
            "statement_descriptor tax_code tax_details unit_label url",
            under("default_price_data", "currency metadata recurring tax_behavior unit_amount unit_amount_decimal"),
        )
    ),
    "POST /v1/products/{}": "active default_price description images marketing_features metadata name "
    "package_dimensions shippable statement_descriptor tax_code tax_details unit_label url",
    "POST /v1/promotion_codes": "active code customer expires_at max_redemptions metadata promotion restrictions",
    "POST /v1/promotion_codes/{}": "active metadata",
    "POST /v1/refunds": "amount charge metadata payment_intent reason",
    "POST /v1/refunds/{}": "metadata",
    "POST /v1/setup_intents": "allowed_payment_method_types automatic_payment_methods confirm confirmation_token "
    "customer description excluded_payment_method_types metadata payment_method return_url usage "
    f"{_METHOD_DATA} {_SECURE}",
    "POST /v1/setup_intents/{}": "allowed_payment_method_types customer description excluded_payment_method_types "
    f"metadata payment_method {_METHOD_DATA} {_SECURE}",
    "POST /v1/setup_intents/{}/cancel": "cancellation_reason",
    "POST /v1/setup_intents/{}/confirm": f"confirmation_token payment_method return_url {_METHOD_DATA} {_SECURE}",
    "POST /v1/shipping_rates": _RATE_DATA,
    "POST /v1/shipping_rates/{}": "active metadata tax_behavior",
    "POST /v1/subscription_items": "metadata price quantity subscription",
    "POST /v1/subscription_items/{}": "metadata price quantity",
    "POST /v1/subscriptions/{}": "cancel_at_period_end cancellation_details default_payment_method description "
    f"metadata {under('items', 'deleted id metadata price quantity')}",
    "POST /v1/tax_rates": "active country description display_name inclusive jurisdiction metadata percentage state "
    "tax_type",
    "POST /v1/tax_rates/{}": "active country description display_name jurisdiction metadata state tax_type",
    "POST /v1/webhook_endpoints": "api_version description enabled_events metadata url",
    "POST /v1/webhook_endpoints/{}": "description disabled enabled_events metadata url",
}

# Options of the ways to pay that aren't here; those of cards that are not done are refused.
_OTHER_METHODS = "payment_method_options.*"
_INTENT = (
    f"amount_details payment_details {_OTHER_METHODS} "
    "payment_method_data.allow_redisplay payment_method_data.radar_options"
)
# The page of the portal has nothing for these.
_OTHER_FEATURES = under(
    "features",
    "customer_update invoice_history payment_method_update subscription_cancel.proration_behavior subscription_update",
)
IGNORED = {
    "POST /v1/billing_portal/configurations": _OTHER_FEATURES,
    "POST /v1/billing_portal/configurations/{}": _OTHER_FEATURES,
    "POST /v1/checkout/sessions": "adaptive_pricing after_expiration automatic_tax branding_settings.* "
    "customer_update invoice_creation "
    f"origin_context payment_method_configuration payment_method_data {_OTHER_METHODS} "
    "saved_payment_method_options.payment_method_remove subscription_data.invoice_settings "
    "subscription_data.proration_behavior tax_id_collection wallet_options",
    "POST /v1/checkout/sessions/{}": "subscription_data.invoice_settings",
    "POST /v1/customers": "validate",
    "POST /v1/customers/{}": "validate",
    "POST /v1/payment_intents": f"{_INTENT} mandate_data payment_method_configuration radar_options use_stripe_sdk",
    "POST /v1/payment_intents/{}": f"{_INTENT} payment_method_configuration",
    "POST /v1/payment_intents/{}/capture": "amount_details payment_details",
    "POST /v1/payment_intents/{}/confirm": f"{_INTENT} mandate_data radar_options use_stripe_sdk",
    "POST /v1/payment_methods": "card.networks radar_options",
    "POST /v1/payment_methods/{}": "card.networks",
    "POST /v1/products": "type",
    "POST /v1/refunds": "instructions_email",
    "POST /v1/webhook_endpoints": "connect",
    "POST /v1/setup_intents": f"mandate_data {_OTHER_METHODS} payment_method_configuration use_stripe_sdk",
    "POST /v1/setup_intents/{}": f"{_OTHER_METHODS} payment_method_configuration",
    "POST /v1/setup_intents/{}/confirm": f"mandate_data {_OTHER_METHODS} use_stripe_sdk",
    "DELETE /v1/subscription_items/{}": "payment_behavior proration_behavior",
    "DELETE /v1/subscriptions/{}": "invoice_now prorate",
    "POST /v1/subscription_items": "payment_behavior proration_behavior",
    "POST /v1/subscription_items/{}": "off_session payment_behavior proration_behavior",
    "POST /v1/subscriptions/{}": "off_session payment_behavior proration_behavior",
}
