"""The cart, as every page's header and the cart page show it."""

from collections.abc import Awaitable, Callable

import reflex as rx

from rxapp.checkout import changing
from rxapp.checkout.services import services
from rxapp.orders.records import Checkout
from rxapp.shop.money import written
from rxapp.shop.refusal import Refusal
from rxapp.states import arguments, presenting
from rxapp.states.request import asking, shopper_of
from rxapp.states.views import LineView


class CartState(rx.State):
    """The shopper's unfinished cart; the database has the truth, this is what a page last read of it."""

    loaded: bool = False
    count: int = 0
    lines: list[LineView] = []
    subtotal: str = ""
    problems: dict[str, str] = {}
    added: str = ""

    @rx.event
    async def load(self):
        """Reads the cart when a page opens."""
        self.problems = {}
        if not self.router.url.path.rstrip("/").endswith(f"/{self.added}"):
            self.added = ""  # said on another page; here a quick click may have come before this
        try:
            self._show(await changing.current(services(), shopper_of(self)))
        except Refusal as refusal:
            self.problems = {refusal.control: refusal.message}
        self.loaded = True

    @rx.event
    async def add(self, slug: str):
        """Puts one more of a product into the cart."""
        await self._change(slug, lambda shopper: changing.add_product(services(), shopper, arguments.text(slug)))
        self.added = "" if self.problems else slug

    @rx.event
    async def set_quantity(self, slug: str, quantity: int):
        """Makes a quantity exactly this."""

        def change(shopper: str) -> Awaitable[Checkout]:
            product = arguments.text(slug)
            wanted = arguments.number(quantity, product, arguments.WHOLE_NUMBER)
            return changing.set_quantity(services(), shopper, None, product, wanted)

        await self._change(slug, change)

    @rx.event
    async def remove(self, slug: str):
        """Takes a product out."""
        await self._change(
            slug, lambda shopper: changing.remove_product(services(), shopper, None, arguments.text(slug))
        )

    async def _change(self, beside: str, change: Callable[[str], Awaitable[Checkout]]) -> None:
        try:
            self._show(await change(await asking(self, arguments.control(beside))))
            self.problems = {}
        except Refusal as refusal:
            self.problems = {refusal.control: refusal.message}

    def _show(self, checkout: Checkout | None) -> None:
        catalog = services().catalog
        self.count = checkout.cart.pieces if checkout else 0
        self.lines = presenting.lines(checkout.quote, catalog) if checkout else []
        goods = sum(line.amount for line in checkout.quote.lines if line.kind == "product") if checkout else 0
        self.subtotal = written(goods, catalog.currency)
