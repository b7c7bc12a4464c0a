"""Money: whole minor units, rounded half up to what can be charged, written and read as people do."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.sandbox.rules import currencies as at_stripe
from rxapp.sandbox.rules.errors import StripeError
from rxapp.shop import money
from rxapp.shop.currencies import CURRENCIES

ANY = st.sampled_from(sorted(CURRENCIES))


def test_the_local_stripe_has_the_same_currencies():
    """Neither may import the other, so each has a table of its own."""
    names = [code for code in CURRENCIES if at_stripe.checked(code, "currency") == code]
    with pytest.raises(StripeError) as refused:
        at_stripe.checked("none", "currency")
    assert sorted(refused.value.body["message"].split(": ")[-1].split(", ")) == sorted(names) == sorted(CURRENCIES)
    for code, known in CURRENCIES.items():
        theirs = at_stripe.divisor(code), at_stripe.divisible_by(code), at_stripe.minimum_charge(code)
        assert (known.per_unit, known.step, known.smallest_charge) == theirs, code


@pytest.mark.parametrize(
    ("amount", "percent", "currency", "part"),
    [
        *((1805, 10, "usd", 181), (1804, 10, "usd", 180), (1, 50, "usd", 1), (0, 10, "usd", 0), (999, 33, "jpy", 330)),
        *((1850, 10, "kwd", 190), (1840, 10, "kwd", 180), (90, 5, "kwd", 0), (100, 5, "kwd", 10)),
        *((1500, 10, "isk", 200), (1400, 10, "ugx", 100)),
        (10_000, Decimal("8.875"), "usd", 888),
    ],
)
def test_percentages_are_rounded_half_up_to_what_can_be_charged(
    amount: int, percent: Decimal | int, currency: str, part: int
):
    assert money.percent_of(amount, percent, currency) == part


@given(ANY, st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.data())
def test_every_share_can_be_charged_and_together_they_are_the_whole(
    currency: str, over: list[int], data: st.DataObject
):
    step = CURRENCIES[currency].step
    weights = [one * step for one in over]
    amount = data.draw(st.integers(0, sum(over))) * step
    shares = money.spread(amount, weights, currency)
    assert sum(shares) == amount
    assert all(share % step == 0 and 0 <= share <= weight for share, weight in zip(shares, weights, strict=True))


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        *((123450, "usd", "$1,234.50"), (-1450, "usd", "−$14.50"), (0, "usd", "$0.00"), (5, "usd", "$0.05")),
        *((1200, "jpy", "¥1,200"), (1230, "kwd", "KWD1.230"), (-12_340, "bhd", "−BHD12.340")),
        *((123_400, "isk", "ISK1,234"), (500, "ugx", "UGX5"), (1250, "huf", "HUF12.50"), (1250, "all", "ALL12.50")),
    ],
)
def test_amounts_are_written_as_people_read_them(amount: int, currency: str, text: str):
    assert money.written(amount, currency) == text


@pytest.mark.parametrize(
    ("percent", "text"),
    [(10, "10%"), (100, "100%"), (Decimal("8.875"), "8.875%"), (Decimal("0.5"), "0.5%"), (Decimal("19.0000"), "19%")],
)
def test_percents_are_written_with_all_of_their_digits(percent: Decimal | int, text: str):
    assert money.percent_written(percent) == text


@given(ANY, st.integers(0, 10**8))
def test_every_amount_is_read_back_as_it_was_written(currency: str, steps: int):
    amount = steps * CURRENCIES[currency].step
    if amount < 10**9:
        assert money.read(money.written(amount, currency), currency) == amount
        assert money.read(money.typed(amount, currency), currency) == amount


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(500, "usd", "5.00"), (5, "usd", "0.05"), (500, "jpy", "500"), (500, "kwd", "0.500")],
)
def test_amounts_are_given_to_type_as_they_are_read(amount: int, currency: str, text: str):
    assert money.typed(amount, currency) == text


@pytest.mark.parametrize(
    ("currency", "most", "more"),
    [("usd", "9,999,999.99", "10,000,000.00"), ("jpy", "999999999", "1000000000"), ("kwd", "999999.999", "1000000")],
)
def test_nine_digits_are_read_and_no_more(currency: str, most: str, more: str):
    assert money.read(most, currency) == 10**9 - 1
    with pytest.raises(ValueError, match=f"^{more}$"):
        money.read(more, currency)


@pytest.mark.parametrize("currency", ["usd", "jpy", "kwd"])
@pytest.mark.parametrize("typed", ["0,500,000", "0.500.000", "00.500.000", "0,050,000.00", "0 000 001"])
def test_no_group_of_thousands_begins_with_nothing(typed: str, currency: str):
    with pytest.raises(ValueError, match=f"^{typed}$"):
        money.read(typed, currency)


@pytest.mark.parametrize("typed", ["0,500", "0.050", "0,050"])
@pytest.mark.parametrize("currency", ["usd", "jpy"])
def test_less_than_can_be_paid_is_not_read_as_thousands(typed: str, currency: str):
    with pytest.raises(ValueError, match=f"^{typed}$"):
        money.read(typed, currency)


@pytest.mark.parametrize(
    ("typed", "currency", "meant"),
    [
        ("5,50", "usd", 550),
        ("0,50", "usd", 50),
        ("0,500", "kwd", 500),
        ("0,050", "kwd", 50),
        ("1.234,5", "usd", 123450),
        ("3,6", "kwd", 3600),
        ("3,60", "kwd", 3600),
        ("1.200", "jpy", 1200),
    ],
)
def test_what_is_written_as_elsewhere_is_not_read_but_understood(typed: str, currency: str, meant: int):
    with pytest.raises(money.TwoReadings) as two:
        money.read(typed, currency)
    assert two.value.meant == meant
