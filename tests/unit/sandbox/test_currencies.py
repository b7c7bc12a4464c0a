"""Currencies: what Stripe's tables say of each, docs.stripe.com/currencies."""

from decimal import Decimal

import pytest

from rxapp.sandbox.rules import currencies
from rxapp.sandbox.rules.errors import StripeError

ZERO_DECIMAL = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split()
THREE_DECIMAL = "bhd jod kwd omr tnd".split()
TWO_DECIMAL = "usd eur gbp isk ugx huf twd zmw aed usd".split()
MINIMUMS = {
    "usd": 50, "eur": 50, "gbp": 30, "jpy": 50, "cad": 50, "aud": 50, "chf": 50, "nzd": 50, "sgd": 50, "inr": 50,
    "brl": 50, "sek": 300, "nok": 300, "dkk": 250, "pln": 200, "czk": 1500, "huf": 17500, "hkd": 400, "aed": 200,
    "thb": 1000, "myr": 200, "mxn": 1000, "ron": 200, "bgn": 100,
    "krw": 1, "vnd": 1, "kwd": 50, "isk": 50, "zar": 50,
}  # fmt: skip


@pytest.mark.parametrize(
    ("names", "divisor"), [(ZERO_DECIMAL, 1), (TWO_DECIMAL, 100), (THREE_DECIMAL, 1000)], ids=["none", "two", "three"]
)
def test_every_currency_has_its_minor_units(names: list[str], divisor: int) -> None:
    assert {currencies.divisor(currencies.checked(name, "currency")) for name in names} == {divisor}


@pytest.mark.parametrize(("currency", "least"), MINIMUMS.items())
def test_a_charge_has_a_least_amount(currency: str, least: int) -> None:
    assert currencies.minimum_charge(currency) == least


def test_the_largest_charge_has_eight_digits() -> None:
    assert currencies.LARGEST_CHARGE == 99_999_999


@pytest.mark.parametrize(
    ("currency", "step"), [("isk", 100), ("ugx", 100), ("usd", 1), ("jpy", 1), *((one, 10) for one in THREE_DECIMAL)]
)
def test_some_are_sent_with_decimals_they_do_not_have(currency: str, step: int) -> None:
    assert currencies.divisible_by(currency) == step


@pytest.mark.parametrize("given", ["usd", "USD", "Usd"])
def test_capitals_are_forgiven(given: str) -> None:
    assert currencies.checked(given, "currency") == "usd"


@pytest.mark.parametrize("given", ["xxx", "us", "usdd", "", "btc", "sll"])
def test_what_stripe_does_not_have_is_named_with_what_it_has(given: str) -> None:
    with pytest.raises(StripeError) as refused:
        currencies.checked(given, "line_items[0][price_data][currency]")
    assert (refused.value.status, refused.value.body["param"]) == (400, "line_items[0][price_data][currency]")
    message = refused.value.body["message"]
    assert message.startswith(f"Invalid currency: {given}. Stripe currently supports these currencies: usd, aed, afn, ")
    listed = message.split(": ")[-1].split(", ")
    assert len(listed) == len(set(listed)) == 140
    assert {*ZERO_DECIMAL, *THREE_DECIMAL, *TWO_DECIMAL, *MINIMUMS} <= set(listed)


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (0, "usd", "$0.00"),
        (5, "usd", "$0.05"),
        (123456, "usd", "$1,234.56"),
        (-250, "eur", "-€2.50"),
        (2000, "jpy", "¥2,000"),
        (1234, "kwd", "KWD1.234"),
        (Decimal("12.5"), "usd", "$0.12"),
    ],
)
def test_amounts_are_shown_in_the_currencys_own_units(amount: int | Decimal, currency: str, shown: str) -> None:
    assert currencies.display(amount, currency) == shown


@pytest.mark.parametrize(("currency", "text"), [("usd", "$0.50 usd"), ("huf", "HUF175.00 huf")])
def test_the_least_amount_is_written_as_in_stripes_messages(currency: str, text: str) -> None:
    assert currencies.minimum_text(currency) == text
