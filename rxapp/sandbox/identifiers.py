"""Identifiers as Stripe makes them: a prefix and letters and digits that nobody can guess."""

from __future__ import annotations

import hashlib
import os

_ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TRANSLATION = bytes(_ALPHABET[byte % 62] for byte in range(256))


def random_text(length: int) -> str:
    return os.urandom(length).translate(_TRANSLATION).decode()


def new(prefix: str, length: int = 24) -> str:
    return f"{prefix}_{random_text(length)}"


def checkout_session() -> str:
    return f"cs_test_a1{random_text(56)}"


def client_secret(id: str) -> str:
    return f"{id}_secret_{random_text(25)}"


def webhook_secret() -> str:
    return f"whsec_{random_text(32)}"


def account_id(namespace: str) -> str:
    return f"acct_1{hashlib.blake2b(namespace.encode(), digest_size=8).hexdigest()[:15]}"
