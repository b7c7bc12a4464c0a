"""The page under `/_sandbox/` that shows and drives the local Stripe."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "files"
_FILES = {
    "/_sandbox": ("page.html", "text/html"),
    "/_sandbox/": ("page.html", "text/html"),
    "/_sandbox/page.css": ("page.css", "text/css"),
    "/_sandbox/page.js": ("page.js", "text/javascript"),
    "/_sandbox/drawing.js": ("drawing.js", "text/javascript"),
}
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
"""What a page that can change things should be served with."""


def owns(path: str) -> bool:
    """Whether a path is part of the page."""
    return path in _FILES


@cache
def file(path: str) -> tuple[bytes, str] | None:
    """The body and the content type of a part of the page."""
    if path not in _FILES:
        return None
    name, kind = _FILES[path]
    return (_FOLDER / name).read_bytes(), f"{kind}; charset=utf-8"
