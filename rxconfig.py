"""How Reflex builds and serves the store."""

import reflex as rx

from rxapp.build import ErrorsAreOurs, SpeaksToItsOwnServer
from rxapp.settings import settings

config = rx.Config(
    app_name="rxapp",
    app_module_import="rxapp.rxapp",
    api_url=settings.origin,
    deploy_url=settings.origin,
    frontend_port=settings.port,
    backend_port=settings.port,
    cors_allowed_origins=list(settings.allowed_origins),
    frontend_compression_formats=["gzip"],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[rx.plugins.SitemapPlugin(), SpeaksToItsOwnServer(), ErrorsAreOurs()],
)
