"""Fields taken over from parameters as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .shapes import Resource


def taken(params: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The given ones of some parameters. An empty string clears."""
    return {name: None if params[name] == "" else params[name] for name in names if name in params}


def shipping(given: Mapping[str, Any]) -> Resource:
    """Where something is sent, as customers, intents and charges show it."""
    names = ("carrier", "tracking_number") if "carrier" in given or "tracking_number" in given else ()
    beside = {name: given.get(name) or None for name in ("name", "phone", *names)}
    return {"address": address(given.get("address")), **beside}


def address(given: Mapping[str, Any] | None) -> Resource | None:
    """An address with every member that Stripe shows."""
    if not given:
        return None
    names = ("city", "country", "line1", "line2", "postal_code", "state")
    return {name: given.get(name) or None for name in names}
