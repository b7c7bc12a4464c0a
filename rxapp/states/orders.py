"""What was ordered in this browser before."""

from contextlib import suppress

import reflex as rx

from rxapp.checkout.services import services
from rxapp.orders.bought import Place
from rxapp.orders.records import Order
from rxapp.shop.refusal import NoCookies
from rxapp.states import presenting
from rxapp.states.caller import shopper_of
from rxapp.states.views import OrderLinkView

AT_ONCE = 20


class OrdersState(rx.State):
    """The orders of whoever the cookie of this browser says it is; nobody else's."""

    loaded: bool = False
    orders: list[OrderLinkView] = []
    older: bool = False  # whether there are more than those
    problem: str = ""

    _last: Place | None = None

    @rx.event
    async def load(self):
        """Finds the latest when the page opens."""
        self.problem = ""
        try:
            ledger, shopper = services().ledger, shopper_of(self)
            under_way = presenting.order_links([], await ledger.under_way(shopper))
            self.orders = under_way + self._shown(await ledger.orders(shopper, AT_ONCE + 1))
        except NoCookies as refusal:
            self.orders, self.older, self.problem = [], False, refusal.message
        self.loaded = True

    @rx.event
    async def show_older(self):
        """Finds the ones before those that are shown."""
        with suppress(NoCookies):
            if self.older:
                self.orders += self._shown(await services().ledger.orders(shopper_of(self), AT_ONCE + 1, self._last))

    def _shown(self, found: list[Order]) -> list[OrderLinkView]:
        """All but the one that says that there are older ones."""
        shown, self.older = found[:AT_ONCE], len(found) > AT_ONCE
        self._last = Place.of(shown[-1]) if shown else None
        return presenting.order_links(shown)
