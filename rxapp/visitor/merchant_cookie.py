"""Whether a browser is the merchant's: a signed cookie that only the pages' socket gets to see, for a working day."""

import hmac
import time
from datetime import UTC, datetime
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from rxapp.settings import settings
from rxapp.visitor.cookie import value_of

COOKIE = "kettle_merchant"
PATH, FILES = "/_event", "/api/merchant"  # the socket, and what is downloaded: no other request carries it
LIFE_SECONDS = 60 * 60 * 12

BROWSER, SOCKET = "merchant", "merchant's socket"  # what is signed for one place is worth nothing in the other


def is_token(given: str) -> bool:
    """Whether it is the merchant's token; takes as long whatever is given."""
    return hmac.compare_digest(given.encode(), settings.merchant_key.encode())


def merchant_cookie(path: str = PATH) -> str:
    """The `Set-Cookie` header for a browser that has given the token. Secure wherever the store is on https."""
    return _header(_serializer(BROWSER, _key()).dumps(int(time.time()) + LIFE_SECONDS), LIFE_SECONDS, path)


def no_merchant_cookie(path: str = PATH) -> str:
    """The header that takes the cookie away again."""
    return _header("", 0, path)


def _header(value: str, seconds: int, path: str) -> str:
    carrier = Response()
    carrier.set_cookie(
        COOKIE, value, max_age=seconds, path=path, httponly=True, samesite="strict", secure=settings.https
    )
    return carrier.headers["set-cookie"]


def signed_in_until(cookie_header: str) -> datetime | None:
    """When a browser has to sign in again; None for one that isn't signed in, or no longer."""
    return _not_over(_signed_for(BROWSER, cookie_header, _key()))


def merchant_cookie_for_socket(until: datetime) -> str:
    """What a socket carries on from the guard: it says until when, but signs no browser in."""
    return f"{COOKIE}={_serializer(SOCKET, _key()).dumps(int(until.timestamp()))}"


def is_merchant_on_socket(cookie_header: str) -> bool:
    """Whether a header that `merchant_cookie_for_socket` made still counts; not so whatever a browser may have sent."""
    return _not_over(_signed_for(SOCKET, cookie_header, _key())) is not None


def _key() -> str:
    """With another token whoever had the old one is signed out."""
    return f"{settings.cookie_key}:{settings.merchant_key}"


def _serializer(place: str, key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=place)


def _not_over(until: int | None) -> datetime | None:
    return datetime.fromtimestamp(until, UTC) if until is not None and until > time.time() else None


@lru_cache(maxsize=100)
def _signed_for(place: str, cookie_header: str, key: str) -> int | None:
    try:
        until = _serializer(place, key).loads(value_of(COOKIE, cookie_header))
    except BadSignature:
        return None
    return until if isinstance(until, int) else None
