"""What the local Stripe serves to browsers: Stripe.js and the documents inside the element iframes.

`manifest.json` says which sources make which script, in order, or which other script is a part of it. They are classic
scripts that share one scope, so that the page needs one file, and `tsc` can check them as they stand. With each goes
what it says, in the language that is asked for; with Stripe.js, which learns only later who asks, in all of them.
Browsers get them without the comments and the white space.
"""

import json
import mimetypes
from functools import cache
from pathlib import Path

import rjsmin

from . import words

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
    return _script("stripe.js", train, words.LANGUAGES)


def element_file(name: str, language: str = words.ENGLISH) -> tuple[bytes, str] | None:
    """The body and content type of `/_sandbox/elements/<name>`, or None when there is no such file."""
    if name in _manifest() and name != "stripe.js":
        return _script(name, TRAINS[-1], (language,)), "text/javascript; charset=utf-8"
    if "/" in name or "\\" in name or Path(name).suffix not in SERVED:
        return None
    return _document(DOCUMENTS.get(name, name), language)


def challenge_page(kind: str, language: str = words.ENGLISH) -> tuple[bytes, str]:
    """What a buyer sees who is asked elsewhere: `/_sandbox/three_d_secure/<id>` or `/_sandbox/redirect/<id>`."""
    document = _document(f"{kind}.html", language)
    assert document is not None
    return document


def checkout_page(language: str = words.ENGLISH) -> tuple[bytes, str]:
    """The page on which a buyer pays, for `/c/pay/<id>`. The embedded one is the same."""
    document = _document("checkout.html", language)
    assert document is not None
    return document


def portal_page(language: str = words.ENGLISH) -> tuple[bytes, str]:
    """The page on which a customer sees to their subscriptions, for `/p/session/<token>`."""
    document = _document("portal.html", language)
    assert document is not None
    return document


@cache
def _document(name: str, language: str) -> tuple[bytes, str] | None:
    path = FOLDER / name
    if not path.is_file():
        return None
    kind = mimetypes.types_map[path.suffix]
    body = words.spoken(path.read_text("utf-8"), language).encode() if path.suffix == ".html" else path.read_bytes()
    return body, f"{kind}; charset=utf-8"


@cache
def _script(name: str, train: str, languages: tuple[str, ...]) -> bytes:
    code = "\n".join((FOLDER / source).read_text("utf-8") for source in _sources(name))
    said = json.dumps({language: words.said_in(code, language) for language in languages}, ensure_ascii=False)
    before = f'(() => {{\n"use strict";\nconst TRAIN = "{train}";\nconst WORDS = {said};\n'
    return minified(f"{before}{code}\n}})();\n").encode()


def minified(script: str) -> str:
    """The same program for browsers, a third smaller once it is packed. A template must not be within another one."""
    return str(rjsmin.jsmin(script))


def _sources(name: str) -> list[str]:
    """The sources of a script, with those of a script that is a part of it."""
    manifest = _manifest()
    return [part for source in manifest[name] for part in (_sources(source) if source in manifest else [source])]


@cache
def _manifest() -> dict[str, list[str]]:
    return json.loads((FOLDER / "manifest.json").read_text())
