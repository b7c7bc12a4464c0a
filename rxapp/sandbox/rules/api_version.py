"""The versions of Stripe's API, as `Stripe-Version` names them."""

from __future__ import annotations

import re

API_VERSION = "2026-10-28.endive"
_VERSION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.(acacia|basil|clover|dahlia|endive|preview))?(?:; ?\w+=v\d+)*;?")


def asks_for_preview(version: str) -> bool:
    """Whether a `Stripe-Version` names the dynamic-update preview, or is a preview itself."""
    return "checkout_server_update_beta=v1" in version or version.endswith(".preview")


def knows_version(version: str) -> bool:
    """Whether a `Stripe-Version` has the form of one, and is none of the future."""
    found = _VERSION.fullmatch(version)
    return bool(found) and (found[1] <= API_VERSION[:10] or found[2] == "preview")
