"""The test bank accounts, by number and by name."""

import pytest

from rxapp.sandbox.rules import bank_accounts
from rxapp.sandbox.rules.bank_accounts import FAILURES, ROUTING_NUMBER
from rxapp.sandbox.rules.errors import StripeError

# docs.stripe.com/payments/ach-direct-debit: number, why its debits fail, whether they ever end.
LISTED: dict[str, tuple[str, str | None, bool]] = {
    "success": ("000123456789", None, True),
    "accountClosed": ("000111111113", "account_closed", True),
    "noAccount": ("000111111116", "no_account", True),
    "insufficientFunds": ("000222222227", "insufficient_funds", True),
    "debitNotAuthorized": ("000333333335", "debit_not_authorized", True),
    "processing": ("000000000009", None, False),
}


@pytest.mark.parametrize("name", LISTED)
def test_a_listed_account_is_what_stripe_lists(name: str) -> None:
    account = bank_accounts.named(f"pm_usBankAccount_{name}")
    assert account and (account.number, account.failure, account.ends) == LISTED[name]
    assert bank_accounts.numbered(ROUTING_NUMBER, account.number) == account
    assert bank_accounts.named(name) is None


def test_each_failure_has_its_sentence() -> None:
    assert set(FAILURES) == {failure for _, failure, _ in LISTED.values() if failure}
    for failure in FAILURES:
        error = bank_accounts.failed(failure)
        assert (error.status, error.body["code"]) == (400, failure) and error.body["message"].endswith(".")


@pytest.mark.parametrize(
    ("routing", "number", "part"),
    [
        *((routing, "000123456789", "routing_number") for routing in ("", "110000001", "1100000000", "11000000x")),
        *((ROUTING_NUMBER, number, "account_number") for number in ("", "000123456780", "123456789")),
    ],
)
def test_what_no_account_has_is_refused_by_its_name(routing: str, number: str, part: str) -> None:
    with pytest.raises(StripeError) as refused:
        bank_accounts.numbered(routing, number)
    assert refused.value.body["param"] == f"us_bank_account[{part}]"
    assert refused.value.body["code"] == f"{part}_invalid"


@pytest.mark.parametrize("routing", ["110000000", "021000021", "011401533"])
def test_any_bank_of_the_united_states_is_taken(routing: str) -> None:
    assert bank_accounts.numbered(routing, "000123456789").failure is None
