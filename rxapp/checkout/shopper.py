"""Who the shopper is: a random id in a signed cookie, which scripts on a page can't read."""

import secrets
from http.cookies import CookieError, SimpleCookie

from itsdangerous import BadSignature, URLSafeSerializer

from rxapp.settings import settings

COOKIE = "kettle_cart"
COOKIE_SECONDS = 60 * 60 * 24 * 90


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(settings.cookie_key, salt="cart")


def new_cookie() -> str:
    """The `Set-Cookie` header for a new shopper. Secure wherever the store is served over https."""
    value = _serializer().dumps(f"sh_{secrets.token_hex(12)}")
    secure = "; Secure" if settings.origin.startswith("https://") else ""
    return f"{COOKIE}={value}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Lax{secure}"


def shopper_in(cookie_header: str) -> str | None:
    """The shopper's id in a `Cookie` header; None if there is none, or one that we didn't sign."""
    try:
        morsel = SimpleCookie(cookie_header).get(COOKIE)
        return str(_serializer().loads(morsel.value)) if morsel else None
    except (BadSignature, CookieError):
        return None
