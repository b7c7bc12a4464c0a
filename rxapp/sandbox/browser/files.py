"""What the local Stripe serves to browsers: Stripe.js and the documents inside the element iframes.

`manifest.json` says which sources make which script, in order, or which other script is a part of it. They are classic
scripts that share one scope, so that the page needs one file, and `tsc` can check them as they stand.
"""

import json
import mimetypes
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
# Addressed as Stripe's are.
DOCUMENTS = {
    "embedded-checkout-inner.html": "checkout.html",
    "elements-inner-address.html": "address.html",
    "elements-inner-card.html": "card_element.html",
    "elements-inner-contact-details.html": "contact.html",
    "elements-inner-link-authentication.html": "contact.html",
    "elements-inner-payment.html": "payment.html",
}
SERVED = {".html", ".css", ".svg"}
TRAINS = ("v3", "acacia", "basil", "clover", "dahlia", "endive")
"""Of Stripe.js, oldest first: each has the names of its major version."""


CHECKOUT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src * data:; "
    "base-uri 'none'; form-action 'none'"
)
"""Of the page that takes a payment: it loads nothing from elsewhere but the pictures of what is bought."""


@cache
def stripe_js(train: str) -> bytes:
    """The classic script that defines `window.Stripe`, for `/v3/` and `/<train>/stripe.js`."""
    return _script("stripe.js", f'const TRAIN = "{train}";')


def element_file(name: str) -> tuple[bytes, str] | None:
    """The body and content type of `/_sandbox/elements/<name>`, or None when there is no such file."""
    if name in _manifest() and name != "stripe.js":
        return _script(name, f'const TRAIN = "{TRAINS[-1]}";'), "text/javascript; charset=utf-8"
    if "/" in name or "\\" in name or Path(name).suffix not in SERVED:
        return None
    return _document(DOCUMENTS.get(name, name))


def challenge_page(kind: str) -> tuple[bytes, str]:
    """What a buyer sees who is asked elsewhere: `/_sandbox/three_d_secure/<id>` or `/_sandbox/redirect/<id>`."""
    document = _document(f"{kind}.html")
    assert document is not None
    return document


def checkout_page() -> tuple[bytes, str]:
    """The page on which a buyer pays, for `/c/pay/<id>`. The embedded one is the same."""
    document = _document("checkout.html")
    assert document is not None
    return document


@cache
def _document(name: str) -> tuple[bytes, str] | None:
    path = FOLDER / name
    if not path.is_file():
        return None
    kind = mimetypes.types_map[path.suffix]
    return path.read_bytes(), f"{kind}; charset=utf-8"


@cache
def _script(name: str, *before: str) -> bytes:
    parts = [(FOLDER / source).read_text() for source in _sources(name)]
    return "\n".join(['(() => {\n"use strict";', *before, *parts, "})();\n"]).encode()


def _sources(name: str) -> list[str]:
    """The sources of a script, with those of a script that is a part of it."""
    manifest = _manifest()
    return [part for source in manifest[name] for part in (_sources(source) if source in manifest else [source])]


@cache
def _manifest() -> dict[str, list[str]]:
    return json.loads((FOLDER / "manifest.json").read_text())
