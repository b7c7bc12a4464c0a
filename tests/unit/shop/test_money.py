"""Money: whole minor units, rounded half up, written and read as people do."""

import pytest

from rxapp.shop import money


@pytest.mark.parametrize(
    ("amount", "percent", "part"),
    [(1805, 10, 181), (1804, 10, 180), (1, 50, 1), (0, 10, 0), (999, 33, 330), (99, 100, 99)],
)
def test_percentages_are_rounded_half_up(amount: int, percent: int, part: int):
    assert money.percent_of(amount, percent) == part


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (123450, "usd", "$1,234.50"),
        (-1450, "usd", "−$14.50"),
        (0, "usd", "$0.00"),
        (5, "usd", "$0.05"),
        (1200, "jpy", "¥1,200"),
    ],
)
def test_amounts_are_written_as_people_read_them(amount: int, currency: str, text: str):
    assert money.written(amount, currency) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"), [(500, "usd", "5.00"), (5, "usd", "0.05"), (500, "jpy", "500")]
)
def test_amounts_are_given_to_type_as_they_are_read(amount: int, currency: str, text: str):
    assert money.typed(amount, currency) == text
    assert money.read(text, currency) == amount


@pytest.mark.parametrize(
    ("typed", "currency", "amount"),
    [
        ("3.60", "usd", 360),
        ("$1,234.50", "usd", 123450),
        (" 5 ", "usd", 500),
        ("0.005", "usd", 1),
        ("1200", "jpy", 1200),
    ],
)
def test_what_was_written_is_read_back(typed: str, currency: str, amount: int):
    assert money.read(typed, currency) == amount


@pytest.mark.parametrize(("amount", "step", "nearest"), [(360, 100, 400), (350, 100, 400), (349, 100, 300), (7, 1, 7)])
def test_amounts_are_rounded_to_whole_steps(amount: int, step: int, nearest: int):
    assert money.rounded(amount, step) == nearest
