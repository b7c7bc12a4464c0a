"""Money: integers in minor units inside, written out for people at the edge."""

import re
from collections.abc import Sequence
from copy import copy
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from unicodedata import normalize

from babel import Locale
from babel.numbers import NumberPattern, format_percent, get_currency_symbol, get_decimal_symbol, get_group_symbol

from rxapp.shop.currencies import CURRENCIES
from rxapp.shop.language import LOCALE

_POINT, _GROUP = get_decimal_symbol(LOCALE), normalize("NFKC", get_group_symbol(LOCALE))
_SEPARATORS = r"[.,'’ ]"  # in one language or another
_TOO_MUCH = 10**9


class TwoReadings(ValueError):
    """A number that isn't written as here; `meant` is what it may have been, in minor units."""

    def __init__(self, meant: int) -> None:
        super().__init__(meant)
        self.meant = meant


@lru_cache(10_000)
def written(amount: int, currency: str) -> str:
    """Writes minor units as people read them: 123450 usd is `$1,234.50`."""
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    units = Decimal(abs(amount)).scaleb(-CURRENCIES[currency].decimals)
    return sign + _pattern(currency).apply(units, LOCALE, currency=currency.upper(), currency_digits=False)


@cache
def _pattern(currency: str) -> NumberPattern:
    """The language's own, with the decimals that Stripe charges."""
    known = CURRENCIES[currency]
    pattern = copy(Locale.parse(LOCALE).currency_formats["standard"])
    digits = 0 if known.step == known.per_unit else known.decimals
    pattern.frac_prec = (digits, digits)
    return pattern


def typed(amount: int, currency: str) -> str:
    """Writes minor units as a person would type them: 500 usd is `5.00`, 500 jpy is `500`."""
    known = CURRENCIES[currency]
    units, rest = divmod(amount, known.per_unit)
    return f"{units}{_POINT}{rest:0{known.decimals}}" if known.decimals else str(units)


def percent_written(percent: Decimal | int) -> str:
    """As the language writes it, with all of its digits: `8.875%`."""
    return format_percent(percent / Decimal(100), locale=LOCALE, decimal_quantization=False)


def percent_of(amount: int, percent: Decimal | int, currency: str, whole: Decimal | int = 100) -> int:
    """A percentage of an amount in minor units, half a step of the currency rounded up; never through a float.

    Args:
        whole: How many percent the amount itself is.
    """
    step = CURRENCIES[currency].step
    return int((amount * percent / (Decimal(whole) * step)).quantize(Decimal(1), ROUND_HALF_UP)) * step


def read(text: str, currency: str) -> int:
    """Reads what a shopper typed as the store's language writes it, such as `3.60` or `$1,200`, as minor units.

    Raises:
        TwoReadings: It is written as elsewhere, such as `5,50`.
        ValueError: It isn't an amount.
    """
    decimals, plain = CURRENCIES[currency].decimals, _number_in(text, currency)
    point, group = re.escape(_POINT), re.escape(_GROUP)
    rest = rf"({point}[0-9]{{0,{decimals}}})?" if decimals else ""
    if not re.fullmatch(rf"([1-9][0-9]{{0,2}}({group}[0-9]{{3}})+|[0-9]+|(?={point}[0-9])){rest}", plain):
        raise _read_elsewhere(text, plain, decimals)
    units, _, rest = plain.replace(_GROUP, "").partition(_POINT)
    return _minor(text, units, rest, decimals)


def _number_in(text: str, currency: str) -> str:
    """Without the currency's own sign, before or after it."""
    symbol = normalize("NFKC", get_currency_symbol(currency.upper(), LOCALE))
    signs = "|".join(re.escape(sign) for sign in {symbol, currency})
    return re.sub(rf"^({signs})\s*|\s*({signs})$", "", normalize("NFKC", text).strip(), count=1, flags=re.IGNORECASE)


def _read_elsewhere(text: str, plain: str, decimals: int) -> ValueError:
    first, *groups = re.split(_SEPARATORS, plain)
    if not groups or not all(re.fullmatch(r"[0-9]+", part) for part in (first, *groups)):
        return ValueError(text)
    if _are_thousands(first, groups):
        return TwoReadings(_minor(text, first + "".join(groups), "", decimals))
    *groups, rest = groups
    if len(rest) <= decimals and (not groups or _are_thousands(first, groups)):
        return TwoReadings(_minor(text, first + "".join(groups), rest, decimals))
    return ValueError(text)


def _are_thousands(first: str, groups: Sequence[str]) -> bool:
    return all(len(group) == 3 for group in groups) and not first.startswith("0")


def _minor(text: str, units: str, rest: str, decimals: int) -> int:
    amount = int(units + rest.ljust(decimals, "0") or 0)
    if amount >= _TOO_MUCH:
        raise ValueError(text)
    return amount


def spread(amount: int, over: Sequence[int], currency: str) -> list[int]:
    """Splits an amount in proportion, exactly; what rounding leaves goes to the largest remainders, the first first.

    Args:
        amount: At most the sum of `over`; all in minor units, and whole steps of the currency.
    """
    step, whole = CURRENCIES[currency].step, sum(over)
    if not amount or not whole:
        return [0] * len(over)
    shares = [amount * each // whole // step * step for each in over]
    by_remainder = sorted(range(len(over)), key=lambda place: shares[place] * whole - amount * over[place])
    for place in by_remainder[: (amount - sum(shares)) // step]:
        shares[place] += step
    return shares
