"""Identifiers as Stripe makes them: a prefix and letters and digits that nobody can guess."""

from __future__ import annotations

import os

_ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TRANSLATION = bytes(_ALPHABET[byte % 62] for byte in range(256))


def random_text(length: int) -> str:
    """Letters and digits from the system's randomness."""
    return os.urandom(length).translate(_TRANSLATION).decode()


def new(prefix: str, length: int = 24, *, start: str = "") -> str:
    """An identifier such as `prod_…`; that of what happens has a digit first, as `evt_1…`."""
    return f"{prefix}_{start}{random_text(length)}"


def checkout_session() -> str:
    """The long identifier of a test session."""
    return f"cs_test_a1{random_text(56)}"


def client_secret(id: str) -> str:
    """What proves to a browser's calls that they may see an object."""
    return f"{id}_secret_{random_text(25)}"


def webhook_secret() -> str:
    """What signs webhooks."""
    return f"whsec_{random_text(32)}"
