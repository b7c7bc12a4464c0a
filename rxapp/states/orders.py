"""What was ordered in this browser before."""

import reflex as rx

from rxapp.checkout.services import services
from rxapp.shop.refusal import NoCookies
from rxapp.states import presenting
from rxapp.states.caller import shopper_of
from rxapp.states.views import OrderLinkView


class OrdersState(rx.State):
    """The orders of whoever the cookie of this browser says it is; nobody else's."""

    loaded: bool = False
    orders: list[OrderLinkView] = []
    problem: str = ""

    @rx.event
    async def load(self):
        """Finds them when the page opens."""
        self.problem = ""
        try:
            ledger, shopper = services().ledger, shopper_of(self)
            self.orders = presenting.order_links(await ledger.orders(shopper), await ledger.under_way(shopper))
        except NoCookies as refusal:
            self.orders, self.problem = [], refusal.message
        self.loaded = True
