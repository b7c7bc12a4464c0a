"""When the period of a subscription ends: on the day it began, or on the last one of a month that lacks it."""

import calendar
import time

import pytest

from rxapp.sandbox.resources.subscription_items import following


def at(day: str) -> int:
    return calendar.timegm(time.strptime(f"{day} 12:30", "%Y-%m-%d %H:%M"))


@pytest.mark.parametrize(
    ("start", "interval", "count", "anchor", "end"),
    [
        ("2026-01-15", "month", 1, "2026-01-15", "2026-02-15"),
        ("2026-01-31", "month", 1, "2026-01-31", "2026-02-28"),
        ("2026-02-28", "month", 1, "2026-01-31", "2026-03-31"),
        ("2028-01-31", "month", 1, "2028-01-31", "2028-02-29"),
        ("2026-11-30", "month", 3, "2026-08-31", "2027-02-28"),
        ("2028-02-29", "year", 1, "2028-02-29", "2029-02-28"),
        ("2029-02-28", "year", 3, "2028-02-29", "2032-02-29"),
        ("2026-12-31", "week", 2, "2026-12-31", "2027-01-14"),
        ("2026-12-31", "day", 10, "2026-12-31", "2027-01-10"),
    ],
)
def test_a_period_ends_on_the_day_of_its_anchor(start: str, interval: str, count: int, anchor: str, end: str):
    assert following(at(start), {"interval": interval, "interval_count": count}, at(anchor)) == at(end)
