"""The test cards, by number and by name."""

import pytest

from rxapp.sandbox.rules import cards, currencies
from rxapp.sandbox.rules.errors import StripeError


@pytest.mark.parametrize(
    ("number", "code", "decline_code"),
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000009987", "card_declined", "lost_card"),
        ("4000000000009979", "card_declined", "stolen_card"),
        ("4000000000000069", "expired_card", None),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
        ("4000000000000119", "processing_error", "processing_error"),
    ],
)
def test_a_number_is_declined_for_its_reason(number: str, code: str, decline_code: str | None) -> None:
    reason = cards.numbered(number).decline
    assert reason is not None
    error = cards.decline(reason)
    assert error.status == 402
    assert (error.body["type"], error.body["code"], error.body.get("decline_code")) == (
        "card_error",
        code,
        decline_code,
    )


def test_numbers_and_names_mean_the_same_cards() -> None:
    assert cards.named("pm_card_visa") == cards.numbered("4242424242424242")
    assert cards.numbered("4242424242424242").decline is None
    assert cards.numbered("4000002760003184").challenge == "always"
    assert cards.numbered("4000002500003155").challenge == "unless_set_up"
    assert cards.named("pm_1234") is None


@pytest.mark.parametrize(
    ("number", "month", "year", "cvc", "code"),
    [
        ("4242424242424241", 1, 2030, "123", "incorrect_number"),
        ("", 1, 2030, "123", "incorrect_number"),
        ("4242424242424242", 13, 2030, "123", "invalid_expiry_month"),
        ("4242424242424242", 5, 2026, "123", "invalid_expiry_year"),
        ("4242424242424242", 6, 2026, "12", "invalid_cvc"),
    ],
)
def test_what_no_card_has_is_refused(number: str, month: int, year: int, cvc: str, code: str) -> None:
    with pytest.raises(StripeError) as refused:
        cards.check(number, month, year, cvc, year=2026, month=6)
    assert refused.value.body["code"] == code


def test_amounts_are_shown_in_the_currencys_own_units() -> None:
    assert currencies.display(2000, "usd") == "$20.00"
    assert currencies.display(2000, "jpy") == "¥2,000"
    assert currencies.minimum_text("usd") == "$0.50 usd"
    assert (currencies.divisor("usd"), currencies.divisor("jpy"), currencies.divisor("kwd")) == (100, 1, 1000)
