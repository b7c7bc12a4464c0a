"""The addresses beside the pages."""

from starlette.routing import Route

from rxapp.api.health import health
from rxapp.api.reading import openapi_document, reference_page
from rxapp.api.table import ENDPOINTS
from rxapp.api.webhooks import stripe_webhook

ROUTES = [
    Route("/webhooks/stripe", stripe_webhook, methods=["POST"]),
    Route("/health", health),
    Route("/openapi.json", openapi_document),
    Route("/api", reference_page),
    *(endpoint.route for endpoint in ENDPOINTS),
]
