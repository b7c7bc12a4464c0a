"""What Stripe refuses as too little or too much."""

from __future__ import annotations

from decimal import Decimal

from . import currencies
from .errors import invalid


def check_at_least(
    least: int, value: int | Decimal, param: str, *, code: str | None = "parameter_invalid_integer"
) -> None:
    """Refuses a number that is too small.

    Raises:
        StripeError: 400 with the code, which Stripe leaves out for some parameters.
    """
    if value < least:
        raise invalid(f"This value must be greater than or equal to {least}.", param=param, code=code)


def check_whole(amount: int, currency: str, param: str) -> None:
    """Refuses an amount in minor units that are smaller than what the currency can be charged in."""
    if amount % (step := currencies.divisible_by(currency)):
        raise invalid(f"Invalid amount: {currency} amounts must be divisible by {step}.", param=param)


def check_charge(amount: int, currency: str) -> None:
    """Refuses an amount in minor units that cannot be charged.

    Raises:
        StripeError: 400, `amount_too_small` or `amount_too_large`.
    """
    check_at_least(1, amount, "amount")
    if amount < currencies.minimum_charge(currency):
        message = f"Amount must be at least {currencies.minimum_text(currency)}"
        raise invalid(message, param="amount", code="amount_too_small")
    if amount > currencies.LARGEST_CHARGE:
        most = currencies.display(currencies.LARGEST_CHARGE, currency)
        raise invalid(f"Amount must be no more than {most}", param="amount", code="amount_too_large")
    check_whole(amount, currency, "amount")


def check_total(amount: int, currency: str) -> None:
    """Refuses a session's total in minor units that cannot be charged; nothing at all is a free order.

    Raises:
        StripeError: 400, `amount_too_small` or `amount_too_large`.
    """
    if 0 < amount < currencies.minimum_charge(currency):
        message = f"The Checkout Session's total amount due must add up to at least {currencies.minimum_text(currency)}"
        raise invalid(message, code="amount_too_small")
    if amount > currencies.LARGEST_CHARGE:
        most = currencies.display(currencies.LARGEST_CHARGE, currency)
        raise invalid(f"The Checkout Session's total amount must be no more than {most}.", code="amount_too_large")
