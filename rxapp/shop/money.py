"""Money: integers in minor units inside, written out for people at the edge."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from babel.numbers import format_currency

LOCALE = "en_US"

# Stripe's zero-decimal currencies: one unit of these is already the smallest. https://docs.stripe.com/currencies#zero-decimal
ZERO_DECIMAL = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())


def minor_units_per_unit(currency: str) -> int:
    """How many minor units make one: 100 for dollars, 1 for yen."""
    return 1 if currency in ZERO_DECIMAL else 100


def written(amount: int, currency: str) -> str:
    """Writes minor units as people read them: 123450 usd is `$1,234.50`."""
    per_unit = minor_units_per_unit(currency)
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    units, rest = divmod(abs(amount), per_unit)
    return sign + format_currency(Decimal(units) + Decimal(rest) / per_unit, currency.upper(), locale=LOCALE)


def typed(amount: int, currency: str) -> str:
    """Writes minor units as a person would type them: 500 usd is `5.00`, 500 jpy is `500`."""
    return str(amount) if minor_units_per_unit(currency) == 1 else f"{amount // 100}.{amount % 100:02}"


def percent_of(amount: int, percent: int) -> int:
    """A whole percentage of an amount in minor units, half a unit rounded up; never through a float."""
    return (amount * percent + 50) // 100


def read(text: str, currency: str) -> int:
    """Reads what a shopper typed, such as `3.60` or `$1,200`, as minor units, half a unit rounded up.

    Raises:
        ValueError: It isn't an amount.
    """
    plain = text.strip().lstrip("$€£¥").replace(",", "").strip()
    try:
        amount = Decimal(plain) * minor_units_per_unit(currency)
    except InvalidOperation:
        raise ValueError(text) from None
    if not amount.is_finite() or not 0 <= amount < 10**9:
        raise ValueError(text)
    return rounded(int(amount * 10), 10) // 10


def rounded(amount: int, step: int) -> int:
    """The nearest whole number of steps, half a step rounded up."""
    return (2 * amount + step) // (2 * step) * step


def spread(amount: int, over: Sequence[int]) -> list[int]:
    """Splits an amount in proportion, exactly; what rounding leaves goes to the largest remainders, the first first.

    Args:
        amount: At most the sum of `over`; all in minor units.
    """
    whole = sum(over)
    if not amount or not whole:
        return [0] * len(over)
    shares = [amount * each // whole for each in over]
    by_remainder = sorted(range(len(over)), key=lambda place: -(amount * over[place] % whole))
    for place in by_remainder[: amount - sum(shares)]:
        shares[place] += 1
    return shares
