"""The limits of texts by call, where they are not 5,000 characters: of Stripe's API description and its docstrings."""

from __future__ import annotations

from ..rules.texts import Texts, email, link, longest, texts, web

_DESCRIPTOR, _LABEL, _NAME = longest(22), longest(12), longest(100)
_PRODUCT = longest(40_000)

BY_RESOURCE: dict[str, Texts] = {
    "/v1/billing_portal/configurations": texts(
        business_profile__headline=longest(60),
        business_profile__privacy_policy_url=web,
        business_profile__terms_of_service_url=web,
        default_return_url=web,
    ),
    "/v1/billing_portal/sessions": texts(return_url=link),
    "/v1/charges": texts(description=_PRODUCT, receipt_email=email(800)),
    "/v1/checkout/sessions": texts(
        cancel_url=web,
        client_reference_id=longest(200),
        custom_fields__dropdown__options__label=_NAME,
        custom_fields__dropdown__options__value=_NAME,
        custom_fields__key=longest(200),
        custom_fields__label__custom=longest(50),
        customer_email=email(800),
        discounts__coupon_data__name=longest(40),
        line_items__price_data__product_data__description=_PRODUCT,
        line_items__price_data__product_data__images=web,
        line_items__price_data__product_data__unit_label=_LABEL,
        payment_intent_data__description=longest(1000),
        payment_intent_data__receipt_email=email(800),
        payment_intent_data__statement_descriptor=_DESCRIPTOR,
        payment_intent_data__statement_descriptor_suffix=_DESCRIPTOR,
        return_url=web,
        setup_intent_data__description=longest(1000),
        shipping_options__shipping_rate_data__display_name=_NAME,
        subscription_data__description=longest(500),
        success_url=web,
    )
    | {"custom_text": {"*": {"message": longest(1200)}}},
    "/v1/coupons": texts(name=longest(40)),
    "/v1/customers": texts(
        business_name=longest(150),
        email=email(512),
        individual_name=longest(150),
        invoice_settings__custom_fields__name=longest(40),
        invoice_settings__custom_fields__value=longest(140),
        name=longest(256),
        phone=longest(20),
    ),
    "/v1/payment_intents": texts(
        description=longest(1000),
        receipt_email=email(800),
        return_url=link,
        statement_descriptor=_DESCRIPTOR,
        statement_descriptor_suffix=_DESCRIPTOR,
    ),
    "/v1/prices": texts(
        lookup_key=longest(200), product_data__statement_descriptor=_DESCRIPTOR, product_data__unit_label=_LABEL
    ),
    "/v1/products": texts(
        description=_PRODUCT, images=web, statement_descriptor=_DESCRIPTOR, unit_label=_LABEL, url=web
    ),
    "/v1/promotion_codes": texts(code=longest(500)),
    "/v1/shipping_rates": texts(display_name=_NAME),
    "/v1/subscriptions": texts(description=longest(500)),
    "/v1/tax_rates": texts(display_name=longest(50), jurisdiction=longest(50), state=longest(2)),
    "/v1/webhook_endpoints": texts(url=web),
}


def of(path: str) -> Texts:
    """The limits of the texts that a call takes."""
    return next((found for resource, found in BY_RESOURCE.items() if path.startswith(resource)), {})
