"""Keys and the namespaces they open. Every name in a test key is an account of its own, made when it is first seen."""

from __future__ import annotations

import base64
import binascii
import os
import re

from ..rules.errors import StripeError, invalid_key, missing_key

_SECRET = re.compile(r"[sr]k_test_([A-Za-z0-9_]+)")
_PUBLISHABLE = re.compile(r"pk_test_([A-Za-z0-9_]+)")
# The two keys of an account of Stripe's own begin alike: 51, and 14 characters of the account's id.
_STRIPES_OWN = re.compile(r"(51[A-Za-z0-9]{14})[A-Za-z0-9]{40,}")
# The pair of keys on the pages of Stripe's documentation.
_DOCUMENTED = {"TYooMQauvdEDq54NiTphI7jx": "BQokikJOvBiI2HlWgH4olfQ2"}


def of_secret_key(authorization: str | None) -> str:
    """The namespace of an `Authorization` header, bearer or basic.

    Raises:
        StripeError: 401 for no key, or for any but a secret test key.
    """
    key = _key(authorization)
    if not key:
        raise missing_key()
    if _PUBLISHABLE.fullmatch(key):
        raise _needs_secret_key()
    return _namespace(_SECRET, key)


def of_publishable_key(key: object) -> str:
    """The namespace of a publishable test key."""
    if not key or not isinstance(key, str):
        raise missing_key()
    return _namespace(_PUBLISHABLE, key)


def is_name(namespace: str) -> bool:
    """Whether there can be an account of this name."""
    return bool(_SECRET.fullmatch(f"sk_test_{namespace}"))


def refuse_live_key() -> None:
    """Stops a local Stripe from starting where a live key is about.

    Raises:
        RuntimeError: If the environment holds one.
    """
    if os.environ.get("STRIPE_SECRET_KEY", "").startswith(("sk_live_", "rk_live_")):
        raise RuntimeError(
            "STRIPE_SECRET_KEY is a live key. The local Stripe moves no money and must not stand in for the real one: "
            "unset the key, or use the real Stripe."
        )


def _namespace(pattern: re.Pattern[str], key: str) -> str:
    match = pattern.fullmatch(key)
    if match is None:
        raise invalid_key(key)
    name = match.group(1)
    own = _STRIPES_OWN.fullmatch(name)
    return own.group(1) if own else _DOCUMENTED.get(name, name)


def _key(authorization: str | None) -> str:
    scheme, _, credentials = (authorization or "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(credentials, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _needs_secret_key() -> StripeError:
    message = (
        "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of "
        "your API keys at https://dashboard.stripe.com/account/apikeys."
    )
    return StripeError(401, message, code="secret_key_required")
