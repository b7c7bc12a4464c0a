"""A merchant's figures, for so many days."""

import reflex as rx

from rxapp.checkout.services import services
from rxapp.merchant import numbers_writing as writing
from rxapp.merchant.access import AccessState, merchant_only
from rxapp.merchant.numbers_writing import BarView, DayView, SoldView, TotalView
from rxapp.orders.daily import day_of
from rxapp.orders.models import now
from rxapp.orders.numbers import PERIODS

SHOWN_FIRST = 30


class NumbersState(AccessState):
    """What the chosen days came to; days are those of UTC."""

    loaded: bool = False
    days: int = SHOWN_FIRST
    sells: bool = False  # whether there is anything to show
    totals: list[TotalView] = []
    top: str = ""
    first: str = ""
    last: str = ""
    chart: str = ""
    bars: list[BarView] = []
    rows: list[DayView] = []
    products: list[SoldView] = []
    add_ons: list[SoldView] = []
    discounts: list[SoldView] = []
    elsewhere: str = ""

    @rx.event
    @merchant_only
    async def load(self):
        """The page opens."""
        await self._show()

    @rx.event
    @merchant_only
    async def choose(self, days: int):
        """Shows another period; one that isn't offered changes nothing."""
        if days in PERIODS and not isinstance(days, bool):
            self.days = int(days)
            await self._show()

    async def _show(self) -> None:
        catalog = services().catalog
        figures = await services().numbers.of(day_of(now()), self.days, catalog.currency)
        self.sells = bool(figures.orders or figures.opened or figures.refunded)
        self.totals, self.elsewhere = writing.totals(figures), writing.elsewhere(figures)
        self.top = writing.written(writing.top(figures), figures.currency)
        self.first, self.last = (writing.day_written(one.day) for one in (figures.days[0], figures.days[-1]))
        self.chart, self.bars, self.rows = writing.chart_said(figures), writing.bars(figures), writing.days(figures)
        self.products = writing.sold(figures, catalog, "product")
        self.add_ons = writing.sold(figures, catalog, "add_on")
        self.discounts = writing.sold(figures, catalog, "code", "rule")
        self.loaded = True
