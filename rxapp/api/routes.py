"""The addresses beside the pages."""

from starlette.routing import Route

from rxapp.api.health import health
from rxapp.api.webhooks import stripe_webhook

ROUTES = [
    Route("/webhooks/stripe", stripe_webhook, methods=["POST"]),
    Route("/health", health),
]
