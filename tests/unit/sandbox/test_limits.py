"""What is too little or too much, at the last amount that is taken and at the next one."""

from collections.abc import Callable

import pytest

from rxapp.sandbox.rules import limits
from rxapp.sandbox.rules.currencies import LARGEST_CHARGE
from rxapp.sandbox.rules.errors import StripeError


def refusal(check: Callable[..., None], *arguments: object) -> dict[str, object] | None:
    try:
        check(*arguments)
    except StripeError as error:
        assert error.status == 400
        return error.body
    return None


def test_a_number_may_be_the_least_but_not_less() -> None:
    assert refusal(limits.check_at_least, 1, 1, "limit") is None
    refused = refusal(limits.check_at_least, 1, 0, "limit")
    assert refused is not None
    assert refused["message"] == "This value must be greater than or equal to 1."
    assert (refused["param"], refused["code"]) == ("limit", "parameter_invalid_integer")


def test_the_code_can_be_left_out() -> None:
    with pytest.raises(StripeError) as refused:
        limits.check_at_least(0, -1, "fixed_amount[amount]", code=None)
    assert "code" not in refused.value.body


@pytest.mark.parametrize(("currency", "least"), [("usd", 50), ("jpy", 50), ("gbp", 30), ("huf", 17_500), ("krw", 1)])
def test_a_charge_has_a_least_and_a_largest_amount(currency: str, least: int) -> None:
    assert refusal(limits.check_charge, least, currency) is None
    assert refusal(limits.check_charge, LARGEST_CHARGE, currency) is None
    too_small = refusal(limits.check_charge, least - 1, currency)
    too_large = refusal(limits.check_charge, LARGEST_CHARGE + 1, currency)
    assert too_small and too_small["param"] == "amount"
    assert too_small["code"] == ("amount_too_small" if least > 1 else "parameter_invalid_integer")
    assert too_large and (too_large["param"], too_large["code"]) == ("amount", "amount_too_large")


@pytest.mark.parametrize(("currency", "least"), [("usd", 50), ("jpy", 50), ("gbp", 30), ("huf", 17_500), ("krw", 1)])
def test_a_session_comes_to_nothing_or_to_what_can_be_charged(currency: str, least: int) -> None:
    for amount in (0, least, LARGEST_CHARGE):
        assert refusal(limits.check_total, amount, currency) is None
    too_large = refusal(limits.check_total, LARGEST_CHARGE + 1, currency)
    assert too_large and too_large["code"] == "amount_too_large"
    for amount in {1, least - 1} - {0, least}:
        too_small = refusal(limits.check_total, amount, currency)
        assert too_small and too_small["code"] == "amount_too_small"


@pytest.mark.parametrize("currency", ["isk", "ugx"])
def test_a_currency_without_minor_units_is_sent_in_hundreds(currency: str) -> None:
    assert refusal(limits.check_charge, 12_300, currency) is None
    for amount in (12_301, 12_350, 12_399):
        refused = refusal(limits.check_charge, amount, currency)
        assert refused and refused["message"] == f"Invalid amount: {currency} amounts must be divisible by 100."
    assert refusal(limits.check_whole, 12_350, "usd", "amount") is None
