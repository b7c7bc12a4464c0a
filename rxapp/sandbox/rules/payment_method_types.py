"""Ways to pay: cards, one that sends the buyer to another page, and one whose money comes days later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import invalid

REDIRECTING = frozenset(("amazon_pay",))
DELAYED = frozenset(("us_bank_account",))
HERE = ("card", *REDIRECTING, *DELAYED)
_CURRENCIES = {"amazon_pay": ("usd",), "us_bank_account": ("usd",)}
"""Which currencies they take, where it isn't every one."""
_ALLOWED, _EXCLUDED, _FORMER = "allowed_payment_method_types", "excluded_payment_method_types", "payment_method_types"


def offered(params: Mapping[str, Any], currency: str, *, subscribes: bool = False) -> list[str]:
    """The ways to pay that a session or an intent offers: those that are allowed, or cards.

    Args:
        subscribes: Whether a subscription begins, whose first payment must end at once here.

    Raises:
        StripeError: 400 if none of those that are allowed is here.
    """
    allowed, excluded = params.get(_ALLOWED) or ("card",), params.get(_EXCLUDED) or ()
    here = tuple(type for type in HERE if currency in _CURRENCIES.get(type, (currency,)))
    if subscribes:
        here = tuple(type for type in here if type not in DELAYED)
    if params.get("redirect_on_completion") == "never":
        here = tuple(type for type in here if type not in REDIRECTING)
    found = [type for type in allowed if type in here and type not in excluded]
    if not found:
        param = _EXCLUDED if params.get(_EXCLUDED) else _ALLOWED
        raise invalid(f"The local Stripe takes {_listed(here)} here: `{param}` must leave one of them.", param=param)
    return found


def _listed(types: tuple[str, ...]) -> str:
    return "`card` only" if types == ("card",) else ", ".join(f"`{type}`" for type in types)


def may_redirect(intent: Mapping[str, Any]) -> bool:
    """Whether an intent leaves it to Stripe which ways to pay there are, those that redirect among them."""
    automatic = intent["automatic_payment_methods"]
    return bool(automatic and automatic["enabled"] and automatic["allow_redirects"] != "never") and not intent.get(
        _ALLOWED
    )


def refuse_former(values: dict[str, Any]) -> None:
    """Refuses the parameter that API version 2026-09-30.endive took away."""
    if _FORMER in values:
        message = (
            f"`{_FORMER}` is no longer supported since API version 2026-09-30.endive. Use `{_ALLOWED}`, or leave it to "
            "Stripe which ways to pay there are."
        )
        raise invalid(message, param=_FORMER, code="payment_method_types_no_longer_supported")
