"""Currencies: minor units, minimum charges, and amounts as people write them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency

from .errors import invalid

# docs.stripe.com/currencies#zero-decimal; UGX and ISK have no minor unit either but are sent as if they had.
_ZERO_DECIMAL = frozenset(
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"]
)
_THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
# docs.stripe.com/currencies#three-decimal: the last digit must be 0
_DIVISIBLE_BY = dict.fromkeys(_THREE_DECIMAL, 10) | {"isk": 100, "ugx": 100}

# docs.stripe.com/currencies#presentment-currencies
_SUPPORTED = (
    "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd "
    "cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd "
    "hkd hnl hrk htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl "
    "mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr "
    "pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd "
    "tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw"
).split()

# docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in minor units, where it isn't 50 of a hundred.
_MINIMUM = {
    "gbp": 30, "jpy": 50, "sek": 300, "nok": 300, "dkk": 250, "pln": 200, "czk": 1500, "huf": 17500, "hkd": 400,
    "aed": 200, "thb": 1000, "myr": 200, "mxn": 1000, "ron": 200, "bgn": 100,
}  # fmt: skip
LARGEST_CHARGE = 99_999_999
"""Eight digits in minor units."""


def checked(currency: str, param: str) -> str:
    """The currency in small letters, as Stripe shows it.

    Raises:
        StripeError: 400 for one that Stripe does not have.
    """
    known = currency.lower()
    if known not in _SUPPORTED:
        message = f"Invalid currency: {known}. Stripe currently supports these currencies: {', '.join(_SUPPORTED)}"
        raise invalid(message, param=param)
    return known


def divisor(currency: str) -> int:
    """How many minor units make one of the currency."""
    if currency in _ZERO_DECIMAL:
        return 1
    return 1000 if currency in _THREE_DECIMAL else 100


def minimum_charge(currency: str) -> int:
    """The smallest amount that can be charged, in minor units."""
    return _MINIMUM.get(currency, 1 if currency in _ZERO_DECIMAL else 50)


def divisible_by(currency: str) -> int:
    """What amounts in minor units must be multiples of: 100 for ISK and UGX, 10 where there are three decimals."""
    return _DIVISIBLE_BY.get(currency, 1)


@lru_cache(maxsize=4096)
def display(amount: int | Decimal, currency: str) -> str:
    """An amount in minor units as a buyer reads it: `$5.00`."""
    return format_currency(Decimal(amount) / divisor(currency), currency.upper(), locale="en_US")


def minimum_text(currency: str) -> str:
    """The minimum charge as Stripe's messages write it: `$0.50 usd`."""
    return f"{display(minimum_charge(currency), currency)} {currency}"
