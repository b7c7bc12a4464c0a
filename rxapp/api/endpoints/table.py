"""The route table: every endpoint for clients that are not our own pages."""

from rxapp.api.endpoints import catalogue, checkout, documented, plans
from rxapp.api.endpoints.changes import CHANGES
from rxapp.api.endpoints.endpoint import Endpoint

ENDPOINTS = (
    *CHANGES,
    Endpoint.of("GET", "/api/config", catalogue.read_config),
    Endpoint.of("GET", "/api/products", catalogue.list_products),
    Endpoint.of("GET", "/api/checkout", checkout.read_summary),
    Endpoint.of("POST", "/api/checkout/open", checkout.open_checkout),
    Endpoint.of("POST", "/api/checkout/adopt-quantities", checkout.adopt_quantities),
    Endpoint.of("POST", "/api/checkout/choose-flow", checkout.choose_flow),
    Endpoint.of("POST", "/api/checkout/sync", checkout.sync_checkout),
    Endpoint.of("POST", "/api/checkout/place", checkout.place),
    Endpoint.of("POST", "/api/checkout/release", checkout.release),
    Endpoint.of("GET", "/api/plans", plans.list_plans),
    Endpoint.of("POST", "/api/plans/join", plans.join_plan, gives_cookie=True),
    Endpoint.of("GET", "/api/plans/memberships", plans.list_memberships),
    Endpoint.of("POST", "/api/plans/leave", plans.leave_plan),
    Endpoint.of("POST", "/api/plans/stay", plans.stay_in_plan),
    Endpoint.of("POST", "/update-custom-amount", documented.update_custom_amount),
    Endpoint.of("POST", "/update-discounts", documented.update_discounts),
    Endpoint.of("POST", "/apply-customer-discount", documented.apply_customer_discount),
    Endpoint.of("POST", "/update-payment-intent", documented.update_payment_intent),
)
