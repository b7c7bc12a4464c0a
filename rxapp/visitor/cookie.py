"""Who the shopper is: a random id in a signed cookie, which scripts on a page can't read."""

import secrets
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import cookie_parser
from starlette.responses import Response

from rxapp.settings import settings

COOKIE = "kettle_cart"
COOKIE_SECONDS = 60 * 60 * 24 * 90


BROWSER, SOCKET = "cart", "socket"  # what is signed for one place is worth nothing in the other


def _serializer(place: str, key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=place)


def new_cookie() -> str:
    """The `Set-Cookie` header for a new shopper. Secure wherever the store is served over https."""
    carrier = Response()
    carrier.set_cookie(
        COOKIE,
        _serializer(BROWSER, settings.cookie_key).dumps(f"sh_{secrets.token_hex(12)}"),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="lax",
        secure=settings.origin.startswith("https://"),
    )
    return carrier.headers["set-cookie"]


def shopper_in(cookie_header: str) -> str | None:
    """The shopper's id in a `Cookie` header; None if there is none, or one that we didn't sign."""
    return _signed_for(BROWSER, cookie_header, settings.cookie_key)


def cookie_for_socket(shopper: str) -> str:
    """The `Cookie` header that a socket carries on from the guard: it names the shopper, but is no cart cookie."""
    return f"{COOKIE}={_serializer(SOCKET, settings.cookie_key).dumps(shopper)}"


def shopper_on_socket(cookie_header: str) -> str | None:
    """The shopper's id in a header that `cookie_for_socket` made; None for anything that a browser may have sent."""
    return _signed_for(SOCKET, cookie_header, settings.cookie_key)


@lru_cache(maxsize=1000)  # several ask during one request, and a tab's socket goes on with the same header
def _signed_for(place: str, cookie_header: str, key: str) -> str | None:
    try:
        return str(_serializer(place, key).loads(value_of(COOKIE, cookie_header)))
    except BadSignature:
        return None


def value_of(name: str, cookie_header: str) -> str:
    """The value of a cookie, whatever others the browser sends beside it; empty where it isn't among them."""
    return cookie_parser(cookie_header).get(name, "")
