"""Promo codes: when one may be entered, and the sentence when not."""

from datetime import datetime

from babel.dates import format_date

from rxapp.shop.catalog import Catalog, Code
from rxapp.shop.money import LOCALE, percent_of, written
from rxapp.shop.refusal import Refusal


def entered(typed: str, catalog: Catalog, goods: int, now: datetime) -> Code:
    """The rule behind a code that may be entered now.

    Args:
        typed: The code in capitals.
        goods: What the products cost, in minor units.

    Raises:
        Refusal: It may not; the message says why.
    """
    if not typed:
        raise Refusal("code", "Please type a code first.")
    code = catalog.codes.get(typed)
    if code is None:
        raise Refusal("code", "We don't know that code. Please check the spelling.")
    if problem := _problem(code, catalog.currency, goods, now):
        raise Refusal("code", problem)
    return code


def takes_off(code: Code, catalog: Catalog, goods: int, until: datetime | None, now: datetime) -> int:
    """What an entered code takes off now, in minor units: nothing while its conditions aren't met."""
    ran_out = until is not None and until <= now
    if ran_out or _problem(code, catalog.currency, goods, now):
        return 0
    return percent_of(goods, code.percent) if code.percent else code.amount or 0


def _problem(code: Code, currency: str, goods: int, now: datetime) -> str:
    today = now.date()
    if code.starts and today < code.starts:
        return f"That code starts on {_day(code.starts)}."
    if code.ends and today > code.ends:
        return f"That code ended on {_day(code.ends)}."
    if goods < code.minimum:
        return f"That code needs goods of {written(code.minimum, currency)} or more."
    return ""


def _day(day: object) -> str:
    return format_date(day, "d MMMM", locale=LOCALE)  # pyright: ignore[reportArgumentType]
