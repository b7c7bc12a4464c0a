"""A merchant's figures, written out for people: as charts, and as tables with the same in them."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date

from rxapp.merchant.writing import LANGUAGE
from rxapp.orders.numbers import Day, Figures, Sold
from rxapp.shop.catalog import Catalog
from rxapp.shop.currencies import CURRENCIES
from rxapp.shop.line_names import line_name
from rxapp.shop.money import percent_written, written

NOTHING = "–"
TALL, WIDE, GAP = 1000, 100, 18  # of a bar that reaches the top, of a day, and on each side of its bar


@dataclass(frozen=True)
class TotalView:
    """A figure of the whole period; `note` says what it is made of."""

    name: str
    figure: str
    note: str = ""


@dataclass(frozen=True)
class BarView:
    """A bar of the chart, from `y` down to `TALL`; `says` is what it stands for."""

    key: str
    x: int
    y: int
    height: int
    says: str


@dataclass(frozen=True)
class DayView:
    """A row of the table."""

    key: str
    day: str
    orders: str
    revenue: str
    discount: str
    refunded: str
    opened: str


@dataclass(frozen=True)
class SoldView:
    """What was sold, or took something off; `share` of the largest in thousandths, for its bar."""

    key: str
    name: str
    orders: str
    quantity: str
    amount: str
    share: int


def totals(figures: Figures) -> list[TotalView]:
    """The figures of the whole period."""
    return [
        TotalView("Revenue", _amount(figures.revenue, figures), "paid, with shipping and taxes"),
        TotalView("Orders", f"{figures.orders:,}"),
        TotalView("Average order", _average(figures)),
        TotalView("Discounts given", _amount(figures.discount, figures)),
        TotalView("Refunded", _amount(figures.refunded, figures)),
        TotalView(
            "Checkout opened to paid",
            share(figures.ordered, figures.opened),
            f"{figures.ordered:,} of {figures.opened:,} carts begun in these days",
        ),
    ]


def share(part: int, whole: int) -> str:
    """As a percentage; nothing is no share of nothing."""
    if not whole:
        return NOTHING
    return percent_written((Decimal(100 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP))


def _average(figures: Figures) -> str:
    if not figures.orders:
        return NOTHING
    return _amount(int((Decimal(figures.revenue) / figures.orders).quantize(Decimal(1), ROUND_HALF_UP)), figures)


def top(figures: Figures) -> int:
    """How much the top of the chart stands for: a round amount that no day is above, in minor units."""
    most, unit = max(day.revenue for day in figures.days), CURRENCIES[figures.currency].per_unit
    round_ones = (factor * 10**power * unit for power in range(15) for factor in (1, 2, 5))
    return next(amount for amount in round_ones if amount >= most)


def bars(figures: Figures) -> list[BarView]:
    """Revenue, a bar for each day."""
    highest = top(figures)
    return [_bar(place, day, highest, figures) for place, day in enumerate(figures.days)]


def _bar(place: int, day: Day, highest: int, figures: Figures) -> BarView:
    height = max(0, day.revenue) * TALL // highest
    says = f"{day_written(day.day)}: {_amount(day.revenue, figures)}, {counted(day.orders, 'order')}"
    return BarView(key=day.day.isoformat(), x=place * WIDE + GAP, y=TALL - height, height=height, says=says)


def chart_said(figures: Figures) -> str:
    """What the chart shows, for whoever doesn't see it; every day of it is in the table."""
    first, last = (day_written(day.day) for day in (figures.days[0], figures.days[-1]))
    best = max(figures.days, key=lambda day: day.revenue)
    said = f"Revenue per day from {first} to {last}"
    return f"{said}; most on {day_written(best.day)}, {_amount(best.revenue, figures)}" if best.revenue else said


def days(figures: Figures) -> list[DayView]:
    """The rows of the table, the latest first."""
    return [
        DayView(
            key=day.day.isoformat(),
            day=day_written(day.day),
            orders=f"{day.orders:,}",
            revenue=_amount(day.revenue, figures),
            discount=_amount(day.discount, figures),
            refunded=_amount(day.refunded, figures),
            opened=f"{day.ordered:,} of {day.opened:,}" if day.opened else NOTHING,
        )
        for day in reversed(figures.days)
    ]


def sold(figures: Figures, catalog: Catalog, *kinds: str) -> list[SoldView]:
    """All of these kinds; what brought or took most comes first."""
    found = figures.of_kinds(*kinds)
    most = max((one.amount for one in found), default=0)
    return [_sold(one, most, figures, catalog) for one in found]


def _sold(one: Sold, most: int, figures: Figures, catalog: Catalog) -> SoldView:
    return SoldView(
        key=one.key,
        name=line_name(one.key, catalog),
        orders=f"{one.orders:,}",
        quantity=f"{one.quantity:,}",
        amount=_amount(one.amount, figures),
        share=max(0, one.amount) * TALL // most if most else 0,
    )


def elsewhere(figures: Figures) -> str:
    """That there is more than is shown."""
    if not figures.elsewhere:
        return ""
    return f"{counted(figures.elsewhere, 'order')} in other currencies not counted here."


def counted(number: int, thing: str) -> str:
    """`1 order`, `2 orders`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def day_written(day: date) -> str:
    """Such as `31 May`."""
    return format_date(day, "d MMM", locale=LANGUAGE)


def _amount(amount: int, figures: Figures) -> str:
    return written(amount, figures.currency)
