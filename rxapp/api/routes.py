"""The addresses beside the pages."""

from rxapp.api.answers import OwnAddress
from rxapp.api.docs.reading import openapi_document, reference_page
from rxapp.api.endpoints.table import ENDPOINTS
from rxapp.api.health import health, ready
from rxapp.api.merchant import sign_in, sign_out
from rxapp.api.merchant_numbers import numbers_csv
from rxapp.api.metrics import metrics
from rxapp.api.robots import robots
from rxapp.api.webhooks import stripe_webhook

ROUTES = [
    *(OwnAddress(path, stripe_webhook, methods=["POST"]) for path in ("/webhooks/stripe", "/webhooks/stripe/")),
    OwnAddress("/health", health),
    OwnAddress("/ready", ready),
    OwnAddress("/metrics", metrics),
    OwnAddress("/robots.txt", robots),
    OwnAddress("/api/merchant/sign-in", sign_in, methods=["POST"]),
    OwnAddress("/api/merchant/sign-out", sign_out, methods=["POST"]),
    OwnAddress("/api/merchant/numbers.csv", numbers_csv),
    OwnAddress("/openapi.json", openapi_document),
    OwnAddress("/api", reference_page),
    *(endpoint.route for endpoint in ENDPOINTS),
]
