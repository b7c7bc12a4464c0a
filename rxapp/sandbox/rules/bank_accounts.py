"""Test bank accounts of the United States, and what becomes of a debit. The list is Stripe's, docs.stripe.com."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import StripeError, invalid

ROUTING_NUMBER = "110000000"


@dataclass(frozen=True, slots=True)
class BankAccount:
    """How an account behaves.

    Attributes:
        failure: Why a debit fails after some days, or None.
        ends: Whether a debit ever ends; with one account it stays under way.
    """

    number: str
    failure: str | None = None
    ends: bool = True


_ACCOUNTS = {
    "pm_usBankAccount_success": BankAccount("000123456789"),
    "pm_usBankAccount_accountClosed": BankAccount("000111111113", "account_closed"),
    "pm_usBankAccount_noAccount": BankAccount("000111111116", "no_account"),
    "pm_usBankAccount_insufficientFunds": BankAccount("000222222227", "insufficient_funds"),
    "pm_usBankAccount_debitNotAuthorized": BankAccount("000333333335", "debit_not_authorized"),
    "pm_usBankAccount_processing": BankAccount("000000000009", ends=False),
}
_BY_NUMBER = {account.number: account for account in _ACCOUNTS.values()}
_MESSAGES = {
    "account_closed": "The customer's bank account has been closed.",
    "no_account": "The customer's bank account could not be located.",
    "insufficient_funds": "The customer's account has insufficient funds to cover this payment.",
    "debit_not_authorized": "The customer has notified their bank that this payment was unauthorized.",
}
FAILURES = tuple(_MESSAGES)


def named(name: str) -> BankAccount | None:
    """The account behind a name such as `pm_usBankAccount_success`."""
    return _ACCOUNTS.get(name)


def numbered(routing_number: str, number: str) -> BankAccount:
    """The test account with a number.

    Raises:
        StripeError: 400 for a bank that can't be, and for any account but a test one, as Stripe's in test mode.
    """
    if len(routing_number) != 9 or not routing_number.isdecimal() or not _sums_up(routing_number):
        param = "us_bank_account[routing_number]"
        raise invalid("The routing number is not correct.", param=param, code="routing_number_invalid")
    if number not in _BY_NUMBER:
        message = "You must use a test bank account number in test mode. Try 000123456789."
        raise invalid(message, param="us_bank_account[account_number]", code="account_number_invalid")
    return _BY_NUMBER[number]


def _sums_up(routing_number: str) -> bool:
    weights = (3, 7, 1) * 3
    return sum(weight * int(digit) for weight, digit in zip(weights, routing_number, strict=True)) % 10 == 0


def failed(failure: str) -> StripeError:
    """What is said of a debit that failed."""
    return StripeError(400, _MESSAGES[failure], code=failure)
