"""The orders as they come in."""

from typing import Any

import reflex as rx

from rxapp.checkout.services import services
from rxapp.merchant import writing
from rxapp.merchant.access import AccessState, merchant_only
from rxapp.merchant.views import SaleView
from rxapp.orders.sales import Key, Looked, Sale, Standing
from rxapp.shop.catalog import CATALOG, Catalog
from rxapp.shop.money import TwoReadings, read
from rxapp.shop.refusal import NotUnderstood
from rxapp.states import arguments

ON_A_PAGE = 25
ALL = "all"


class SalesState(AccessState):
    """A page of the list, as it was looked for."""

    loaded: bool = False
    sales: list[SaleView] = []
    text: str = ""
    standing: str = ALL
    earlier: bool = False  # whether there are newer ones than this page
    more: bool = False
    problem: str = ""

    _ends: list[Key] = []  # of the pages before this one
    _last: Key | None = None

    @rx.event
    @merchant_only
    async def load(self):
        """The page opens: the newest of all."""
        self.text, self.standing, self._ends, self.problem = "", ALL, [], ""
        await self._show()

    @rx.event
    @merchant_only
    async def look_again(self):
        """What has come in meanwhile; another page than the first one stays where it is."""
        await self._show()

    @rx.event
    @merchant_only
    async def search(self, text: str):
        """Looks for a number, an e-mail address, a product or an amount."""
        await self._search(text=text)

    @rx.event
    @merchant_only
    async def choose(self, standing: str):
        """Shows those that stand so."""
        await self._search(standing=standing)

    @rx.event
    @merchant_only
    async def older(self):
        """The next page."""
        if self.more and self._last:
            self._ends = [*self._ends, self._last]
        await self._show()

    @rx.event
    @merchant_only
    async def newer(self):
        """The page before."""
        self._ends = self._ends[:-1]
        await self._show()

    async def _search(self, **wanted: Any) -> None:
        try:
            text = arguments.text(wanted.get("text", self.text)).strip()
            standing = arguments.one_of(STANDINGS, wanted.get("standing", self.standing))
        except NotUnderstood as refusal:
            self.problem = refusal.message
            return
        self.text, self.standing, self._ends, self.problem = text, standing, [], ""
        await self._show()

    async def _show(self) -> None:
        standing = None if self.standing == ALL else Standing(self.standing)
        after = self._ends[-1] if self._ends else None
        found: list[Sale] = await services().sales.page(
            ON_A_PAGE + 1, looked_for(self.text, services().catalog), standing, after
        )
        shown = found[:ON_A_PAGE]
        self.sales = [writing.sale(one) for one in shown]
        self.more, self.earlier, self.loaded = len(found) > ON_A_PAGE, bool(self._ends), True
        self._last = shown[-1].key if shown else None


STANDINGS = {one: one for one in (ALL, *Standing)}


def looked_for(text: str, catalog: Catalog = CATALOG) -> Looked:
    """What somebody means who types this; it may be several things at once."""
    if not text:
        return Looked()
    known = {f"product:{one.slug}": one.name for one in catalog.products}
    known |= {f"add_on:{key}": one.name for key, one in catalog.add_ons.items()}
    known |= {f"plan:{key}": one.name for key, one in catalog.plans.items()}
    products = tuple(key for key, name in known.items() if text.lower() in name.lower())
    return Looked(text=text, products=products, amount=_amount(text, catalog.currency))


def _amount(text: str, currency: str) -> int | None:
    try:
        return read(text, currency)
    except TwoReadings as readings:
        return readings.meant
    except ValueError:
        return None
