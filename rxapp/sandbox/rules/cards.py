"""Cards: which there are, what none can have, and the words in which one is declined."""

from __future__ import annotations

from .card_list import NAMED, NUMBERED, Card
from .errors import StripeError, card_error

# Reasons that are error codes of their own; the others are decline codes of `card_declined`.
_MESSAGES = {
    "card_velocity_exceeded": (
        "Your card was declined for making repeated attempts too frequently or exceeding its amount limit."
    ),
    "test_mode_live_card": (
        "Your card was declined. Your request used a real card while testing. For a list of valid test cards, visit: "
        "https://stripe.com/docs/testing."
    ),
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "insufficient_funds": "Your card has insufficient funds.",
}
_OWN_CODES = frozenset(("authentication_required", "expired_card", "incorrect_cvc", "processing_error"))
_PARAMS = {"expired_card": "exp_month", "incorrect_cvc": "cvc"}

AUTHENTICATION_FAILED = (
    "We are unable to authenticate your payment method. Please choose a different payment method and try again."
)


def named(name: str) -> Card | None:
    """The card behind a name such as `pm_card_visa`."""
    return NAMED.get(name)


def numbered(number: str) -> Card:
    """The test card with a number.

    Raises:
        StripeError: 402 for any other number, as for a real card.
    """
    if number not in NUMBERED:
        raise decline("test_mode_live_card")
    return NUMBERED[number]


def check(number: str, exp_month: int, exp_year: int, cvc: str | None, *, year: int, month: int) -> None:
    """Refuses what no card can have.

    Raises:
        StripeError: 402 `card_error` with the code Stripe has for it.
    """
    if not number.isdecimal() or not 12 <= len(number) <= 19 or not _luhn(number):
        raise card_error("incorrect_number", "Your card number is incorrect.", param="number")
    if not 1 <= exp_month <= 12:
        raise card_error("invalid_expiry_month", "Your card's expiration month is invalid.", param="exp_month")
    if (exp_year, exp_month) < (year, month) or exp_year > year + 50:
        raise card_error("invalid_expiry_year", "Your card's expiration year is invalid.", param="exp_year")
    if cvc is not None and not (cvc.isdecimal() and len(cvc) in (3, 4)):
        raise card_error("invalid_cvc", "Your card's security code is invalid.", param="cvc")


def _luhn(number: str) -> bool:
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(doubled)) % 10 == 0


def decline(reason: str) -> StripeError:
    """The answer to a charge that the card's bank declines."""
    message = _MESSAGES.get(reason, "Your card was declined.")
    if reason in _OWN_CODES:
        code_of_reason = None if reason == "expired_card" else reason
        return card_error(reason, message, decline_code=code_of_reason, param=_PARAMS.get(reason))
    return card_error("card_declined", message, decline_code=reason)
