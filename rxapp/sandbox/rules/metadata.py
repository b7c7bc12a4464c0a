"""Metadata, docs.stripe.com/api/metadata: merged key by key; an empty value removes a key, an empty whole all."""

from __future__ import annotations

from typing import Any

from .errors import invalid

_MOST_KEYS = 50
_LONGEST_KEY = 40
_LONGEST_VALUE = 500


def merged(kept: dict[str, str] | None, given: Any) -> dict[str, str]:
    """The metadata after a call gave some.

    Raises:
        StripeError: 400 beyond 50 keys, 40 characters of a key or 500 of a value.
    """
    if given is None:
        return dict(kept or {})
    if given == "":
        return {}
    result = {**(kept or {}), **given}
    for key, value in given.items():
        if value == "":
            del result[key]
        elif len(key) > _LONGEST_KEY:
            message = (
                f"Metadata keys can be up to {_LONGEST_KEY} characters, but you passed in a key that is {len(key)} "
                f"characters. Invalid key: {key}"
            )
            raise invalid(message, param="metadata")
        elif len(value) > _LONGEST_VALUE:
            message = (
                f"Metadata values can have up to {_LONGEST_VALUE} characters, but you passed in a value that is "
                f"{len(value)} characters. Invalid value: {value}"
            )
            raise invalid(message, param=f"metadata[{key}]")
    if len(result) > _MOST_KEYS:
        message = f"You can only have up to {_MOST_KEYS} metadata keys, but you have {len(result)}."
        raise invalid(message, param="metadata")
    return result
