"""Promo codes: when one may be entered, and the sentence when not. Each condition is a small function."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from rxapp.shop.catalog import Catalog, Code
from rxapp.shop.history import NOTHING_YET, History
from rxapp.shop.language import LOCALE
from rxapp.shop.money import percent_of, written
from rxapp.shop.refusal import CodeRefused, Refusal
from rxapp.shop.words import say

FIRST_ORDER = say("codes.first_order")
NO_CODE = say("codes.none")
USED_UP = say("codes.used_up")


@dataclass(frozen=True, slots=True)
class Moment:
    """What the conditions of a code look at; `goods` is what the products cost, in minor units."""

    catalog: Catalog
    goods: int
    member: str
    now: datetime
    until: datetime | None = None
    history: History = NOTHING_YET


Condition = Callable[[str, Code, Moment], str]


def started(_name: str, code: Code, at: Moment) -> str:
    """From its first day on."""
    return say("codes.starts", day=_day(code.starts)) if code.starts and at.now.date() < code.starts else ""


def not_ended(_name: str, code: Code, at: Moment) -> str:
    """Until its last day."""
    return say("codes.ended", day=_day(code.ends)) if code.ends and at.now.date() > code.ends else ""


def minutes_left(name: str, code: Code, at: Moment) -> str:
    """For some minutes from when this shopper first entered it."""
    return say("codes.run_out", code=name) if code.minutes and at.until and at.until <= at.now else ""


def of_member(_name: str, code: Code, at: Moment) -> str:
    """For the members it belongs to."""
    if not code.for_member or code.for_member == at.member:
        return ""
    return say("codes.members_only", tier=at.catalog.members[code.for_member].name)


def on_first_order(_name: str, code: Code, at: Moment) -> str:
    """For shoppers who have paid nothing here yet."""
    return FIRST_ORDER if code.first_order and at.history.has_ordered else ""


def uses_left(name: str, code: Code, at: Moment) -> str:
    """So many times in all."""
    return USED_UP if code.uses and at.history.uses.get(name, 0) >= code.uses else ""


def minimum(_name: str, code: Code, at: Moment) -> str:
    """From so much in goods."""
    if at.goods >= code.minimum:
        return ""
    return say("codes.minimum", amount=written(code.minimum, at.catalog.currency))


# What is over for this cart when it isn't met; a minimum can be reached again, so such a code waits.
LASTING: tuple[Condition, ...] = (started, not_ended, minutes_left, of_member, on_first_order, uses_left)


def entered(name: str, at: Moment) -> Code:
    """The rule behind a code that may be entered now.

    Args:
        name: The code in capitals.

    Raises:
        Refusal: There is none.
        CodeRefused: It may not; the message says why.
    """
    if not name:
        raise Refusal("code", NO_CODE)
    code = at.catalog.codes.get(name)
    if code is None:
        raise CodeRefused("code", say("codes.unknown"))
    if problem := _first_problem(name, code, at, (*LASTING, minimum)):
        raise CodeRefused("code", problem)
    return code


def over(name: str, at: Moment) -> str:
    """Why a code that was entered can't be used any more; empty while it can."""
    code = at.catalog.codes.get(name)
    return _first_problem(name, code, at, LASTING) if code else ""


def takes_off(name: str, code: Code, at: Moment) -> int:
    """What an entered code takes off now, in minor units: nothing while its conditions aren't met."""
    if _first_problem(name, code, at, (*LASTING, minimum)):
        return 0
    return percent_of(at.goods, code.percent, at.catalog.currency) if code.percent else code.amount or 0


def described(code: Code, catalog: Catalog, now: datetime) -> str:
    """What a code does, and for whom: what the guide of a test store says of it."""
    off = f"{code.percent}%" if code.percent else written(code.amount or 0, catalog.currency)
    when = [
        f"from {written(code.minimum, catalog.currency)} on" if code.minimum else "",
        f"for {code.minutes} minutes" if code.minutes else "",
        "on a first order" if code.first_order else "",
        f"for {catalog.members[code.for_member].name} members" if code.for_member else "",
        f"{code.uses} times in all" if (code.uses or 0) > 1 else "once in all" if code.uses else "",
    ]
    at = Moment(catalog, code.minimum, code.for_member, now)
    refused = started("", code, at) or not_ended("", code, at)
    does = ", ".join(filter(None, [f"{off} off the goods", *when]))
    return f"{does}. {refused}".rstrip()


def _first_problem(name: str, code: Code, at: Moment, conditions: Iterable[Condition]) -> str:
    return next((problem for condition in conditions if (problem := condition(name, code, at))), "")


def _day(day: date | None) -> str:
    return format_date(day, say("written.day"), locale=LOCALE)
