"""The route table: every endpoint for clients that are not our own pages."""

from rxapp.api import catalogue, documented, interactions, plans
from rxapp.api.endpoint import Endpoint

ENDPOINTS = (
    Endpoint("GET", "/api/config", catalogue.read_config),
    Endpoint("GET", "/api/products", catalogue.list_products),
    Endpoint("GET", "/api/checkout", interactions.read_summary),
    Endpoint("POST", "/api/checkout/add-product", interactions.add_product, gives_cookie=True),
    Endpoint("POST", "/api/checkout/open", interactions.open_checkout),
    Endpoint("POST", "/api/checkout/set-quantity", interactions.set_quantity),
    Endpoint("POST", "/api/checkout/adopt-quantities", interactions.adopt_quantities),
    Endpoint("POST", "/api/checkout/remove-product", interactions.remove_product),
    Endpoint("POST", "/api/checkout/swap-size", interactions.swap_size),
    Endpoint("POST", "/api/checkout/set-add-on", interactions.set_add_on),
    Endpoint("POST", "/api/checkout/set-donation", interactions.set_donation),
    Endpoint("POST", "/api/checkout/choose-shipping", interactions.choose_shipping),
    Endpoint("POST", "/api/checkout/set-destination", interactions.set_destination),
    Endpoint("POST", "/api/checkout/apply-code", interactions.apply_code),
    Endpoint("POST", "/api/checkout/remove-code", interactions.remove_code),
    Endpoint("POST", "/api/checkout/sign-in", interactions.sign_in),
    Endpoint("POST", "/api/checkout/choose-flow", interactions.choose_flow),
    Endpoint("POST", "/api/checkout/end-offers", interactions.end_offers),
    Endpoint("POST", "/api/checkout/undo", interactions.undo),
    Endpoint("POST", "/api/checkout/sync", interactions.sync_checkout),
    Endpoint("POST", "/api/checkout/place", interactions.place),
    Endpoint("POST", "/api/checkout/release", interactions.release),
    Endpoint("GET", "/api/plans", plans.list_plans),
    Endpoint("POST", "/api/plans/join", plans.join_plan, gives_cookie=True),
    Endpoint("POST", "/api/plans/set-referral", plans.set_referral),
    Endpoint("POST", "/api/plans/remove-referral", plans.remove_referral),
    Endpoint("POST", "/update-custom-amount", documented.update_custom_amount),
    Endpoint("POST", "/update-discounts", documented.update_discounts),
    Endpoint("POST", "/apply-customer-discount", documented.apply_customer_discount),
    Endpoint("POST", "/update-payment-intent", documented.update_payment_intent),
)
