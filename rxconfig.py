"""How Reflex builds and serves the store."""

import os

import reflex as rx

from rxapp.build import (
    ErrorsAreOurs,
    PagesAreDrawnAtOnce,
    SpeaksToItsOwnServer,
    TabsSpeakWithVite,
    ThePlainPageIsOurs,
    find_who_asks_for_an_asset_at_once,
    watch_what_is_written_by_hand,
)
from rxapp.dev import tell_one_address, vite_port, workers_begin_anew
from rxapp.photos import PhotosInSizes
from rxapp.settings import settings

os.environ.setdefault("GRANIAN_WORKERS", str(settings.processes))  # Reflex would start two a core and one more

find_who_asks_for_an_asset_at_once()
tell_one_address()
if vite := vite_port():
    watch_what_is_written_by_hand()
    workers_begin_anew()

config = rx.Config(
    app_name="rxapp",
    app_module_import="rxapp.rxapp",
    api_url=settings.origin,
    deploy_url=settings.origin,
    frontend_port=vite or settings.port,
    backend_port=settings.port,
    cors_allowed_origins=list(settings.allowed_origins),
    frontend_compression_formats=["brotli", "gzip"],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[
        rx.plugins.SitemapPlugin(),
        SpeaksToItsOwnServer(),
        ErrorsAreOurs(),
        PagesAreDrawnAtOnce(),
        ThePlainPageIsOurs(settings.origin),
        PhotosInSizes(),
        *([TabsSpeakWithVite(vite)] if vite else []),
    ],
)
