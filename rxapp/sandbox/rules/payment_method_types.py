"""Ways to pay: there are cards alone here, whatever a call allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import invalid

_HERE = ("card",)
_ALLOWED, _EXCLUDED, _FORMER = "allowed_payment_method_types", "excluded_payment_method_types", "payment_method_types"


def offered(params: Mapping[str, Any]) -> list[str]:
    """The ways to pay that a session or an intent offers.

    Raises:
        StripeError: 400 if none of those that are allowed is here.
    """
    allowed, excluded = params.get(_ALLOWED) or _HERE, params.get(_EXCLUDED) or ()
    found = [type for type in allowed if type in _HERE and type not in excluded]
    if not found:
        param = _EXCLUDED if params.get(_EXCLUDED) else _ALLOWED
        raise invalid(f"The local Stripe takes cards only: `{param}` must leave `card`.", param=param)
    return found


def refuse_former(values: dict[str, Any]) -> None:
    """Refuses the parameter that API version 2026-09-30.endive took away."""
    if _FORMER in values:
        message = (
            f"`{_FORMER}` is no longer supported since API version 2026-09-30.endive. Use `{_ALLOWED}`, or leave it to "
            "Stripe which ways to pay there are."
        )
        raise invalid(message, param=_FORMER, code="payment_method_types_no_longer_supported")
