"""The Content-Security-Policy: which scripts may run on our pages, and whom they may speak to."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from rxapp.settings import Settings

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)

# https://docs.stripe.com/security/guide#content-security-policy
STRIPE_SCRIPTS = ("https://*.js.stripe.com", "https://js.stripe.com", "https://maps.googleapis.com")
STRIPE_FRAMES = ("https://*.js.stripe.com", "https://js.stripe.com", "https://hooks.stripe.com")
STRIPE_CALLS = ("https://api.stripe.com", "https://maps.googleapis.com")


def content_security_policy(settings: Settings, script_hashes: tuple[str, ...], sockets: tuple[str, ...] = ()) -> str:
    """The policy of every page: one for all, since a page stays loaded while the shopper goes on to the next.

    Args:
        script_hashes: The inline scripts of the build; no other inline script runs, and none may use `eval`.
        sockets: Where else than at the store a page may open one.
    """
    scripts, frames, calls = _stripe_of(settings)
    directives = {
        "default-src": ("'self'",),
        "script-src": ("'self'", *script_hashes, *scripts),
        "style-src": ("'self'", "'unsafe-inline'"),  # the widths and themes that React and Stripe.js set on elements
        "img-src": ("'self'", "data:"),
        "connect-src": ("'self'", *calls, *sockets),
        "frame-src": frames,
        "frame-ancestors": ("'none'",),
        "base-uri": ("'none'",),
        "form-action": ("'self'",),
        "object-src": ("'none'",),
    }
    written = [f"{name} {' '.join(sources)}" for name, sources in directives.items()]
    return "; ".join([*written, "upgrade-insecure-requests"] if settings.https else written)


def stripe_origins(settings: Settings) -> tuple[str, ...]:
    """Where Stripe.js is loaded from, if not from the store itself."""
    if settings.mode != "local":
        return ("https://js.stripe.com",)
    return (settings.stripe_api_base,) if settings.stripe_api_base else ()


def _stripe_of(settings: Settings) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    if settings.mode != "local":
        return STRIPE_SCRIPTS, STRIPE_FRAMES, STRIPE_CALLS
    elsewhere = stripe_origins(settings)
    return elsewhere, elsewhere or ("'self'",), elsewhere


class Scripts(Protocol):
    """What a page may run, and speak to, beside what is the same for all stores."""

    @property
    def hashes(self) -> tuple[str, ...]: ...

    @property
    def sockets(self) -> tuple[str, ...]: ...


class InlineScripts:
    """The inline scripts of the prerendered pages, read from the build as it is now."""

    sockets = ()

    def __init__(self, build: Path) -> None:
        self._build = build

    @property
    def hashes(self) -> tuple[str, ...]:
        index = self._build / "index.html"
        return _hashes(self._build, index.stat().st_mtime_ns if index.exists() else 0)


@lru_cache(maxsize=4)
def _hashes(build: Path, _built_at: int) -> tuple[str, ...]:
    pages = (page.read_text() for page in build.rglob("*.html"))
    return tuple(sorted({_hash(script) for page in pages for script in _INLINE_SCRIPT.findall(page)}))


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
