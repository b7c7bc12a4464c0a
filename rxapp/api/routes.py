"""The addresses beside the pages."""

from rxapp.api.answers import OwnAddress
from rxapp.api.docs.reading import openapi_document, reference_page
from rxapp.api.endpoints.table import ENDPOINTS
from rxapp.api.health import health, ready
from rxapp.api.metrics import metrics
from rxapp.api.robots import robots
from rxapp.api.webhooks import stripe_webhook

ROUTES = [
    *(OwnAddress(path, stripe_webhook, methods=["POST"]) for path in ("/webhooks/stripe", "/webhooks/stripe/")),
    OwnAddress("/health", health),
    OwnAddress("/ready", ready),
    OwnAddress("/metrics", metrics),
    OwnAddress("/robots.txt", robots),
    OwnAddress("/openapi.json", openapi_document),
    OwnAddress("/api", reference_page),
    *(endpoint.route for endpoint in ENDPOINTS),
]
