"""Test cards: numbers and names, and how each behaves. The list is Stripe's, docs.stripe.com/testing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .errors import StripeError, card_error


@dataclass(frozen=True, slots=True)
class Card:
    """How a card behaves.

    Attributes:
        decline: The reason for which its bank declines a charge, or None.
        challenge: When its bank asks the buyer: never, at every payment, or unless set up for later use.
        set_up: Whether it is ready for later use already.
        kept_first: Its bank lets it be kept for later, and declines the charges that follow.
        refund: What becomes of money that is given back: it is there at once, comes later, or comes back later.
    """

    number: str
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    decline: str | None = None
    challenge: Literal["never", "always", "unless_set_up"] = "never"
    set_up: bool = False
    kept_first: bool = False
    refund: Literal["succeeds", "succeeds_later", "fails_later"] = "succeeds"


_CARDS = {
    "pm_card_visa": Card("4242424242424242"),
    "pm_card_visa_debit": Card("4000056655665556", funding="debit"),
    "pm_card_mastercard": Card("5555555555554444", brand="mastercard"),
    "pm_card_mastercard_debit": Card("5200828282828210", brand="mastercard", funding="debit"),
    "pm_card_amex": Card("378282246310005", brand="amex"),
    "pm_card_discover": Card("6011111111111117", brand="discover"),
    "pm_card_diners": Card("3056930009020004", brand="diners"),
    "pm_card_jcb": Card("3566002020360505", brand="jcb"),
    "pm_card_unionpay": Card("6200000000000005", brand="unionpay"),
    "pm_card_authenticationRequiredOnSetup": Card("4000002500003155", challenge="unless_set_up"),
    "pm_card_authenticationRequiredSetupForOffSession": Card(
        "4000003800000446", challenge="unless_set_up", set_up=True
    ),
    "pm_card_authenticationRequired": Card("4000002760003184", challenge="always"),
    "pm_card_threeDSecure2Required": Card("4000000000003220", challenge="always"),
    "pm_card_threeDSecureRequired": Card("4000000000003063", challenge="always"),
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": Card(
        "4000008260003178", challenge="always", decline="insufficient_funds"
    ),
    "pm_card_threeDSecureRequiredChargeDeclined": Card(
        "4000008400001629", challenge="always", decline="generic_decline"
    ),
    "pm_card_chargeDeclined": Card("4000000000000002", decline="generic_decline"),
    "pm_card_visa_chargeDeclined": Card("4000000000000002", decline="generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": Card("4000000000009995", decline="insufficient_funds"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": Card("4000000000009995", decline="insufficient_funds"),
    "pm_card_chargeDeclinedLostCard": Card("4000000000009987", decline="lost_card"),
    "pm_card_visa_chargeDeclinedLostCard": Card("4000000000009987", decline="lost_card"),
    "pm_card_chargeDeclinedStolenCard": Card("4000000000009979", decline="stolen_card"),
    "pm_card_visa_chargeDeclinedStolenCard": Card("4000000000009979", decline="stolen_card"),
    "pm_card_chargeDeclinedExpiredCard": Card("4000000000000069", decline="expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": Card("4000000000000127", decline="incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": Card("4000000000000119", decline="processing_error"),
    "pm_card_chargeDeclinedFraudulent": Card("4100000000000019", decline="fraudulent"),
    "pm_card_chargeCustomerFail": Card("4000000000000341", decline="generic_decline", kept_first=True),
    "pm_card_pendingRefund": Card("4000000000007726", refund="succeeds_later"),
    "pm_card_refundFail": Card("4000000000005126", refund="fails_later"),
}
_BY_NUMBER = {card.number: card for card in _CARDS.values()}
_BRANDS = (("34", "amex"), ("37", "amex"), ("35", "jcb"), ("36", "diners"), ("30", "diners"), ("62", "unionpay"))
_BY_FIRST_DIGIT = {"2": "mastercard", "3": "amex", "4": "visa", "5": "mastercard", "6": "discover"}

# Reasons that are error codes of their own; the others are decline codes of `card_declined`.
_MESSAGES = {
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
    return _CARDS.get(name)


def numbered(number: str) -> Card:
    """The card with a number: a listed one, or one that always succeeds."""
    return _BY_NUMBER.get(number) or Card(number, brand=_brand(number))


def _brand(number: str) -> str:
    for start, brand in _BRANDS:
        if number.startswith(start):
            return brand
    return _BY_FIRST_DIGIT.get(number[:1], "unknown")


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
